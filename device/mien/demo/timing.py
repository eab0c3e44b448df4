"""How long each part of the demo takes."""

from dataclasses import dataclass

from mien.demo.reel import FIRST_GAP, GAP, LENGTH, SHARES, SHOWN, Slot, slots_of
from mien.types import Seconds

MIN_LENGTH: Seconds = 15.0
"""A mood's slot: the mood takes some seconds to settle, and the current song is played to its end first."""
SONG: Seconds = 5.0


@dataclass(frozen=True, slots=True)
class Timing:
    """How long each part of the demo takes, in seconds."""

    length: Seconds
    """Each mood."""

    gap: Seconds
    """Each pause with nobody in the room."""

    song: Seconds
    """Each song."""

    total: Seconds
    """The whole demo."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The reel's plan."""
        return slots_of(self.length, self.gap)


def timing_of(seconds: Seconds | None) -> Timing:
    """Return the timing of a demo of `seconds`; if that is too short, the last moods are left out."""
    if seconds is None:
        return Timing(LENGTH, GAP, SONG, slots_of(LENGTH, GAP)[-1].end)
    gap = min(GAP, 0.04 * seconds)
    empty = len(SHOWN) * gap + min(gap, FIRST_GAP)
    length = max(MIN_LENGTH, (seconds - empty) / SHARES)
    return Timing(length, gap, SONG, seconds)
