"""The ear's result for one stretch of speech: numbers, never sound; and its value as evidence."""

from dataclasses import dataclass

from mien.mood.emotion import Scores
from mien.mood.senses.evidence import Evidence, Sense
from mien.types import Seconds

LASTS: Seconds = 20.0
"""How fast a voice's evidence is forgotten."""
WHOLE: Seconds = 2.0
"""A stretch of speech this long has full weight; a shorter one less."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One stretch of speech. Speaker and words are unknown."""

    start: Seconds
    """When it began, on a monotonic clock."""
    seconds: Seconds
    """How long it was."""
    arousal: float
    """From calm -1 to excited 1."""
    valence: float
    """From unpleasant -1 to pleasant 1; a guess, and kept near 0 for that."""
    scores: Scores
    """The probability per emotion."""
    loudness: float
    """Decibels below full scale, so 0 at most."""
    quality: float
    """How far it may be trusted, 0 to 1."""
    why_low: str = ""
    """Why not further: "short", "faint", "noisy", "clipped", "echo"; "" if nothing is wrong."""


def evidence_of(utterance: Utterance) -> Evidence:
    """Return what `utterance` tells about the room's mood."""
    trust = utterance.quality * min(1.0, utterance.seconds / WHOLE)
    return Evidence(
        Sense.VOICE,
        trust,
        LASTS,
        utterance.scores,
        utterance.arousal,
        utterance.valence,
        is_presence=True,
    )
