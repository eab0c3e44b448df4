"""The live view: passes the camera's pictures on to the browsers that watch.

The backend is asked for pictures once, however many watch, and only while somebody does. A picture is passed
on and forgotten: one is held in memory, none is kept.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from mien.types import Seconds
from mien.web.api.problem_details import ProblemError
from mien.web.backend import Backend, Jpeg
from mien.web.backend_errors import RefusedError

logger = logging.getLogger(__name__)

PATIENCE: Seconds = 10.0
"""How long a picture may take to come."""


class LiveViewer:
    """A browser that watches: the newest picture that it was not shown yet."""

    def __init__(self, browser: str) -> None:
        self.browser = browser
        self.picture: Jpeg | None = None
        self.awake = asyncio.Event()
        self.over = ""
        self.done = False

    def show(self, picture: Jpeg) -> None:
        """Leave a picture, in place of an older one."""
        self.picture = picture
        self.awake.set()

    def end(self, why: str = "") -> None:
        """End the stream."""
        self.over, self.done = why, True
        self.awake.set()


class LiveView:
    """Passes the camera's pictures on. `changed` is called when the number of viewers changes."""

    def __init__(self, backend: Backend, changed: Callable[[], None]) -> None:
        self._backend, self._changed = backend, changed
        self._viewers: set[LiveViewer] = set()
        self._showing: asyncio.Task[None] | None = None

    def watching(self, browser: str = "") -> int:
        """Return how many watch, in one browser or in all."""
        return sum(1 for viewer in self._viewers if browser in ("", viewer.browser))

    async def watch(self, browser: str) -> AsyncGenerator[Jpeg]:
        """Yield pictures for as long as it is read. Raises ProblemError if there are none."""
        viewer = LiveViewer(browser)
        self._viewers.add(viewer)
        self._changed()
        try:
            if self._showing is None:
                self._showing = asyncio.create_task(self._show())
            while (picture := await self._next(viewer)) is not None:
                yield picture
        finally:
            self._viewers.discard(viewer)
            self._changed()
            if not self._viewers:
                await self._stop()

    async def _next(self, viewer: LiveViewer) -> Jpeg | None:
        """Return the next picture; None when there will be no more. ProblemError if there never was one."""
        begun = viewer.picture is not None
        try:
            async with asyncio.timeout(PATIENCE):
                await viewer.awake.wait()
        except TimeoutError:
            if begun:
                return None
            raise ProblemError(503, "The camera sent no picture.") from None
        viewer.awake.clear()
        if viewer.over and not begun:
            raise ProblemError(409, viewer.over)
        return None if viewer.done else viewer.picture

    async def _show(self) -> None:
        """Take pictures from the backend and pass them on until there are no more."""
        why = ""
        try:
            async with aclosing(self._backend.live()) as pictures:
                async for picture in pictures:
                    for viewer in self._viewers:
                        viewer.show(picture)
        except RefusedError as refused:
            why = str(refused)
        finally:
            if (
                self._showing is asyncio.current_task()
            ):  # else it was stopped, and who watches now is another's
                self._showing = None
                self.dismiss(why=why)

    async def _stop(self) -> None:
        """Stop taking pictures and wait until the backend knows."""
        showing, self._showing = self._showing, None
        if showing is not None:
            showing.cancel()
            await asyncio.wait({showing})

    def dismiss(self, browser: str = "", why: str = "") -> None:
        """End the live views of one browser, or of all."""
        for viewer in self._viewers:
            if browser in ("", viewer.browser):
                viewer.end(why)
