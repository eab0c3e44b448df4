"""The broker by MQTT 5, on aiomqtt. The only file that imports it.

Where the library falls short, `_Client` reaches into it; the contract tests on a real broker hold each place.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from mien.home.broker import HomeError, Incoming, Outgoing
from mien.home.cancellation import heeding_cancellation
from mien.home.dial import dialled
from mien.types import Seconds

CONNECTING: Seconds = 8.0
ANSWERING: Seconds = 8.0
"""A broker that has not confirmed a message by then hangs."""
GOODBYE: Seconds = 1.0
"""A speaker that is told to stop waits no longer for the broker."""
KEEPALIVE = 20
"""Seconds of silence after which either side asks whether the other is still there."""
LARGEST = 16 << 10
"""Bytes of a message that the broker may send us; no command is longer than a few."""
MOST_WAITING = 100
"""Messages that came in and were not looked at yet; what comes on top is dropped."""
SYSTEM_CA = "system"
"""For `tls_ca`: trust whom the machine trusts."""

_silent = logging.getLogger("mien.home.mqtt.library")  # every problem reaches us as an exception as well
_silent.setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where the broker is and who we are to it."""

    host: str
    """Name or address."""
    port: int
    """1883 as a rule, 8883 with TLS."""
    client: str
    """Our name; a second client of the same name drives the first out."""
    user: str = ""
    """The account; "" for a broker that asks for none."""
    password: str = ""
    """The account's."""
    tls_ca: str = ""
    """File with the authority that signed the broker's certificate; "system"; "" for no TLS."""

    def __str__(self) -> str:
        """Return where it is, for a sentence."""
        return f"{self.host}:{self.port}"


class MqttBroker:
    """A `Broker` at an address."""

    def __init__(self, address: BrokerAddress) -> None:
        self._address = address

    @asynccontextmanager
    async def connected(self, will: Outgoing | None = None) -> AsyncGenerator["MqttSession"]:
        """Connect; leaving it disconnects. Raises HomeError."""
        client = _Client(await self._dialled(), self._address, will)
        joined = False
        try:
            await client.join(self._address)
            joined = True
            yield MqttSession(client, self._address)
        finally:
            if joined:
                await client.leave()
            client.drop()

    async def _dialled(self) -> socket.socket:
        to = self._address
        context = _tls(to.tls_ca)
        try:
            return await dialled(to.host, to.port, context, CONNECTING)
        except (OSError, TimeoutError) as bad:
            raise HomeError(_why(bad, to)) from bad


class MqttSession:
    """A `BrokerSession`."""

    def __init__(self, client: "_Client", address: BrokerAddress) -> None:
        self._client, self._address = client, address

    async def publish(self, message: Outgoing) -> None:
        """Publish; with qos 1, return when the broker has it."""
        try:
            with heeding_cancellation():
                await self._client.publish(message.topic, message.payload, message.qos, message.retain)
        except aiomqtt.MqttError as lost:
            raise HomeError(_why(lost, self._address)) from lost
        if self._client.refused:
            raise HomeError(
                f"The MQTT broker at {self._address} does not let us publish at {message.topic} "
                f"({self._client.refused})."
            )

    async def subscribe(self, topics: Sequence[str]) -> None:
        """Have what is published there sent to us."""
        wanted = [(topic, SubscribeOptions(qos=1, noLocal=True)) for topic in topics]
        try:
            with heeding_cancellation():
                codes = await self._client.subscribe(wanted)
        except aiomqtt.MqttError as lost:
            raise HomeError(_why(lost, self._address)) from lost
        for topic, code in zip(topics, codes, strict=True):
            if isinstance(code, ReasonCode) and code.is_failure:
                raise HomeError(
                    f"The MQTT broker at {self._address} does not let us listen at {topic} ({code})."
                )

    async def unsubscribe(self, topics: Sequence[str]) -> None:
        """Have it sent no more."""
        try:
            with heeding_cancellation():
                await self._client.unsubscribe(list(topics))
        except aiomqtt.MqttError as lost:
            raise HomeError(_why(lost, self._address)) from lost

    async def messages(self) -> AsyncIterator[Incoming]:
        """Yield what comes in; some of it is lost when it comes faster than it is read."""
        try:
            async for message in self._client.messages:
                payload = message.payload if isinstance(message.payload, bytes) else b""
                yield Incoming(message.topic.value, payload, retained=message.retain)
        except aiomqtt.MqttError as lost:
            raise HomeError(_why(lost.__cause__ or lost, self._address)) from lost


