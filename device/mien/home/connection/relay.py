"""Relays bytes between a library that needs a socket of its own and a connection that we made.

paho binds every TCP socket before it connects, which the sandbox forbids (SocketBindDeny), and blocks during
the TLS handshake. It only connects to a UNIX socket: so it gets one, and we do the rest.
"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress

from mien.home.connection.tcp_connection import Streams

_PIECE = 1 << 16


class Relay:
    """Between the library's socket and `far`, the connection to the broker. It holds a few pieces at most."""

    def __init__(self, far: Streams) -> None:
        self._far = far
        self._near: Streams | None = None
        self._passing: tuple[asyncio.Task[None], ...] = ()

    async def start(self, connect: Callable[[str], object]) -> None:
        """Call `connect` with the path of a UNIX socket to connect to; relay what goes through it."""
        with socket.socket(socket.AF_UNIX) as door:
            door.bind("")  # the system chooses a unique name, without a file
            door.listen(1)
            connect(door.getsockname().decode())
            line, _ = door.accept()  # it is there already
        line.setblocking(False)  # noqa: FBT003  the socket's own way
        self._near = await asyncio.open_connection(sock=line)
        (near_reader, near_writer), (far_reader, far_writer) = self._near, self._far
        self._passing = (
            asyncio.create_task(_pass_on(near_reader, far_writer)),
            asyncio.create_task(_pass_on(far_reader, near_writer)),
        )

    async def sent(self) -> None:
        """Return once the library has closed its end, and all it wrote is sent."""
        outward, *_ = self._passing
        await asyncio.wait({outward})
        with suppress(OSError):
            await self._far[1].wait_closed()

    async def drop(self) -> None:
        """Close both ends at once."""
        for task in self._passing:
            task.cancel()
        for _, writer in filter(None, (self._near, self._far)):
            writer.transport.abort()
        if self._passing:
            await asyncio.wait(self._passing)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on until the end, and the end as well."""
    with suppress(OSError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
    writer.close()
