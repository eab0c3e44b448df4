"""Those who watch the live view.

The speaker is asked for pictures once, however many watch, and only while somebody does. A picture is passed
on and forgotten: one is held, none is kept.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from mien.types import Seconds
from mien.web.api.problem_details import ProblemError
from mien.web.backend import Backend, Jpeg, RefusedError

logger = logging.getLogger(__name__)

PATIENCE: Seconds = 10.0
"""How long a picture may take to come."""


class LiveViewer:
    """Who watches: the newest picture not yet shown."""

    def __init__(self, browser: str) -> None:
        self.browser = browser
        self.picture: Jpeg | None = None
        self.awake = asyncio.Event()
        self.over = ""
        self.done = False

    def show(self, picture: Jpeg) -> None:
        """Leave a picture, over one that was too late."""
        self.picture = picture
        self.awake.set()

    def end(self, why: str = "") -> None:
        """Let the watcher go."""
        self.over, self.done = why, True
        self.awake.set()


class LiveView:
    """Passes the eye's pictures on. `changed` is called when the number of watchers changes."""

    def __init__(self, speaker: Backend, changed: Callable[[], None]) -> None:
        self._speaker, self._changed = speaker, changed
        self._watchers: set[LiveViewer] = set()
        self._showing: asyncio.Task[None] | None = None

    def watching(self, browser: str = "") -> int:
        """Return how many watch, of one browser or of all."""
        return sum(1 for watcher in self._watchers if browser in ("", watcher.browser))

    async def watch(self, browser: str) -> AsyncGenerator[Jpeg]:
        """Yield pictures for as long as it is read. Raises ProblemError if there are none."""
        watcher = LiveViewer(browser)
        self._watchers.add(watcher)
        self._changed()
        try:
            if self._showing is None:
                self._showing = asyncio.create_task(self._show())
            while (picture := await self._next(watcher)) is not None:
                yield picture
        finally:
            self._watchers.discard(watcher)
            self._changed()
            if not self._watchers:
                await self._stop()

    async def _next(self, watcher: LiveViewer) -> Jpeg | None:
        """Return the next picture; None when there will be no more. ProblemError if there never was one."""
        begun = watcher.picture is not None
        try:
            async with asyncio.timeout(PATIENCE):
                await watcher.awake.wait()
        except TimeoutError:
            if begun:
                return None
            raise ProblemError(503, "No picture came from the eye.") from None
        watcher.awake.clear()
        if watcher.over and not begun:
            raise ProblemError(409, watcher.over)
        return None if watcher.done else watcher.picture

    async def _show(self) -> None:
        """Take pictures from the speaker and pass them on until it has no more."""
        why = ""
        try:
            async with aclosing(self._speaker.live()) as pictures:
                async for picture in pictures:
                    for watcher in self._watchers:
                        watcher.show(picture)
        except RefusedError as refused:
            why = str(refused)
        finally:
            self._showing = None
            self.dismiss(why=why)

    async def _stop(self) -> None:
        """Stop taking pictures and wait until the speaker knows."""
        showing, self._showing = self._showing, None
        if showing is not None:
            showing.cancel()
            await asyncio.wait({showing})

    def dismiss(self, browser: str = "", why: str = "") -> None:
        """Let the watchers of one browser go, or all of them."""
        for watcher in self._watchers:
            if browser in ("", watcher.browser):
                watcher.end(why)
