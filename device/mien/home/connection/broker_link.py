"""MQTT 5 by paho, on asyncio's loop by paho's documented callbacks. The only file that imports it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from mien.errors import MienError
from mien.home.connection.broker import Incoming, Outgoing
from mien.home.connection.relay import Relay
from mien.home.connection.tcp_connection import Streams
from mien.types import Seconds

KEEPALIVE = 20
"""Seconds of silence after which either side asks whether the other is still there."""
LARGEST = 16 << 10
"""The most bytes of a message from the broker; commands have only a few."""
MOST_WAITING = 100
"""The most incoming messages that wait to be processed; further ones are dropped."""
GOODBYE: Seconds = 1.0
"""A speaker that is stopping waits no longer than this for the broker."""
_LOOKED_AFTER: Seconds = 5.0


class LinkLostError(MienError):
    """The connection ended, or was never made. `code`: MQTT's reason; None when the broker gave none."""

    def __init__(self, reason: str = "", code: int | None = None) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Account:
    """Our identity at the broker."""

    client: str
    """Our client id; a second client with the same id disconnects the first."""
    user: str = ""
    """The account; "" for a broker without accounts."""
    password: str = ""
    """The account's."""


class BrokerLink:
    """A connection to the broker, over `streams`. A refusal is returned as text, a loss is raised."""

    def __init__(self, streams: Streams, account: Account, will: Outgoing | None, answering: Seconds) -> None:
        """`answering`: a broker that has not confirmed something by then hangs."""
        self._relay, self._answering = Relay(streams), answering
        self._loop = asyncio.get_running_loop()
        self._joined: asyncio.Future[None] = self._loop.create_future()
        self._confirmed: dict[int, asyncio.Future[list[ReasonCode]]] = {}
        self._waiting: deque[Incoming] = deque()
        self._news = asyncio.Event()
        self._lost: LinkLostError | None = None
        self._closed = asyncio.Event()
        self._care: asyncio.TimerHandle | None = None
        self._client = self._made(account, will)

    def _made(self, account: Account, will: Outgoing | None) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            account.client,
            protocol=MQTTProtocolVersion.MQTTv5,
            transport="unix",
            reconnect_on_failure=False,
        )
        if account.user:
            client.username_pw_set(account.user, account.password or None)
        if will:
            client.will_set(will.topic, will.payload, will.qos, will.retain)
        client.on_socket_open = lambda _c, _u, line: self._loop.add_reader(
            line, self._guarded, client.loop_read
        )
        client.on_socket_close = self._line_closed
        client.on_socket_register_write = lambda _c, _u, line: self._loop.add_writer(
            line, self._guarded, client.loop_write
        )
        client.on_socket_unregister_write = self._nothing_to_write
        client.on_connect, client.on_disconnect = self._on_connect, self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = lambda _c, _u, mid, code, _p: self._settle(mid, [code])
        client.on_subscribe = lambda _c, _u, mid, codes, _p: self._settle(mid, codes)
        client.on_unsubscribe = lambda _c, _u, mid, codes, _p: self._settle(mid, codes)
        return client

    # What is asked for.

    async def join(self) -> None:
        """Shake hands."""
        limits = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        limits.MaximumPacketSize = LARGEST
        await self._relay.start(
            lambda path: self._client.connect(path, keepalive=KEEPALIVE, clean_start=True, properties=limits)
        )
        self._look_after()
        async with asyncio.timeout(self._answering):
            await self._joined

    async def publish(self, message: Outgoing) -> str:
        """Publish; with qos 1, return when the broker has it. Return why it refused, "" if it did not."""
        properties = None
        if message.expires is not None:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            properties.MessageExpiryInterval = round(message.expires)
        info = self._client.publish(message.topic, message.payload, message.qos, message.retain, properties)
        return _refusal(await self._confirmation(info.rc, info.mid))

    async def subscribe(self, topics: Sequence[str]) -> tuple[str, ...]:
        """Subscribe to these topics. Return for each why it was refused, "" if it was not."""
        wanted = [(topic, SubscribeOptions(qos=1, noLocal=True)) for topic in topics]
        codes = await self._confirmation(*self._client.subscribe(wanted))
        return tuple(_refusal([code]) for code in codes)

    async def unsubscribe(self, topics: Sequence[str]) -> None:
        """Unsubscribe."""
        await self._confirmation(*self._client.unsubscribe(list(topics)))

    async def messages(self) -> AsyncIterator[Incoming]:
        """Yield incoming messages."""
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            if self._lost is not None:
                raise self._lost
            self._news.clear()
            await self._news.wait()

    async def leave(self) -> None:
        """Disconnect properly, unless the broker is gone or slow."""
        if self._lost is not None:
            return
        try:
            async with asyncio.timeout(GOODBYE):
                self._client.disconnect()
                await self._closed.wait()
                await self._relay.sent()
        except TimeoutError:
            return

    async def drop(self) -> None:
        """Release everything, in any state."""
        self._lose(LinkLostError("it was ended"))
        if self._care is not None:
            self._care.cancel()
        client = self._client
        if (line := client.socket()) is not None and line.fileno() >= 0:
            client.on_socket_close = client.on_socket_unregister_write = None
            self._loop.remove_reader(line)
            self._loop.remove_writer(line)
            line.close()
        await self._relay.drop()

    async def _confirmation(self, sent: MQTTErrorCode, mid: int | None) -> list[ReasonCode]:
        """Return the broker's answer to the message with this id."""
        if self._lost is not None or sent is not MQTTErrorCode.MQTT_ERR_SUCCESS or mid is None:
            raise self._lost or LinkLostError
        answer: asyncio.Future[list[ReasonCode]] = self._loop.create_future()
        self._confirmed[mid] = answer
        try:
            async with asyncio.timeout(self._answering):
                return await answer
        finally:
            self._confirmed.pop(mid, None)

    # What the library reports.

    def _guarded(self, step: Callable[[], object]) -> None:
        """Make the library read or write; invalid data ends the connection."""
        try:
            step()
        except Exception as bad:  # noqa: BLE001  nonsense from a broker raises anything in it
            self._lose(LinkLostError(f"it sent invalid data: {bad}"))
            line = self._client.socket()
            if line is not None:
                self._loop.remove_reader(line)

    def _look_after(self) -> None:
        """Make the library check now and then that the broker is still there."""
        self._guarded(self._client.loop_misc)
        self._care = self._loop.call_later(_LOOKED_AFTER, self._look_after)

    def _nothing_to_write(self, _client: Client, _data: Any, line: Any) -> None:
        self._loop.remove_writer(line)

    def _line_closed(self, _client: Client, _data: Any, line: Any) -> None:
        self._loop.remove_reader(line)
        self._closed.set()

    def _on_connect(self, _c: Client, _d: Any, _f: ConnectFlags, code: ReasonCode, _p: Any) -> None:
        if code.is_failure:
            self._lose(LinkLostError(str(code), code.value))
        elif not self._joined.done():
            self._joined.set_result(None)

    def _on_disconnect(self, _c: Client, _d: Any, flags: DisconnectFlags, code: ReasonCode, _p: Any) -> None:
        said = flags.is_disconnect_packet_from_server
        self._lose(LinkLostError(str(code), code.value) if said else LinkLostError)

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        if len(self._waiting) >= MOST_WAITING:
            return
        left = getattr(message.properties, "MessageExpiryInterval", None)
        self._waiting.append(Incoming(message.topic, bytes(message.payload), message.retain, left))
        self._news.set()

    def _settle(self, mid: int, codes: list[ReasonCode]) -> None:
        answer = self._confirmed.get(mid)
        if answer is not None and not answer.done():
            answer.set_result(codes)

    def _lose(self, lost: LinkLostError | type[LinkLostError]) -> None:
        """Wake everybody who waits; the first reason counts."""
        if self._lost is None:
            self._lost = lost if isinstance(lost, LinkLostError) else lost()
        self._news.set()
        waits: list[asyncio.Future[Any]] = [self._joined, *self._confirmed.values()]
        for waiting in waits:
            if not waiting.done():
                waiting.set_exception(self._lost)
                waiting.exception()  # or asyncio complains about an unretrieved error


def _refusal(codes: list[ReasonCode]) -> str:
    return next((str(code) for code in codes if code.is_failure), "")
