"""Evidence from senses other than the face: one type for all of them. Pure.

Adapters implement the senses; the mood core takes their evidence without knowing how it was made.
To add one, name it in `Sense`, give it its weights in `estimation/senses.py`, and send `Sensed` events.
"""

from dataclasses import dataclass
from enum import StrEnum

from mien.mood.emotion import Scores
from mien.types import Seconds


class Sense(StrEnum):
    """The senses other than the face."""

    VOICE = "voice"
    PULSE = "pulse"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of one sense at one moment. Unknown values are None."""

    sense: Sense
    """Which sense."""
    trust: float
    """How far this one reading may be trusted, 0 to 1."""
    lasts: Seconds
    """Its time constant: after this many seconds its weight is a third."""
    scores: Scores | None = None
    """The probability per emotion, sums to 1."""
    arousal: float | None = None
    """From calm -1 to excited 1, on the scale of `AFFECTS`."""
    valence: float | None = None
    """From unpleasant -1 to pleasant 1, on the scale of `AFFECTS`."""
    is_presence: bool = False
    """Whether it proves that somebody is in the room; a strap may lie in a drawer, a voice does not."""
