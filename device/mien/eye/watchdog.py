"""Ends the eye when its camera hangs: a libcamera call that never returns can be cured in no other way."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mien.glance import Seconds

HUNG = 70  # exit status; 70 is "internal software error" of sysexits.h
FIRST_FRAME: Seconds = 20.0  # loading libcamera and starting a sensor takes long on a small board
NEXT_FRAME: Seconds = 5.0
_LOOKS_EVERY: Seconds = 0.25

Notify = Callable[[str], None]


def leave_at_once() -> None:
    """End the process without waiting for the thread that hangs."""
    sys.stderr.write("The camera hangs; the eye ends itself so that it can be started again.\n")
    sys.stderr.flush()
    os._exit(HUNG)


class Watchdog:
    """Counts the seconds since the last frame while frames are due; tells systemd of progress."""

    def __init__(
        self,
        notify: Notify,
        end: Callable[[], None] = leave_at_once,
        clock: Callable[[], Seconds] = time.monotonic,
    ) -> None:
        self._notify, self._end, self._clock = notify, end, clock
        self._due: Seconds | None = None
        self._fed_at: Seconds = clock() - 1.0

    def start(self) -> None:
        """Look after the eye from now on, in a thread of its own."""
        threading.Thread(target=self._look_after, name="watchdog", daemon=True).start()

    @contextmanager
    def expecting_frames(self, first: Seconds = FIRST_FRAME) -> Iterator[None]:
        """Expect frames inside `with`: one within `first` seconds, then one every few seconds."""
        self._due = self._clock() + first
        try:
            yield
        finally:
            self._due = None

    def frame_came(self, next_within: Seconds = NEXT_FRAME) -> None:
        """Note that the camera gave a frame."""
        self._due = self._clock() + next_within
        self.alive()

    def looked(self, next_within: Seconds = NEXT_FRAME) -> None:
        """Count from now on: how long we looked at the last frame is no fault of the camera."""
        self._due = self._clock() + next_within

    def alive(self) -> None:
        """Tell systemd, at most once a second, that the eye makes progress or has nothing to do."""
        now = self._clock()
        if now - self._fed_at >= 1.0:
            self._fed_at = now
            self._notify("WATCHDOG=1")

    def check(self) -> None:
        """End the process when a frame is overdue."""
        if self._due is not None and self._clock() > self._due:
            self._end()

    def _look_after(self) -> None:
        while True:
            time.sleep(_LOOKS_EVERY)
            self.check()
