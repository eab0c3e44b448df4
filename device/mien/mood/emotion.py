"""The seven emotions that a face can show, with valence and arousal of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias


class Emotion(StrEnum):
    """Ekman's six and neutral, as FER2013 labels them."""

    ANGRY = "angry"
    DISGUSTED = "disgusted"
    FEARFUL = "fearful"
    HAPPY = "happy"
    NEUTRAL = "neutral"
    SAD = "sad"
    SURPRISED = "surprised"


Scores: TypeAlias = Mapping[Emotion, float]
"""Probability per emotion; all seven are there and sum to 1."""


class Absence(StrEnum):
    """Answers that are not emotions."""

    NOBODY = "nobody"
    UNSURE = "unsure"


MoodName: TypeAlias = Emotion | Absence


@dataclass(frozen=True, slots=True)
class Affect:
    """A point of the circumplex: valence (unpleasant -1 to pleasant 1), arousal (calm -1 to excited 1)."""

    valence: float
    arousal: float


# Places of the words, after Russell (1980), "A circumplex model of affect", J. Pers. Soc. Psychol. 39,
# rounded; neutral is the centre by definition.
AFFECTS: Mapping[Emotion, Affect] = MappingProxyType(
    {
        Emotion.ANGRY: Affect(-0.6, 0.7),
        Emotion.DISGUSTED: Affect(-0.7, 0.3),
        Emotion.FEARFUL: Affect(-0.6, 0.6),
        Emotion.HAPPY: Affect(0.8, 0.4),
        Emotion.NEUTRAL: Affect(0.0, 0.0),
        Emotion.SAD: Affect(-0.7, -0.5),
        Emotion.SURPRISED: Affect(0.2, 0.8),
    }
)
