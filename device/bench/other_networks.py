"""A room's scores as another emotion network might give them: a filter must not rely on one network's habits.

For each room anew: log-scores are stretched or flattened; in some rooms one face's bias is added, or errors
of every single reading; in some, emotions other than neutral change places, so that none is learnt by heart.
"""

from dataclasses import replace

import numpy as np
from classifiers import NEUTRAL, N, softmax
from processes import Array, Ticks
from room_parts import Batch

FLATTEST, SHARPEST = 0.35, 2.0  # powers of the scores
BIASED, NOISY, SWAPPED = 0.4, 0.4, 0.3  # shares of rooms
MOST_BIAS, MOST_NOISE = 0.8, 2.0  # nats
LEAST = 1e-4


def as_by_another(batch: Batch, seed: int) -> Batch:
    """Return the rooms with the main face's scores (and, where emotions change places, moods) altered."""
    rng = np.random.default_rng([seed, 1])
    face, rooms = batch.faces[0], len(batch.truth)
    logs = np.log(face.scores + LEAST) * np.exp(
        rng.uniform(np.log(FLATTEST), np.log(SHARPEST), (rooms, 1, 1))
    )
    bias = rng.uniform(0.0, MOST_BIAS, (rooms, 1, 1)) * rng.standard_normal((rooms, 1, N))
    logs = logs + bias * (rng.random((rooms, 1, 1)) < BIASED)
    for room in np.flatnonzero(rng.random(rooms) < NOISY):
        logs[room] += rng.normal(0.0, rng.uniform(0.3, MOST_NOISE), logs[room].shape)
    truth = batch.truth.copy()
    for room in np.flatnonzero(rng.random(rooms) < SWAPPED):
        logs[room], truth[room] = _swapped(logs[room], truth[room], rng)
    return replace(batch, truth=truth, faces=(replace(face, scores=softmax(logs)), *batch.faces[1:]))


def _swapped(logs: Array, truth: Ticks, rng: np.random.Generator) -> tuple[Array, Ticks]:
    """Return log-scores and moods with emotions other than neutral in each other's place."""
    others = np.delete(np.arange(N), NEUTRAL)
    place = np.arange(N + 2)  # nobody and unsure stay
    place[others] = rng.permutation(others)
    return logs[:, np.argsort(place[:N])], place[truth]
