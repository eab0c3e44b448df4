"""Counts what happens to the speaker, for diagnostics and metrics."""

import resource
from collections.abc import Callable, Mapping
from pathlib import Path

from mien.app.app_state import Change, StateReader
from mien.mood.emotion import MoodName
from mien.mood.events import Seen
from mien.mood.wishes import DisplayState
from mien.types import Seconds

THERMAL = Path("/sys/class/thermal/thermal_zone0/temp")
THROTTLED = Path("/sys/devices/platform/soc/soc:firmware/get_throttled")
STATM = Path("/proc/self/statm")


class SpeakerMeter:
    """Number of glances, and for how long each mood was the settled one."""

    def __init__(self, state: StateReader, clock: Callable[[], Seconds]) -> None:
        self._clock = clock
        self.glances = 0
        """Glances since the start."""
        self._mood: MoodName | None = None
        self._since = clock()
        self._seconds: dict[str, Seconds] = {}
        state.subscribe(self._changed)

    @property
    def mood_seconds(self) -> Mapping[str, Seconds]:
        """For how long each mood was the settled one, up to now."""
        if self._mood is None:
            return dict(self._seconds)
        so_far = self._seconds.get(self._mood.value, 0.0)
        return {**self._seconds, self._mood.value: so_far + self._clock() - self._since}

    def _changed(self, change: Change) -> None:
        if isinstance(change, Seen):
            self.glances += 1
        elif isinstance(change, DisplayState) and change.settled.name is not self._mood:
            self._seconds = dict(self.mood_seconds)
            self._mood, self._since = change.settled.name, self._clock()


def memory_held(statm: Path = STATM) -> int:
    """Return the bytes of memory that this process uses; 0 if unknown."""
    try:
        return int(statm.read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return 0


def temperature(file: Path = THERMAL) -> float | None:
    """Return the board's temperature, degrees Celsius; None where it has no sensor."""
    try:
        return int(file.read_text()) / 1000.0
    except (OSError, ValueError):
        return None


def throttled(file: Path = THROTTLED) -> bool | None:
    """Return whether the board is throttled right now; None if unknown."""
    try:
        return bool(int(file.read_text(), 16) & 0b1111)  # under-voltage, capped, throttled, too warm: now
    except (OSError, ValueError):
        return None
