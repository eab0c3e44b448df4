"""Who else might have said an utterance: how far the formants move, and the pitch with them."""

from dataclasses import dataclass

import numpy as np

OTHERS = 6
"""Speakers for each utterance."""
_MAN_TO_WOMAN = 0.14
"""Natural logarithm: a woman's formants are some 15 % higher than a man's (Peterson & Barney 1952)."""
_BEYOND = 0.05
"""Natural logarithm by which a voice may go beyond the other sex's, and away from it."""
_PITCH_BY_FORMANTS = 3.5
"""A woman's pitch is 1.7 times a man's, where her formants are 1.15 times his: ln 1.7 / ln 1.15."""
_SCATTER = 0.1
"""Standard deviation of the pitch of people with the same vocal tract, natural logarithm."""


@dataclass(frozen=True, slots=True)
class Change:
    """From one speaker to another."""

    formants: float
    """factor of the frequencies of the formants"""
    pitch: float
    """factor of the usual pitch"""


def changes(rng: np.random.Generator, *, is_man: bool) -> tuple[Change, ...]:
    """Return `OTHERS` changes from a man or a woman, evenly over both sexes and a little beyond."""
    low, high = -_BEYOND, _MAN_TO_WOMAN + _BEYOND
    moved = rng.uniform(low, high, OTHERS) * (1.0 if is_man else -1.0)
    pitch = _PITCH_BY_FORMANTS * moved + rng.normal(0.0, _SCATTER, OTHERS)
    return tuple(
        Change(float(np.exp(one)), float(np.exp(other))) for one, other in zip(moved, pitch, strict=True)
    )
