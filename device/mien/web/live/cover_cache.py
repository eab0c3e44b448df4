"""A cache of covers: every open page asks for the same one when a song begins."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from mien.types import Seconds

GOOD_FOR: Seconds = 600.0
NONE_GOOD_FOR: Seconds = 60.0
"""How long a missing cover stays missing: perhaps the player was only unavailable."""
MOST_BYTES = 8 << 20
MOST_COVERS = 500
"""Songs without a cover are remembered, too, and take no bytes."""


class CoverCache:
    """Asks `find` for the cover of a song once for everybody who requests it within `GOOD_FOR` seconds.

    That there is none holds for `NONE_GOOD_FOR` seconds.
    """

    def __init__(self, find: Callable[[str], Awaitable[bytes | None]], clock: Callable[[], Seconds]) -> None:
        self._find, self._clock = find, clock
        self._kept: OrderedDict[str, tuple[Seconds, bytes]] = OrderedDict()
        self._asking: dict[str, asyncio.Future[bytes]] = {}
        self._bytes = 0

    async def cover(self, uri: str) -> bytes:
        """Return a cover, b"" for none."""
        found = self._kept.get(uri)
        if found is not None and self._clock() < found[0]:
            self._kept.move_to_end(uri)
            return found[1]
        asking = self._asking.get(uri)
        if asking is None:
            asking = self._asking[uri] = asyncio.ensure_future(self._ask(uri))
        return await asyncio.shield(asking)  # a browser that leaves must not take the cover from the others

    async def _ask(self, uri: str) -> bytes:
        try:
            picture = await self._find(uri) or b""
        finally:
            self._asking.pop(uri, None)
        self._keep(uri, picture)
        return picture

    def _keep(self, uri: str, picture: bytes) -> None:
        """Keep a cover, and drop those that were unused for longest until there is room."""
        self._drop(uri)
        self._kept[uri] = (self._clock() + (GOOD_FOR if picture else NONE_GOOD_FOR), picture)
        self._bytes += len(picture)
        while self._bytes > MOST_BYTES or len(self._kept) > MOST_COVERS:
            self._drop(next(iter(self._kept)))

    def _drop(self, uri: str) -> None:
        _, picture = self._kept.pop(uri, (0.0, b""))
        self._bytes -= len(picture)
