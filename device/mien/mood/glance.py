"""What the eye saw at one moment: numbers, never pixels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mien.mood.emotion import Scores
from mien.types import Box, Point, Seconds

NO_POINTS: Mapping[str, Point] = MappingProxyType({})
MAX_FACES = 64


@dataclass(frozen=True, slots=True)
class Face:
    """One face in one frame.

    `track` tells faces apart within this visit; it is never a person. `scores` are the calibrated
    probabilities. `quality` (0..1) is how far they may be trusted, and `why_low` the reason when not
    ("" if nothing is wrong): "small", "turned", "blurred", "dark", "covered".
    """

    track: int
    box: Box
    quality: float
    scores: Scores
    why_low: str = ""
    key_points: Mapping[str, Point] = field(
        default_factory=lambda: NO_POINTS
    )  # 3.11 takes a read-only mapping for a mutable default


@dataclass(frozen=True, slots=True)
class Glance:
    """What the eye saw at one moment.

    `at`: seconds on a monotonic clock; `light`: mean luma of the frame, 0..1; `age`: seconds from the
    moment the frame was taken until the glance was made.
    """

    at: Seconds
    faces: tuple[Face, ...] = ()
    light: float = 0.5
    age: Seconds = 0.0
