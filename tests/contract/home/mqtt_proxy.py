"""Stands between a speaker and its broker, knows MQTT's packets, and cuts the line at a given one of them."""

import asyncio
import socket
import struct
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Packet(IntEnum):
    """MQTT 5, section 2.1.2."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14


class Way(StrEnum):
    """Where a packet goes."""

    OUT = "out"
    """From the speaker to the broker."""
    IN = "in"
    """From the broker to the speaker."""


class Ends(StrEnum):
    """How the line ends."""

    CLOSED = "closed"
    RESET = "reset"
    SILENT = "silent"
    """Nothing arrives any more, and nobody says so: a pulled cable."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the first connection that gets so far is cut."""

    way: Way
    packet: Packet
    number: int
    """Which one of its kind, from 1."""
    is_whole: bool
    """Whether that packet still arrives; otherwise half of it does."""
    ends: Ends


@dataclass
class MqttProxy:
    """Listens at `port` for a broker at `broker`."""

    broker: int
    cut: Cut | None = None
    was_cut: bool = False
    is_blocked: bool = False
    """Lets nobody through, as a network that is split."""
    port: int = 0
    _lines: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set["asyncio.Task[None] | None"] = field(default_factory=set)

    @asynccontextmanager
    async def listening(self) -> AsyncGenerator["MqttProxy"]:
        """Listen."""
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            try:
                yield self
            finally:
                self.block()
                tasks = [task for task in self._tasks if task]
                if tasks:
                    await asyncio.wait(tasks, timeout=5)

    def block(self) -> None:
        """Split the network: whoever is connected is let down without a word."""
        self.is_blocked = True
        for line in self._lines:
            line.transport.abort()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())
        if self.is_blocked:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.broker)
        except OSError:
            writer.transport.abort()
            return
        self._lines |= {writer, far_writer}
        line = _Line(self)
        ways = ((Way.OUT, reader, far_writer), (Way.IN, far_reader, writer))
        pumps = [asyncio.create_task(line.pump(way, near, far)) for way, near, far in ways]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        if line.ended is Ends.RESET and not writer.transport.is_closing():
            _reset(writer)
        for pump in pumps:
            pump.cancel()
        await asyncio.wait(pumps)
        for end in (writer, far_writer):
            end.close()
            with suppress(OSError):
                await end.wait_closed()
            self._lines.discard(end)


@dataclass
class _Line:
    """One connection through the proxy."""

    proxy: MqttProxy
    counts: dict[tuple[Way, Packet], int] = field(default_factory=dict)
    ended: Ends | None = None
    """How it was cut; None while it holds."""

    async def pump(self, way: Way, near: asyncio.StreamReader, far: asyncio.StreamWriter) -> None:
        """Let packets through one way until the end."""
        with suppress(OSError, asyncio.IncompleteReadError):
            while self.ended is None:
                await self._pass_on(way, near, far)
            while self.ended is Ends.SILENT and await near.read(4096):
                pass  # nobody hears it, until the speaker gives up

    async def _pass_on(self, way: Way, near: asyncio.StreamReader, far: asyncio.StreamWriter) -> None:
        packet, whole = await _packet(near)
        if self.ended is not None:
            return
        number = self.counts[way, packet] = self.counts.get((way, packet), 0) + 1
        cut = None if self.proxy.was_cut else self.proxy.cut
        if cut is not None and (cut.way, cut.packet, cut.number) == (way, packet, number):
            self.proxy.was_cut, self.ended = True, cut.ends
            far.write(whole if cut.is_whole else whole[: len(whole) // 2])
        else:
            far.write(whole)
        await far.drain()


async def _packet(reader: asyncio.StreamReader) -> tuple[Packet, bytes]:
    """Return the next packet, and its bytes."""
    head = await reader.readexactly(1)
    length, shift = 0, 0
    while True:
        head += (byte := await reader.readexactly(1))
        length |= (byte[0] & 127) << shift
        shift += 7
        if not byte[0] & 128:
            return Packet(head[0] >> 4), head + await reader.readexactly(length)


def _reset(writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
