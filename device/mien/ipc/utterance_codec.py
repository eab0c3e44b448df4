"""An utterance as a JSON object, and back. Anything else is refused.

{"start": 12.4, "seconds": 2.1, "arousal": 0.4, "valence": 0.0, "loudness": -31.2, "quality": 0.9,
"why_low": "", "scores": {"angry": 0.2, ...}}
"""

import math
from typing import Any

from mien.errors import MienError
from mien.mood.emotion import Emotion, Scores
from mien.mood.senses.utterance import Utterance

LONGEST = 60.0  # seconds that one utterance may take
_RANGES = {
    "start": (-math.inf, math.inf),
    "seconds": (0.0, LONGEST),
    "arousal": (-1.0, 1.0),
    "valence": (-1.0, 1.0),
    "loudness": (-200.0, 0.0),
    "quality": (0.0, 1.0),
}
_SUM_TOLERANCE = 0.02


class UtteranceError(MienError, ValueError):
    """A value that is not an utterance; says what is wrong with it."""


def utterance_to_json(utterance: Utterance) -> dict[str, Any]:
    """Return `utterance` as a JSON object."""
    return {
        "start": round(utterance.start, 3),
        "seconds": round(utterance.seconds, 3),
        "arousal": round(utterance.arousal, 3),
        "valence": round(utterance.valence, 3),
        "loudness": round(utterance.loudness, 1),
        "quality": round(utterance.quality, 3),
        "why_low": utterance.why_low,
        "scores": {emotion.value: round(p, 5) for emotion, p in utterance.scores.items()},
    }


def utterance_from_json(plain: object) -> Utterance:
    """Return the utterance in `plain`, which `json.loads` made.

    Raises:
        UtteranceError: a field is missing, unknown or out of its range.
    """
    if not isinstance(plain, dict):
        raise UtteranceError("an utterance must be a JSON object")
    if unknown := sorted(set(plain) - {*_RANGES, "why_low", "scores"}):
        raise UtteranceError(f"unknown key {unknown[0]!r}")
    why_low = plain.get("why_low", "")
    if not isinstance(why_low, str) or len(why_low) > 40:
        raise UtteranceError("why_low must be a short text")
    numbers = {name: _number(plain.get(name), name) for name in _RANGES}
    return Utterance(**numbers, why_low=why_low, scores=_scores(plain.get("scores")))


def _number(value: object, name: str) -> float:
    low, high = _RANGES[name]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(float(value)) or not low <= float(value) <= high:  # type: ignore[arg-type]
        raise UtteranceError(f"{name} must be a number from {low:g} to {high:g}")
    return float(value)  # type: ignore[arg-type]


def _scores(plain: object) -> Scores:
    if not isinstance(plain, dict) or set(plain) != {emotion.value for emotion in Emotion}:
        raise UtteranceError("scores must be an object with a probability per emotion")
    values = {emotion: plain[emotion.value] for emotion in Emotion}
    if any(
        not isinstance(p, int | float) or isinstance(p, bool) or not 0.0 <= p <= 1.0 for p in values.values()
    ):
        raise UtteranceError("each score must be a probability, 0 to 1")
    if abs(sum(values.values()) - 1.0) > _SUM_TOLERANCE:
        raise UtteranceError("the scores must sum to 1")
    return {emotion: float(p) for emotion, p in values.items()}
