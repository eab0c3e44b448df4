"""How long the lists of the page take with a large library and many browsers, for bench_page."""

import asyncio
import statistics
import time
from collections.abc import Iterable

import httpx

TYPED = ("r", "ri", "riv", "rive", "river", "river g", "river go", "river gol", "river gold")
PAUSE = 0.2
"""Seconds between two letters."""


class Owner:
    """A browser whose owner types and scrolls; `took`: ms by what was asked for."""

    def __init__(self, port: int, cookie: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"http://localhost:{port}/api/v1/", cookies={"mien": cookie}, timeout=30
        )
        self.took: dict[str, list[float]] = {}

    async def ask(self, what: str, path: str) -> None:
        """Ask for something, and note how long it took."""
        began = time.perf_counter()
        answer = await self._client.get(path)
        answer.raise_for_status()
        self.took.setdefault(what, []).append((time.perf_counter() - began) * 1000)

    async def type(self) -> None:
        """Type a query."""
        for query in TYPED:
            await self.ask("search as it is typed", f"search?q={query}")
            await asyncio.sleep(PAUSE)

    async def scroll(self) -> None:
        """Scroll through lists, open the queue."""
        for begin in range(0, 2000, 400):
            await self.ask("albums, a window of 100", f"library/albums?begin={begin}&count=100")
            await self.ask("songs, a window of 100", f"library/songs?genre=Jazz&begin={begin}&count=100")
        await self.ask("the queue", "queue")

    async def leave(self) -> None:
        """Close the browser."""
        await self._client.aclose()


async def lists(port: int, cookie: str, browsers: int) -> Iterable[tuple[str, str]]:
    """Return rows for a table: how long lists take while so many browsers scroll, and one in ten types."""
    owners = [Owner(port, cookie) for _ in range(browsers)]
    typing = owners[: max(1, browsers // 10)]
    await asyncio.gather(*(owner.type() for owner in typing), *(owner.scroll() for owner in owners))
    await asyncio.gather(*(owner.leave() for owner in owners))
    rows = []
    for what in owners[0].took:
        took = sorted(ms for owner in owners for ms in owner.took.get(what, ()))
        worst = took[int(len(took) * 0.95)]
        rows.append(
            (f"{what}, {browsers} at once", f"median {statistics.median(took):.0f} ms, 95 % {worst:.0f} ms")
        )
    return rows
