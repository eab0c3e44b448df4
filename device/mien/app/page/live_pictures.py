"""The live view: pictures from the eye for as long as somebody watches."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable


class LivePictures:
    """Hands the newest picture to every viewer. `watch`: the first one came (True), the last one left."""

    def __init__(self, watch: Callable[[bool], Awaitable[None]]) -> None:
        self._watch = watch
        self._watching: set[asyncio.Queue[bytes]] = set()

    def show(self, jpeg: bytes) -> None:
        """Take a picture from the eye; a slow viewer misses the previous one."""
        for newest in self._watching:
            if newest.full():
                newest.get_nowait()
            newest.put_nowait(jpeg)

    async def watched(self) -> AsyncGenerator[bytes]:
        """Yield pictures, the newest only; closing this ends them."""
        newest: asyncio.Queue[bytes] = asyncio.Queue(1)
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
