"""A camera that gives what a test puts into it, and can be unplugged, end, or hang."""

import threading
from collections.abc import Callable, Iterator

import numpy as np

from mien.eye.camera.camera import CameraError
from mien.eye.camera.frame import Frame, Pixels, frame_of
from mien.types import Seconds

GREY: Pixels = np.full((48, 64, 3), 128, np.uint8)


class FakeCamera:
    """Gives `pictures` one after another, `every` seconds apart, again and again unless `ends`.

    `opened` and `closed` count; `unplugged` makes it fail, `hangs` makes its next frame never come.
    """

    def __init__(
        self,
        pictures: tuple[Pixels, ...] = (GREY,),
        *,
        every: Seconds = 0.02,
        ends: bool = False,
        sleep: Callable[[Seconds], object] | None = None,
    ) -> None:
        self.opened = 0
        self.closed = 0
        self.unplugged = False
        self.hangs = False
        self._pictures, self._every, self._ends = pictures, every, ends
        self._open = threading.Event()
        self._let_go = threading.Event()
        self._sleep = sleep or self._let_go.wait

    @property
    def is_open(self) -> bool:
        """Whether somebody holds the device."""
        return self._open.is_set()

    def frames(self) -> Iterator[Frame]:
        if self.unplugged:
            raise CameraError("The fake camera is unplugged.")
        self.opened += 1
        self._let_go.clear()
        self._open.set()
        at = 0.0
        while self.is_open:
            for pixels in self._pictures:
                while self.hangs:
                    threading.Event().wait(60)
                if self.unplugged:
                    raise CameraError("The fake camera was unplugged.")
                if not self.is_open:
                    return
                yield frame_of(pixels, at)
                at += self._every
                self._sleep(self._every)
            if self._ends:
                return

    def close(self) -> None:
        self.closed += self.is_open
        self._open.clear()
        self._let_go.set()
