"""The evidence of many rooms at once, as the filter of the mood core sees it: steps of half a second.

The arrays' twin of `filter` and `baseline` in `mien.mood.estimation`, for training and for judging thousands
of hours; a test holds it to the core's own answers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.rooms.processes import Array, Mask, Ticks
from bench.rooms.room_parts import Batch, FaceTraces
from mien.mood.emotion import Emotion
from mien.mood.estimation.baseline import FALLS, LEAST_SCORE, MOST, PLAIN, RISES, USUAL
from mien.mood.estimation.estimate import SETTLED
from mien.mood.estimation.filter import LEAST_SCORE as LEAST
from mien.mood.estimation.filter import LOG_SCALE, MOST_WEIGHED, SHARPENED, STEP
from mien.mood.estimation.room import AWAY

NAMES = tuple(Emotion)
ANGRY, NEUTRAL, SAD = (NAMES.index(e) for e in (Emotion.ANGRY, Emotion.NEUTRAL, Emotion.SAD))


@dataclass(frozen=True)
class Evidence:
    """Steps of evidence about the main face of each room.

    `inputs` [rooms, steps, 15]; `starts` [rooms, steps]: where a face is a new one; `truth` [rooms, steps]:
    at the end of each step; `here` [rooms, steps]: whether somebody is believed to be there;
    `left` [rooms, steps]: whether the answer is that nobody is.
    """

    inputs: NDArray[np.float32]
    starts: Mask
    truth: Ticks
    here: Mask
    left: Mask

    def until(self, step: int) -> "Evidence":
        """Return the evidence before a step."""
        head = np.s_[:, :step]
        return Evidence(
            self.inputs[head], self.starts[head], self.truth[head], self.here[head], self.left[head]
        )


def trusts(face: FaceTraces) -> Array:
    """Return how far each reading may be believed, as `filter.trust` has it."""
    by_quality = np.clip((face.quality - 0.2) / 0.4, 0.0, 1.0)
    return np.where(face.low, by_quality * 0.3, by_quality)


def evidence(batch: Batch, *, learns: bool = True) -> Evidence:
    """Return the evidence about the main face of each room; it `learns` what the face looks like at rest."""
    face = batch.faces[0]
    there = face.there & batch.taken
    rooms, ticks = there.shape
    at = np.arange(ticks)
    last = np.maximum.accumulate(np.where(there, at, -1), axis=1)
    before = np.concatenate([np.full((rooms, 1), -1), last[:, :-1]], axis=1)
    since = np.where(before < 0, 1, at - before) / batch.rate
    covers, comes = np.minimum(since, MOST_WEIGHED), there & (since >= AWAY)
    trust = np.where(there, trusts(face), 0.0)
    powers = face.scores**SHARPENED
    scores = against(powers / powers.sum(axis=2, keepdims=True), trust * covers * learns, comes)
    steps = int(ticks / batch.rate / STEP)
    inputs = np.stack(
        [
            _steps(scores[r], trust[r], covers[r], np.flatnonzero(there[r]), (steps, batch.rate))
            for r in range(rooms)
        ]
    )
    ends = np.clip(np.round((np.arange(steps) + 1) * STEP * batch.rate).astype(int) - 1, 0, ticks - 1)
    step_of = np.clip(((at + 1 - 1e-6) / batch.rate / STEP).astype(int), 0, steps - 1)
    starts = np.zeros((rooms, steps), dtype=bool)
    room, tick = np.nonzero(comes)
    starts[room, step_of[tick]] = True
    away = np.where(last < 0, np.inf, (at - last) / batch.rate)[:, ends]
    return Evidence(inputs, starts, batch.truth[:, ends], away < AWAY, away >= SETTLED.gone)


def _steps(
    scores: Array, trust: Array, covers: Array, seen: Ticks, grid: tuple[int, float]
) -> NDArray[np.float32]:
    """Return one room's steps: evidence is constant over the time that each glance covers."""
    steps, rate = grid
    if not len(seen):
        return np.zeros((steps, 2 * scores.shape[1] + 1), np.float32)
    logs = np.log(scores[seen] + LEAST)
    logs = LOG_SCALE * (logs - logs.mean(axis=1, keepdims=True))
    each = np.concatenate([scores[seen], logs, np.ones((len(seen), 1))], axis=1)
    each *= (trust[seen] * covers[seen])[:, None]
    until = (seen + 1) / rate
    knots = np.maximum.accumulate(np.stack([until - covers[seen], until], axis=1).ravel())
    total = np.repeat(np.cumsum(each, axis=0), 2, axis=0)
    total = np.concatenate([np.zeros((1, each.shape[1])), total[:-1]])
    edges = np.arange(steps + 1) * STEP
    sums = np.stack([np.interp(edges, knots, column) for column in total.T], axis=1)
    return (np.diff(sums, axis=0) / STEP).astype(np.float32)


def against(scores: NDArray[np.float32], weights: Array, comes: Mask) -> Array:
    """Return the scores read against each face at rest, as `baseline` learns it: by a running quartile."""
    plain = scores.max(axis=2) > PLAIN * scores[:, :, NEUTRAL]
    logs = np.log(scores + LEAST_SCORE)
    looks = np.stack([logs[:, :, SAD], logs[:, :, ANGRY]]) - logs[:, :, NEUTRAL]
    learns = np.where(plain, 0.0, weights)
    levels, taken_off = np.full((2, len(scores)), USUAL - 1.0), np.empty_like(looks)
    for tick in range(scores.shape[1]):
        levels = np.where(comes[:, tick], USUAL - 1.0, levels)
        taken_off[:, :, tick] = np.maximum(0.0, levels - USUAL)
        moved = levels + np.where(looks[:, :, tick] > levels, RISES, -FALLS) * learns[:, tick]
        levels = np.clip(moved, USUAL - 1.0, USUAL + MOST)
    read = scores.astype(float)
    read[:, :, SAD] *= np.exp(-taken_off[0])
    read[:, :, ANGRY] *= np.exp(-taken_off[1])
    return np.asarray(read / read.sum(axis=2, keepdims=True))
