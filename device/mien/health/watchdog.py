"""Ends eye or ear when its device or its analysis hangs: only that cures a driver call that never returns."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mien.health.sd_notify import Tell
from mien.types import Seconds

HUNG = 70  # exit status; 70 is "internal software error" of sysexits.h
FIRST_FRAME: Seconds = 20.0  # loading libcamera and starting a sensor takes long on a small board
NEXT_FRAME: Seconds = 5.0
LOOK: Seconds = 20.0  # the first one reads the networks, perhaps from a slow card on a slow processor
_LOOKS_EVERY: Seconds = 0.25


def leave_at_once(what: str) -> None:
    """End the process without waiting for the thread in which `what` hangs."""
    sys.stderr.write(f"The {what} hangs; this process ends itself so that it can be started again.\n")
    sys.stderr.flush()
    os._exit(HUNG)


class Watchdog:
    """Times the device and the work on each frame; reports progress to systemd."""

    def __init__(
        self,
        tell_systemd: Tell,
        end: Callable[[str], None] = leave_at_once,
        clock: Callable[[], Seconds] = time.monotonic,
        device: str = "camera",
    ) -> None:
        """`device`: its name in messages."""
        self._tell_systemd, self._end, self._clock = tell_systemd, end, clock
        self._due: Seconds | None = None
        self._device = self._turn = device
        self._fed_at: Seconds = clock() - 1.0

    def start(self) -> None:
        """Watch the process from now on, in a thread of its own."""
        threading.Thread(target=self._look_after, name="watchdog", daemon=True).start()

    @contextmanager
    def expecting_frames(self, first: Seconds = FIRST_FRAME) -> Iterator[None]:
        """Expect frames inside `with`: one within `first` seconds, then one every few seconds."""
        self._expect(self._device, first)
        try:
            yield
        finally:
            self._due = None

    def frame_came(self, look_within: Seconds = LOOK) -> None:
        """Note that the camera gave a frame; the time spent on the frame is not the camera's."""
        self._expect("look", look_within)
        self.alive()

    def looked(self, next_within: Seconds = NEXT_FRAME) -> None:
        """Note that the frame was processed or skipped, and that the next one is due."""
        self._expect(self._device, next_within)

    def alive(self) -> None:
        """Tell systemd, at most once a second, that the process makes progress or has nothing to do."""
        now = self._clock()
        if now - self._fed_at >= 1.0:
            self._fed_at = now
            self._tell_systemd("WATCHDOG=1")

    def check(self) -> None:
        """End the process when a frame, or the work on one, is overdue."""
        due = self._due  # read once: the working thread may set it in between
        if due is not None and self._clock() > due:
            self._end(self._turn)

    def _expect(self, turn: str, within: Seconds) -> None:
        self._turn, self._due = turn, self._clock() + within

    def _look_after(self) -> None:
        while True:
            time.sleep(_LOOKS_EVERY)
            self.check()
