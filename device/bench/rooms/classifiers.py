"""What classifiers make of a face, for many rooms at once: drawn from real answers' statistics, or made up.

Four ways to be wrong, which differ in kind:

- `Pool`: a reading is the answer about another person's picture, and stays for a while (statistics of the
  shipped network on held-out pictures, clear to hopeless, in `scores.json`);
- `confused`: a confusion matrix of a given accuracy, and how sure it is of what it took the face for;
- `logits`: one person's face: the expression's strength moves the logits, beside that person's constant
  bias, a slow drift and spells in which it looks like something else;
- `posed`: where the head or the light is decides how it is misread, until it moves.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.rooms.processes import Array, Grid, Mask, Ticks, per_segment, redraws, runs
from mien.mood.emotion import Emotion

EMOTIONS = tuple(Emotion)
N = len(EMOTIONS)
NEUTRAL, SAD = EMOTIONS.index(Emotion.NEUTRAL), EMOTIONS.index(Emotion.SAD)
Scores = NDArray[np.float32]
# What each expression is taken for when it is mistaken: what networks trained on FER2013 have in common
# (Goodfellow et al. 2013, arXiv:1307.0414, and after), in the order of EMOTIONS.
CONFUSION = np.array(
    [
        [0.0, 1.0, 1.5, 1.5, 2.5, 3.0, 0.5],
        [5.5, 0.0, 1.0, 0.5, 1.0, 2.0, 0.0],
        [1.5, 0.3, 0.0, 0.7, 1.0, 3.0, 3.5],
        [0.8, 0.2, 0.5, 0.0, 5.0, 1.5, 2.0],
        [1.5, 0.2, 0.8, 2.0, 0.0, 5.0, 0.5],
        [1.5, 0.3, 1.7, 1.5, 5.0, 0.0, 0.0],
        [0.5, 0.1, 5.0, 2.5, 1.4, 0.5, 0.0],
    ]
)


def softmax(logits: Array) -> Scores:
    """Return probabilities along the last axis."""
    logits = logits - logits.max(axis=-1, keepdims=True)
    np.exp(logits, out=logits)
    return np.asarray(logits / logits.sum(axis=-1, keepdims=True), np.float32)


def chosen(rng: np.random.Generator, chances: Array) -> Ticks:
    """Return for each row of `chances` [n, k] which of the k was drawn."""
    edges = np.cumsum(chances, axis=1)
    number = (rng.random((len(chances), 1)) * edges[:, -1:] > edges).sum(axis=1)
    return np.asarray(number.clip(0, chances.shape[1] - 1))


@dataclass(frozen=True)
class Pool:
    """Statistics of a classifier's answers about the pictures of one source.

    `confusion[x, y]`: how often `x` is taken for `y`. `mean[r, y]`, `spread[r, y]`: log-scores when `y` is
    taken for the likeliest, rightly (r = 1) or not (0).
    """

    confusion: Array
    mean: Array
    spread: Array

    def draw(self, rng: np.random.Generator, look: Ticks, reading: Ticks) -> Array:
        """Return log-scores per room and tick; a reading [rooms, ticks] is drawn anew where it changes."""
        number = runs(reading * N + look)
        _, first = np.unique(number, return_index=True)
        shows = look.ravel()[first]
        taken = chosen(rng, self.confusion[shows])
        right = (taken == shows).astype(int)
        logs = self.mean[right, taken] + self.spread[right, taken] * rng.standard_normal((len(first), N))
        return np.asarray(logs[number])


def pools() -> dict[str, Pool]:
    """Return the pools that `fit_scores.py` wrote, by source."""
    path = Path(__file__).with_name("scores.json")
    plain = json.loads(path.read_text(encoding="utf-8"))["pools"]
    return {
        name: Pool(*(np.array(pool[key]) for key in ("confusion", "mean", "spread")))
        for name, pool in plain.items()
    }


def confused(grid: Grid, look: Ticks, reading: Ticks, accuracy: Array, *, calibrated: Mask) -> Array:
    """Return log-scores of a classifier right in `accuracy` of its readings, `calibrated` or too sure."""
    number = runs(reading * N + look)
    _, first = np.unique(number, return_index=True)
    room, shows = first // grid.ticks, look.ravel()[first]
    skew = CONFUSION + grid.uniform(0.2, 4.0)[:, None, None]  # [rooms, N, N]: in between, and like FER2013's
    wrong = skew[room, shows]
    wrong[np.arange(len(first)), shows] = 0.0
    chances = wrong / wrong.sum(axis=1, keepdims=True) * (1.0 - accuracy[room])[:, None]
    chances[np.arange(len(first)), shows] = accuracy[room]
    taken = chosen(grid.rng, chances)
    peak = np.where(calibrated, np.log(accuracy / (1.0 - accuracy) * (N - 1)), grid.uniform(3.5, 6.0))
    logs = grid.rng.normal(0.0, 0.8, (len(first), N))
    logs[np.arange(len(first)), taken] += peak[room] * grid.rng.uniform(0.6, 1.3, len(first))
    return np.asarray(logs[number])


def logits(grid: Grid, look: Ticks, strength: Array, sharp: Array, bias: Array) -> Array:
    """Return one person's logits: `strength` 0..1 moves them from a calm face to the plain expression.

    `bias` [rooms, N] or [rooms, ticks, N] in nats; `sharp` [rooms]: how far apart the plain ones lie.
    """
    alike = grid.uniform(0.1, 0.6)[:, None, None]
    template = np.eye(N) + alike * CONFUSION / 10.0  # [rooms, N, N]
    which = np.arange(grid.rooms)[:, None]
    calm = template[:, NEUTRAL][:, None, :]
    plain = template[which, look]
    mixed = calm + strength[:, :, None] * (plain - calm)
    bias = bias if bias.ndim == 3 else bias[:, None, :]
    return np.asarray(sharp[:, None, None] * mixed + bias)


def posed(grid: Grid, lasts: Array, severity: Array) -> Array:
    """Return how a pose or a light moves the logits [rooms, ticks, N], until it changes after `lasts` s."""
    number = redraws(grid, lasts)
    shifts = grid.rng.standard_normal((grid.rooms, 256, N)) * severity[:, None, None]
    shifts *= (grid.rng.random((grid.rooms, 256, 1)) < 0.6).astype(float)  # in some poses nothing is amiss
    return np.take_along_axis(shifts, (number % 256)[:, :, None], axis=1)


def mistaken(grid: Grid, look: Ticks, share: Array, lasts: Array) -> Ticks:
    """Return what it looks like when spells of error come over it: `share` of the time, each `lasts` s."""
    number = redraws(grid, lasts)
    wrong = per_segment(number, grid.rng.random((grid.rooms, 1024))) < share[:, None]
    offset = per_segment(number, grid.rng.integers(0, 1 << 30, (grid.rooms, 1024)).astype(float))
    weights = np.cumsum(CONFUSION + 0.8, axis=1)
    point = (offset / (1 << 30))[:, :, None] * weights[look][:, :, -1:]
    other = (point > weights[look]).sum(axis=2).clip(0, N - 1)
    return np.where(wrong, other, look)
