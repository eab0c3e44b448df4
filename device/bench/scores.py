"""What a classifier says of a face that shows an emotion: a statistical model of it, small enough to ship.

Two steps: which emotion it takes for the likeliest (a confusion matrix), then how sure it is (log-scores
around a mean, by whether it is right). Fitted to the shipped network's answers on held-out pictures; the
file holds statistics, no pictures and no rows. `synthetic` makes one from two numbers, for rooms unlike it.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mien.mood.filter import EMOTIONS

Array = NDArray[np.float64]
N = len(EMOTIONS)
NAMES = [e.value for e in EMOTIONS]
NEUTRAL, SAD, ANGRY = NAMES.index("neutral"), NAMES.index("sad"), NAMES.index("angry")


@dataclass(frozen=True)
class ScoreModel:
    """How a classifier reads.

    `confusion[x, y]`: how often `x` is taken for `y`. `mean[r, y]`, `spread[r, y]`: log-scores when `y` is
    taken for the likeliest, rightly (r = 1) or not (0).
    """

    confusion: Array
    mean: Array
    spread: Array

    def draw(
        self,
        rng: np.random.Generator,
        look: NDArray[np.int64],
        drawn: NDArray[np.int64],
        weak: NDArray[np.bool_],
        resting: float,
    ) -> Array:
        """Return scores per tick; a reading is drawn anew where `drawn` changes, blurred where `weak`."""
        n = int(drawn.max()) + 1
        first = np.searchsorted(drawn, np.arange(n))
        first = np.minimum(first, len(look) - 1)
        shows = look[first]
        taken = (rng.random((n, 1)) > np.cumsum(self.confusion[shows], axis=1)).sum(axis=1).clip(0, N - 1)
        right = (taken == shows).astype(int)
        logits = self.mean[right, taken] + self.spread[right, taken] * rng.standard_normal((n, N))
        scores = logits[drawn]
        scores[weak] *= 0.4
        if resting:
            at_rest = look == NEUTRAL
            scores[at_rest, SAD] += resting
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True))


def synthetic(accuracy: float, sharpness: float) -> ScoreModel:
    """Return a model that is right in `accuracy` of cases and `sharpness` nats surer of its choice."""
    confusion = np.full((N, N), (1.0 - accuracy) / (N - 1))
    np.fill_diagonal(confusion, accuracy)
    mean = np.zeros((2, N, N))
    for y in range(N):
        mean[1, y, y], mean[0, y, y] = sharpness, 0.7 * sharpness
    return ScoreModel(confusion, mean, np.ones((2, N, N)))


def fitted(path: Path) -> ScoreModel:
    """Return the model in a file that `fit_scores.py` wrote."""
    plain = json.loads(path.read_text())
    return ScoreModel(*(np.array(plain[key]) for key in ("confusion", "mean", "spread")))


def talking_scores(rng: np.random.Generator, drawn: NDArray[np.int64]) -> Array:
    """Return what a talking mouth is taken for: anything, mostly surprised, happy, angry or neutral."""
    n = int(drawn.max()) + 1
    alpha = np.array([0.5, 0.2, 0.3, 0.5, 0.6, 0.3, 0.5])
    return np.asarray(rng.dirichlet(alpha, n)[drawn])
