"""What a sense beside the face says of the room: one type for all of them. Pure.

A sense is an adapter's business; the mood core takes what it says and asks nothing about how it came by it.
To add one, name it in `Sense`, give it its weights in `estimation/senses.py`, and send `Sensed` events.
"""

from dataclasses import dataclass
from enum import StrEnum

from mien.mood.emotion import Scores
from mien.types import Seconds


class Sense(StrEnum):
    """The senses beside the face."""

    VOICE = "voice"
    PULSE = "pulse"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one sense found at one moment. What it cannot tell is None."""

    sense: Sense
    """Which sense."""
    trust: float
    """How far this one reading may be trusted, 0 to 1."""
    lasts: Seconds
    """How long it counts: after so many seconds it counts a third."""
    scores: Scores | None = None
    """The probability per emotion, sums to 1."""
    arousal: float | None = None
    """From calm -1 to excited 1, on the scale of `AFFECTS`."""
    valence: float | None = None
    """From unpleasant -1 to pleasant 1, on the scale of `AFFECTS`."""
    is_presence: bool = False
    """Whether somebody must be in the room, seen or not; a strap may lie in a drawer, a voice does not."""
