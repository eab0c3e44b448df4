"""A connection to a host, made so that a cancelled attempt leaves nothing behind."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeAlias

from mien.types import Seconds

_Found: TypeAlias = list[tuple[Any, ...]]


async def dialled(host: str, port: int, tls: ssl.SSLContext | None, within: Seconds) -> socket.socket:
    """Return a connected socket; raises OSError, or TimeoutError when it takes too long."""
    async with asyncio.timeout(within):
        error = OSError("it has no address")
        for family, kind, protocol, _, address in await _resolved(host, port):
            try:
                line = await _connected(socket.socket(family, kind, protocol), address)
            except OSError as bad:
                error = bad
            else:
                return line if tls is None else await _secured(line, host, tls)
        raise error


async def _connected(line: socket.socket, address: Any) -> socket.socket:
    line.setblocking(False)  # noqa: FBT003  the socket's own way
    try:
        await asyncio.get_running_loop().sock_connect(line, address)
    except BaseException:
        line.close()
        raise
    return line


async def _secured(line: socket.socket, host: str, tls: ssl.SSLContext) -> socket.socket:
    secured = tls.wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)
    try:
        while not await _shaken_hands(secured):
            pass
    except BaseException:
        secured.close()
        raise
    return secured


async def _shaken_hands(line: ssl.SSLSocket) -> bool:
    """Go on with the handshake; return whether it is done."""
    loop = asyncio.get_running_loop()
    try:
        line.do_handshake()
    except ssl.SSLWantReadError:
        await _ready(line, loop.add_reader, loop.remove_reader)
    except ssl.SSLWantWriteError:
        await _ready(line, loop.add_writer, loop.remove_writer)
    else:
        return True
    return False


async def _ready(line: ssl.SSLSocket, add: Callable[..., Any], remove: Callable[..., Any]) -> None:
    """Return once there is something to read from `line`, or room to write."""
    ready = asyncio.Event()
    add(line, ready.set)
    try:
        await ready.wait()
    finally:
        remove(line)


async def _resolved(host: str, port: int) -> _Found:
    """Return the host's addresses. A name server that is away must not hold up our end: hence the daemon."""
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
        with suppress(RuntimeError):  # the loop ended meanwhile
            loop.call_soon_threadsafe(settle, found)

    threading.Thread(target=ask, name="resolve the broker", daemon=True).start()
    return await answer
