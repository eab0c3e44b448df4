"""A room's scores as another emotion network might give them: a filter must not rely on one network's habits.

For each room anew: log-scores are stretched or flattened; in some rooms one face's bias is added, or errors
of every single reading.
"""

from dataclasses import replace

import numpy as np
from classifiers import N, softmax
from room_parts import Batch

FLATTEST, SHARPEST = 0.35, 1.6  # powers of the scores
BIASED, NOISY = 0.6, 0.5  # shares of rooms
MOST_BIAS, MOST_NOISE = 1.0, 2.5  # nats
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
