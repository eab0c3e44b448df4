"""A mood: what the room feels, and since when."""

from dataclasses import dataclass
from enum import StrEnum

from mien.mood.emotion import Absence, MoodName
from mien.types import Seconds


class Policy(StrEnum):
    """How music responds to a mood: fit it, lift it, or start there and lead away from it."""

    MATCH = "match"
    LIFT = "lift"
    RAMP = "ramp"


@dataclass(frozen=True, slots=True)
class Mood:
    """`name`: an emotion, or "nobody", or "unsure".

    `valence` and `arousal` (-1..1) come from the faces, not just from the word, so a change within one
    emotion shows. `confidence`: 0..1. `since`: when `name` began, monotonic seconds.
    """

    name: MoodName
    valence: float = 0.0
    arousal: float = 0.0
    confidence: float = 0.0
    since: Seconds = 0.0


def nobody(since: Seconds) -> Mood:
    """Return the mood of an empty room."""
    return Mood(Absence.NOBODY, confidence=1.0, since=since)


def unsure(since: Seconds) -> Mood:
    """Return the mood of a room that cannot be read."""
    return Mood(Absence.UNSURE, since=since)
