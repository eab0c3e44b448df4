"""How long the lists of the page take with a large library and many browsers, for bench_page."""

import asyncio
import random
import re
import statistics
import time
from collections.abc import Iterable

from mien.types import Seconds

TYPED = ("r", "ri", "riv", "rive", "river", "river g", "river go", "river gol", "river gold")
PAUSE: Seconds = 0.2
"""Between two letters."""
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)\r\n")


class Owner:
    """A browser whose owner types and scrolls; `took`: ms by what was asked for.

    It speaks plain HTTP itself: a client library would cost more than the server that is measured.
    """

    def __init__(self, port: int, cookie: str, pause: Seconds) -> None:
        self._port, self._pause = port, pause
        self._head = f"HTTP/1.1\r\nHost: localhost\r\nCookie: mien={cookie}\r\n\r\n"
        self.took: dict[str, list[float]] = {}

    async def type(self) -> None:
        """Type a query."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        await asyncio.sleep(random.uniform(0, self._pause))  # noqa: S311  browsers aren't in step
        for query in TYPED:
            await self._ask(reader, writer, "search as it is typed", f"search?q={query.replace(' ', '%20')}")
            await asyncio.sleep(PAUSE)
        writer.close()

    async def scroll(self) -> None:
        """Scroll through lists, open the queue."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        await asyncio.sleep(random.uniform(0, self._pause))  # noqa: S311  browsers aren't in step
        for begin in range(0, 2000, 400):
            for what, path in (("albums", "albums?"), ("songs", "songs?genre=Jazz&")):
                window = f"library/{path}begin={begin}&count=100"
                await self._ask(reader, writer, f"{what}, a window of 100", window)
                await asyncio.sleep(self._pause)
        await self._ask(reader, writer, "the queue", "queue")
        writer.close()

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, what: str, path: str
    ) -> None:
        """Ask for something, and note how long it took."""
        began = time.perf_counter()
        writer.write(f"GET /api/v1/{path} {self._head}".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not head.startswith(b"HTTP/1.1 200") or length is None:
            raise ValueError(f"the page answered {head[:80]!r} to {path}")
        await reader.readexactly(int(length[1]))
        self.took.setdefault(what, []).append((time.perf_counter() - began) * 1000)


async def lists(port: int, cookie: str, browsers: int, pause: Seconds) -> Iterable[tuple[str, str]]:
    """Return rows for a table: how long lists take while so many browsers scroll, and one in ten types."""
    owners = [Owner(port, cookie, pause) for _ in range(browsers)]
    typing = owners[: max(1, browsers // 10)]
    await asyncio.gather(*(owner.type() for owner in typing), *(owner.scroll() for owner in owners))
    rows = []
    how = f"{browsers} at once" if pause else f"{browsers} at once without a pause"
    for what in owners[0].took:
        took = sorted(ms for owner in owners for ms in owner.took.get(what, ()))
        worst = took[int(len(took) * 0.95)]
        rows.append((f"{what}, {how}", f"median {statistics.median(took):.0f} ms, 95 % {worst:.0f} ms"))
    return rows
