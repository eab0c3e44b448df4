"""A room's scores as another emotion network might give them: a filter must not rely on one network's habits.

For each room anew: log-scores are stretched or flattened; in some rooms one face's bias is added, or errors
of every single reading.
"""

from dataclasses import replace

import numpy as np

from bench.rooms.classifiers import N, softmax
from bench.rooms.processes import Array
from bench.rooms.room_parts import Batch, FaceTraces

FLATTEST, SHARPEST = 0.35, 1.6  # powers of the scores
BIASED, NOISY = 0.6, 0.5  # shares of rooms
MOST_BIAS, MOST_NOISE = 1.0, 2.5  # nats
AVERAGING = 0.6  # share of the rooms of a batch whose network averages over the last pictures
QUICKEST, SLOWEST = 0.3, 4.0  # seconds over which it does
LEAST = 1e-4


def as_by_another(batch: Batch, seed: int) -> Batch:
    """Return the rooms with the main face's scores altered."""
    rng = np.random.default_rng([seed, 1])
    face, rooms = batch.faces[0], len(batch.truth)
    logs = np.log(face.scores + LEAST) * np.exp(
        rng.uniform(np.log(FLATTEST), np.log(SHARPEST), (rooms, 1, 1))
    )
    bias = rng.uniform(0.0, MOST_BIAS, (rooms, 1, 1)) * rng.standard_normal((rooms, 1, N))
    logs = logs + bias * (rng.random((rooms, 1, 1)) < BIASED)
    for room in np.flatnonzero(rng.random(rooms) < NOISY):
        logs[room] += rng.normal(0.0, rng.uniform(0.3, MOST_NOISE), logs[room].shape)
    return replace(batch, faces=(replace(face, scores=softmax(logs)), *batch.faces[1:]))


def averaging(batch: Batch, seed: int) -> Batch:
    """Return the rooms with the main face's log-scores followed slowly, as by a network that averages."""
    rng = np.random.default_rng([seed, 2])
    face, rooms = batch.faces[0], len(batch.truth)
    averages = rng.random(rooms) < AVERAGING
    lasts = np.exp(rng.uniform(np.log(QUICKEST), np.log(SLOWEST), rooms))
    share = np.where(averages, 1.0 - np.exp(-1.0 / (lasts * batch.rate)), 1.0)[:, None]
    return replace(batch, faces=(_followed(face, share), *batch.faces[1:]))


def _followed(face: FaceTraces, share: Array) -> FaceTraces:
    """Return the face whose log-scores move by a share towards each new reading."""
    logs = np.log(face.scores + LEAST)
    level = logs[:, 0].copy()
    for tick in range(logs.shape[1]):
        level = level + share * (logs[:, tick] - level)
        logs[:, tick] = level
    return replace(face, scores=softmax(logs))
