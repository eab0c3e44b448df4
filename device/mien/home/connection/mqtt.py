"""The broker by MQTT 5: its address, the connection, and a sentence about failures."""

import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from mien.home.connection.broker import BrokerRefusedError, HomeError, Incoming, Outgoing
from mien.home.connection.broker_link import Account, BrokerLink, LinkLostError
from mien.home.connection.tcp_connection import Streams, dialled
from mien.types import Seconds

CONNECTING: Seconds = 8.0
ANSWERING: Seconds = 8.0
"""A broker that has not confirmed a message after this long hangs."""
SYSTEM_CA = "system"
"""For `tls_ca`: trust whom the machine trusts."""


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """The broker's address and our account."""

    host: str
    """Name or address."""
    port: int
    """Usually 1883, or 8883 with TLS."""
    client: str
    """Our client id; a second client with the same id disconnects the first."""
    user: str = ""
    """The account; "" for a broker without accounts."""
    password: str = ""
    """The account's."""
    tls_ca: str = ""
    """File with the authority that signed the broker's certificate; "system"; "" for no TLS."""

    def __str__(self) -> str:
        """Return the address for messages."""
        return f"{self.host}:{self.port}"


class MqttBroker:
    """A `Broker` at an address."""

    def __init__(self, address: BrokerAddress) -> None:
        self._address = address

    @asynccontextmanager
    async def connected(self, will: Outgoing | None = None) -> AsyncGenerator["MqttSession"]:
        """Connect; leaving it disconnects. Raises HomeError."""
        to = self._address
        account = Account(to.client, to.user, to.password)
        link = BrokerLink(await self._dialled(), account, will, ANSWERING)
        try:
            try:
                await link.join()
            except (LinkLostError, TimeoutError, OSError) as bad:
                raise HomeError(_why(bad, to)) from bad
            try:
                yield MqttSession(link, to)
            finally:
                await link.leave()
        finally:
            await link.drop()

    async def _dialled(self) -> Streams:
        to = self._address
        context = _tls(to.tls_ca)
        try:
            return await dialled(to.host, to.port, context, CONNECTING)
        except (OSError, TimeoutError) as bad:
            raise HomeError(_why(bad, to)) from bad


class MqttSession:
    """A `BrokerSession`."""

    def __init__(self, link: BrokerLink, address: BrokerAddress) -> None:
        self._link, self._address = link, address

    async def publish(self, message: Outgoing) -> None:
        """Publish; with qos 1, return when the broker has it."""
        try:
            refusal = await self._link.publish(message)
        except (LinkLostError, TimeoutError) as lost:
            raise HomeError(_why(lost, self._address)) from lost
        if refusal:
            raise BrokerRefusedError(
                f"The MQTT broker at {self._address} refuses messages at {message.topic} ({refusal})."
            )

    async def subscribe(self, topics: Sequence[str]) -> None:
        """Subscribe to these topics."""
        try:
            refusals = await self._link.subscribe(topics)
        except (LinkLostError, TimeoutError) as lost:
            raise HomeError(_why(lost, self._address)) from lost
        for topic, refusal in zip(topics, refusals, strict=False):
            if refusal:
                raise BrokerRefusedError(
                    f"The MQTT broker at {self._address} does not allow subscribing to {topic} ({refusal})."
                )

    async def unsubscribe(self, topics: Sequence[str]) -> None:
        """Unsubscribe."""
        try:
            await self._link.unsubscribe(topics)
        except (LinkLostError, TimeoutError) as lost:
            raise HomeError(_why(lost, self._address)) from lost

    async def messages(self) -> AsyncIterator[Incoming]:
        """Yield incoming messages; some are lost if they come faster than they are read."""
        try:
            async for message in self._link.messages():
                yield message
        except LinkLostError as lost:
            raise HomeError(_why(lost, self._address)) from lost


def _tls(ca: str) -> ssl.SSLContext | None:
    """Return how to check the broker's certificate; None without TLS."""
    if not ca:
        return None
    try:
        return ssl.create_default_context(cafile=None if ca == SYSTEM_CA else ca)
    except OSError as bad:  # ssl.SSLError is one
        raise HomeError(f"{ca} cannot be used as a certificate authority ({bad.strerror or bad}).") from bad


_WRONG_ACCOUNT = (0x86, 0x87)  # bad user name or password; not authorised


def _why(bad: BaseException, to: BrokerAddress) -> str:
    """Return why there is no connection, as a sentence."""
    broker = f"MQTT broker at {to}"
    if isinstance(bad, LinkLostError):
        if bad.code in _WRONG_ACCOUNT:
            return f"The {broker} refused the login: check [home] user and password."
        return f"The {broker} ended the connection{f' ({bad})' if str(bad) else ''}."
    if isinstance(bad, TimeoutError):
        return f"The {broker} does not answer."
    if "CERTIFICATE_VERIFY_FAILED" in str(bad):
        return f"The certificate of the {broker} was not signed by [home] tls_ca, or is for another name."
    reason = getattr(bad, "strerror", None) or str(bad) or type(bad).__name__
    return f"Can't reach the {broker} ({reason})."
