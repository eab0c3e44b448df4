"""A camera driven by a program, for tests and for trying things out without hardware.

It works as gpiozero's mock pins do: give it to whatever takes a `Camera`, then drive it from outside.

    camera = FakeCamera((picture,), interval=0.2)    # picture: uint8 [height, width, 3] RGB
    frames = camera.frames()
    next(frames)                                     # opens the camera
    camera.unplugged = True                          # the next frame raises CameraError
    camera.states                                    # ["opened"]
    camera.close()

It passes the contract tests of the real cameras (tests/contract/senses/test_cameras.py).
"""

import threading
from collections.abc import Callable, Iterator

import numpy as np

from mien.eye.camera.camera import CameraError
from mien.eye.camera.frame import Frame, Pixels, frame_of
from mien.types import Seconds

GREY: Pixels = np.full((48, 64, 3), 128, np.uint8)
"""A plain grey picture."""


class FakeCamera:
    """Shows a few pictures over and over.

    Attributes:
        unplugged: When true, opening the camera or reading the next frame raises `CameraError`.
        hangs: When true, the next frame never comes, as when libcamera times out.
        states: What happened to the device so far, oldest first: "opened", "closed".
        frame_count: Frames given since the camera was made.
    """

    def __init__(
        self,
        pictures: tuple[Pixels, ...] = (GREY,),
        *,
        interval: Seconds = 0.02,
        ends: bool = False,
        sleep: Callable[[Seconds], object] | None = None,
    ) -> None:
        """Show `pictures`, `interval` seconds apart, again and again; once only if it `ends`."""
        self.unplugged = False
        self.hangs = False
        self.states: list[str] = []
        self.frame_count = 0
        self._pictures, self._interval, self._ends = pictures, interval, ends
        self._open = threading.Event()
        self._released = threading.Event()
        self._sleep = sleep or self._released.wait

    @property
    def is_open(self) -> bool:
        """Whether the device is in use."""
        return self._open.is_set()

    def frames(self) -> Iterator[Frame]:
        """Yield the pictures until closed; raises `CameraError` while unplugged."""
        if self.unplugged:
            raise CameraError("The fake camera is unplugged.")
        self.states.append("opened")
        self._released.clear()
        self._open.set()
        at = 0.0
        while self.is_open:
            for pixels in self._pictures:
                self._check()
                if not self.is_open:
                    return
                self.frame_count += 1
                yield frame_of(pixels, at)
                at += self._interval
                self._sleep(self._interval)
            if self._ends:
                return

    def close(self) -> None:
        """Release the device. May be called twice."""
        if self.is_open:
            self.states.append("closed")
        self._open.clear()
        self._released.set()

    def _check(self) -> None:
        """Hang or fail, if asked to."""
        while self.hangs:
            threading.Event().wait(60)
        if self.unplugged:
            raise CameraError("The fake camera was unplugged.")
