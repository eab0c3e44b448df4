"""Whether the player may open an address that somebody shared: only one on the internet.

Devices in the house may have pages that do something as soon as they are opened.
"""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from mien.types import Seconds
from mien.web.api.shared_text import is_stream
from mien.web.backend_errors import RefusedError

PATIENCE: Seconds = 3.0
ELSEWHERE = "Only streams on the internet can be played this way; put others into the stations file."


async def resolved(host: str) -> tuple[str, ...]:
    """Return the addresses of a host, none if it has none."""
    with contextlib.suppress(OSError, UnicodeError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
            return tuple(str(address[0]) for *_, address in found)
    return ()


async def checked_stream(uri: str, addresses: Callable[[str], Awaitable[tuple[str, ...]]] = resolved) -> None:
    """Return if the player may open this address.

    Raises:
        RefusedError: it isn't a stream on the internet.
    """
    parts = urlsplit(uri) if is_stream(uri) else None
    if parts is None or parts.username is not None or parts.hostname is None:
        raise RefusedError("This isn't the address of a stream.")
    found = await addresses(parts.hostname)
    if not found:
        raise RefusedError("There is no stream at this address.")
    if not all(map(_is_on_the_internet, found)):
        raise RefusedError(ELSEWHERE)


def _is_on_the_internet(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or found
    return mapped.is_global and not mapped.is_multicast
