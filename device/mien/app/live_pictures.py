"""The live view: pictures of the eye for as long as somebody reads them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeAlias

Jpeg: TypeAlias = bytes


class LivePictures:
    """Hands the newest picture to whoever watches. `watch` is awaited with whether anybody does."""

    def __init__(self, watch: Callable[[bool], Awaitable[None]]) -> None:
        self._watch = watch
        self._watching: set[asyncio.Queue[Jpeg]] = set()

    def show(self, jpeg: Jpeg) -> None:
        """Take a picture from the eye; who is slow misses the one before."""
        for newest in self._watching:
            if newest.full():
                newest.get_nowait()
            newest.put_nowait(jpeg)

    async def watched(self) -> AsyncGenerator[Jpeg]:
        """Yield pictures, the newest only; closing this ends them."""
        newest: asyncio.Queue[Jpeg] = asyncio.Queue(1)
        self._watching.add(newest)
        try:
            if len(self._watching) == 1:
                await self._watch(True)  # noqa: FBT003  it is the news itself
            while True:
                yield await newest.get()
        finally:
            self._watching.discard(newest)
            if not self._watching:
                await self._watch(False)  # noqa: FBT003
