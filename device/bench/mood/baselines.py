"""The simple ways to a mood, as found in public projects and textbooks, at many settings and rooms at once.

Each follows the largest face of the moment, keeps its answer while there is none, and says nobody after
the same time as ours, so that only the estimators differ. Times are in seconds, so that a setting means the
same at any number of glances a second.
"""

from dataclasses import dataclass

import numpy as np

from bench.rooms.classifiers import N
from bench.rooms.processes import Array, Mask, Ticks
from bench.rooms.room_parts import NOBODY, UNSURE, Batch
from mien.mood.estimation.estimate import SETTLED

MOST_WEIGHED = 1.0  # seconds: a gap is no evidence, for them neither
GONE = SETTLED.gone

WINDOWS = (1.0, 2.0, 4.0, 6.0, 9.0, 13.0, 20.0, 30.0, 40.0, 60.0)
AVERAGES = (1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)
MARGINS = tuple(
    (seconds, margin)
    for seconds in (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 13.0, 18.0, 25.0)
    for margin in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
)
MARKOV = tuple(
    (leaves, weight)
    for weight in (1.0, 0.5, 0.2, 0.1, 0.05, 0.025)
    for leaves in (1e-1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-9, 1e-13)
)


@dataclass(frozen=True)
class Seen:
    """What is left of a batch for them: the largest face.

    `scores` [rooms, ticks, N]; `there` [rooms, ticks]: where there is a face.

    `covers` [rooms, ticks]: the seconds a glance stands for.
    """

    scores: Array
    there: Mask
    rate: float
    covers: Array


def largest(batch: Batch) -> Seen:
    """Return the scores of the largest face there is."""
    sizes = np.stack([np.where(face.there, face.size, 0.0) for face in batch.faces])
    which = sizes.argmax(axis=0)
    scores = batch.faces[0].scores.copy()
    for number, face in enumerate(batch.faces[1:], start=1):
        scores[which == number] = face.scores[which == number]
    there = (sizes.max(axis=0) > 0.0) & batch.taken
    at = np.arange(there.shape[1])
    last = np.maximum.accumulate(np.where(there, at, -1), axis=1)
    before = np.concatenate([np.full((len(there), 1), -1), last[:, :-1]], axis=1)
    covers = np.minimum((at - before) / batch.rate, MOST_WEIGHED)
    return Seen(scores, there, batch.rate, covers)


def argmax(seen: Seen) -> Ticks:
    """Return the likeliest emotion of each frame; [1, rooms, ticks]."""
    return np.asarray(seen.scores.argmax(axis=2)[None])


def majority(seen: Seen, windows: tuple[float, ...] = WINDOWS) -> Ticks:
    """Return the emotion most often the likeliest in the last seconds; [windows, rooms, ticks]."""
    votes = np.eye(N, dtype=np.float32)[seen.scores.argmax(axis=2)] * seen.there[:, :, None]
    sums = np.cumsum(votes, axis=1)
    out = []
    for window in windows:
        frames = max(1, round(window * seen.rate))
        counts = sums.copy()
        counts[:, frames:] -= sums[:, :-frames]
        out.append(_kept(counts.argmax(axis=2), counts.max(axis=2) > 0))
    return np.stack(out)


def _kept(answer: Ticks, there: Mask) -> Ticks:
    """Return `answer` where there is one, and the last one else."""
    last = np.maximum.accumulate(np.where(there, np.arange(answer.shape[1]), 0), axis=1)
    return np.take_along_axis(answer, last, axis=1)


def average(seen: Seen, settings: tuple[tuple[float, float], ...] = MARGINS) -> Ticks:
    """Return the largest exponential average; another takes over once it leads by a margin."""
    seconds, margins = np.array(settings).T[:, :, None]
    rooms, ticks = seen.there.shape
    means = np.full((len(settings), rooms, N), 1.0 / N, dtype=np.float32)
    held = np.zeros((len(settings), rooms), dtype=np.int64)
    answer = np.empty((ticks, len(settings), rooms), dtype=np.int8)
    for tick in range(ticks):
        k = np.where(seen.there[:, tick], 1.0 - np.exp(-seen.covers[:, tick] / seconds), 0.0)
        means += k[:, :, None].astype(np.float32) * (seen.scores[:, tick] - means)
        best = means.argmax(axis=2)
        lead = means.max(axis=2) - np.take_along_axis(means, held[:, :, None], axis=2)[:, :, 0]
        held = np.where((lead > margins) & seen.there[:, tick], best, held)
        answer[tick] = held
    return np.moveaxis(answer, 0, 2)


def markov(seen: Seen, settings: tuple[tuple[float, float], ...] = MARKOV) -> Ticks:
    """Return the likeliest state of a plain hidden Markov model, which may change each 0.2 s."""
    leaves, weights = (np.array(column)[:, None] for column in zip(*settings, strict=True))
    rooms, ticks = seen.there.shape
    logs = np.log(seen.scores + 1e-3)
    belief = np.full((len(settings), rooms, N), 1.0 / N)
    answer = np.empty((ticks, len(settings), rooms), dtype=np.int8)
    for tick in range(ticks):
        units = np.where(seen.there[:, tick], seen.covers[:, tick] * 5.0, 0.0)
        stays = (1.0 - leaves) ** units
        likely = np.exp((weights * units)[:, :, None] * logs[:, tick])
        belief = (belief * stays[:, :, None] + (1.0 - stays[:, :, None]) / N) * likely
        belief /= belief.sum(axis=2, keepdims=True)
        answer[tick] = belief.argmax(axis=2)
    return np.moveaxis(answer, 0, 2)


def with_nobody(seen: Seen, answers: Ticks) -> Ticks:
    """Return `answers`, unsure before any face was seen, and nobody `GONE` seconds after the last."""
    ticks = np.arange(seen.there.shape[1])
    last = np.maximum.accumulate(np.where(seen.there, ticks, -1), axis=1)
    out = np.where(last < 0, UNSURE, answers)
    return np.where((ticks - last) / seen.rate >= GONE, NOBODY, out)


def all_answers(seen: Seen) -> dict[str, tuple[tuple[str, ...], Ticks]]:
    """Return the names of the settings and the answers [settings, rooms, ticks], by method."""
    plain = tuple((seconds, 0.0) for seconds in AVERAGES)
    ways = {
        "argmax": (("",), argmax(seen)),
        "majority": (tuple(f"{w:g} s" for w in WINDOWS), majority(seen)),
        "average": (tuple(f"{s:g} s" for s in AVERAGES), average(seen, plain)),
        "average with a margin": (tuple(f"{s:g} s {m:g}" for s, m in MARGINS), average(seen)),
        "plain HMM": (tuple(f"{p:g} ^{w:g}" for p, w in MARKOV), markov(seen)),
    }
    return {name: (settings, with_nobody(seen, answers)) for name, (settings, answers) in ways.items()}