class _Client(aiomqtt.Client):
    """aiomqtt's client on a socket of ours, that notes when the broker refuses a message."""

    def __init__(self, line: socket.socket, to: BrokerAddress, will: Outgoing | None) -> None:
        limits = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        limits.MaximumPacketSize = LARGEST
        super().__init__(
            to.host,
            to.port,
            username=to.user or None,
            password=to.password or None,
            identifier=to.client,
            protocol=aiomqtt.ProtocolVersion.V5,
            clean_start=True,
            properties=limits,
            will=aiomqtt.Will(will.topic, will.payload, will.qos, will.retain) if will else None,
            keepalive=KEEPALIVE,
            timeout=ANSWERING,
            max_queued_incoming_messages=MOST_WAITING,
            logger=_silent,
        )
        self._line = line
        self.refused = ""
        """Why the broker refused a message; "" while it took them all."""
        # The library binds its socket first, which the sandbox forbids (SocketBindDeny), and shakes hands for
        # TLS in a thread that cannot be ended.
        self._client._create_socket_connection = lambda: line  # type: ignore[method-assign]  # noqa: SLF001

    async def join(self, to: BrokerAddress) -> None:
        """Shake hands; raises HomeError. The library's own time limit stands alone.

        Two that end together cancel the whole task on Python 3.11.
        """
        before = self._disconnected
        try:
            with heeding_cancellation():
                await self.__aenter__()
        except (aiomqtt.MqttError, OSError) as bad:
            raise HomeError(_why(bad, to)) from bad
        if before.done() and (lost := before.exception()):  # already; the library forgets that
            raise HomeError(_why(lost, to)) from lost

    async def leave(self) -> None:
        """Say goodbye, unless the broker takes its time."""
        with suppress(aiomqtt.MqttError, TimeoutError):
            async with asyncio.timeout(GOODBYE):
                await self.__aexit__(None, None, None)

    def drop(self) -> None:
        """Let go of the socket and of what waits on it; the library does not after a failed handshake."""
        self._client._sock_close()  # noqa: SLF001
        self._line.close()
        for end in (self._connected, self._disconnected):
            if end.done() and not end.cancelled():
                end.exception()  # or asyncio complains that nobody looked

    def _on_publish(
        self, client: Any, userdata: Any, mid: int, reason_code: ReasonCode, properties: Any
    ) -> None:
        """Note a refusal, which the library leaves out, before the message counts as published."""
        if reason_code.is_failure:
            self.refused = str(reason_code)
        super()._on_publish(client, userdata, mid, reason_code, properties)


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
    """Return in a sentence why there is no connection."""
    broker = f"MQTT broker at {to}"
    if isinstance(bad, aiomqtt.MqttCodeError) and isinstance(bad.rc, ReasonCode):
        if bad.rc.value in _WRONG_ACCOUNT:
            return f"The {broker} does not let us in: wrong [home] user or password."
        return f"The {broker} ended the connection ({bad.rc})."
    if isinstance(bad, TimeoutError) or "timed out" in str(bad):
        return f"The {broker} does not answer."
    if "CERTIFICATE_VERIFY_FAILED" in str(bad):
        return f"The certificate of the {broker} was not signed by [home] tls_ca, or is for another name."
    reason = getattr(bad, "strerror", None) or str(bad) or type(bad).__name__
    return f"Can't reach the {broker} ({reason})."
