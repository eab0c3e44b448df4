"""A connection to a host, made so that a cancelled attempt leaves nothing behind and no socket is bound."""

import asyncio
import socket
import ssl
import threading
from contextlib import suppress
from typing import Any, TypeAlias

from mien.types import Seconds

Streams: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_Found: TypeAlias = list[tuple[Any, ...]]


async def dialled(host: str, port: int, tls: ssl.SSLContext | None, within: Seconds) -> Streams:
    """Return a connection; raises OSError, or TimeoutError when it takes too long."""
    async with asyncio.timeout(within):
        error = OSError("it has no address")
        for family, kind, protocol, _, address in await _resolved(host, port):
            try:
                line = await _connected(socket.socket(family, kind, protocol), address)
            except OSError as bad:
                error = bad
            else:
                return await _opened(line, host, tls)
        raise error


async def _connected(line: socket.socket, address: Any) -> socket.socket:
    line.setblocking(False)  # noqa: FBT003  the socket's own way
    try:
        await asyncio.get_running_loop().sock_connect(line, address)
    except BaseException:
        line.close()
        raise
    return line


async def _opened(line: socket.socket, host: str, tls: ssl.SSLContext | None) -> Streams:
    """Return the streams of a connected socket, after the TLS handshake."""
    try:
        return await asyncio.open_connection(sock=line, ssl=tls, server_hostname=host if tls else None)
    except BaseException:
        line.close()
        raise


async def _resolved(host: str, port: int) -> _Found:
    """Return the host's addresses. A daemon thread, so that a dead name server can't delay our exit."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[_Found] = loop.create_future()

    def settle(found: _Found | OSError) -> None:
        if answer.done():
            return
        if isinstance(found, OSError):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    def ask() -> None:
        found: _Found | OSError
        try:
            found = list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as bad:
            found = bad if isinstance(bad, OSError) else OSError(str(bad))
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=ask, name="resolve the broker", daemon=True).start()
    return await answer
