"""How good answers are: plain numpy on probabilities and truths, nothing about networks."""

import numpy as np

from mien.mood.emotion import Emotion
from mien_training.data.dataset import EMOTIONS, Array

FIVE = tuple(
    EMOTIONS.index(emotion)
    for emotion in (Emotion.ANGRY, Emotion.HAPPY, Emotion.NEUTRAL, Emotion.SAD, Emotion.SURPRISED)
)
_DRAWS = 2000
_BINS = 15


def hits(shares: Array, truths: Array) -> Array:
    """Return which answers are right, bool [N]: the largest of `shares` [N,7] is that of `truths` [N]."""
    right: Array = shares.argmax(1) == truths
    return right


def five_class(shares: Array, truths: Array) -> tuple[Array, Array]:
    """Return shares and truths of the pictures of the five emotions, the other two never answered."""
    kept = np.isin(truths, FIVE)
    masked = np.full_like(shares, -1.0)
    masked[:, FIVE] = shares[:, FIVE]
    return masked[kept], truths[kept]


def rate(right: Array, seed: int = 0) -> dict[str, float | int | list[float]]:
    """Return the mean of `right` (bool or difference, [N]) with its 95 % interval by bootstrap."""
    dice = np.random.default_rng(seed)
    values = right.astype(float)
    draws = [values[dice.integers(0, len(values), len(values))].mean() for _ in range(_DRAWS)]
    low, high = np.percentile(draws, [2.5, 97.5])
    return {
        "value": round(float(values.mean()), 4),
        "interval": [round(float(low), 4), round(float(high), 4)],
        "pictures": len(values),
    }


def difference(ours: Array, theirs: Array) -> dict[str, float | int | list[float]]:
    """Return how much more often `ours` is right than `theirs` on the same pictures, paired."""
    return rate(ours.astype(float) - theirs.astype(float))


def confusion(shares: Array, truths: Array) -> list[list[int]]:
    """Return how often each emotion (row, in order) was answered with each (column)."""
    table = np.zeros((len(EMOTIONS), len(EMOTIONS)), int)
    np.add.at(table, (truths, shares.argmax(1)), 1)
    rows: list[list[int]] = table.tolist()
    return rows


def recalls(shares: Array, truths: Array) -> dict[str, float]:
    """Return per emotion the share of its pictures that were answered with it."""
    table = np.array(confusion(shares, truths))
    found = table.diagonal() / np.maximum(table.sum(1), 1)
    return {emotion.value: round(float(share), 4) for emotion, share in zip(EMOTIONS, found, strict=True)}


def balanced(shares: Array, truths: Array) -> float:
    """Return the mean recall over the emotions there are."""
    there = set(truths.tolist())
    found = recalls(shares, truths)
    return round(float(np.mean([found[EMOTIONS[index]] for index in there])), 4)


def reliability(shares: Array, truths: Array) -> list[dict[str, float | int]]:
    """Return per bin of certainty: how certain, how often right, how many."""
    certain, right = shares.max(1), hits(shares, truths)
    which = np.minimum((certain * _BINS).astype(int), _BINS - 1)
    return [
        {
            "certain": round(float(certain[which == one].mean()), 4),
            "right": round(float(right[which == one].mean()), 4),
            "pictures": int((which == one).sum()),
        }
        for one in range(_BINS)
        if (which == one).any()
    ]


def calibration_error(bins: list[dict[str, float | int]]) -> float:
    """Return the expected calibration error over `bins`: the mean gap between certain and right."""
    total = sum(one["pictures"] for one in bins)
    return round(sum(abs(one["certain"] - one["right"]) * one["pictures"] for one in bins) / total, 4)


def abstain_curve(shares: Array, truths: Array) -> list[dict[str, float]]:
    """Return for rising thresholds the share of pictures answered, and how often those are right."""
    certain, right = shares.max(1), hits(shares, truths)
    curve = []
    for threshold in np.arange(0, 1, 0.1):
        answered = certain >= threshold
        curve.append(
            {
                "threshold": round(float(threshold), 2),
                "answered": round(float(answered.mean()), 4),
                "right": round(float(right[answered].mean()) if answered.any() else 1.0, 4),
            }
        )
    return curve
