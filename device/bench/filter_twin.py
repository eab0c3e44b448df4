"""The mood core's filter and hysteresis for many rooms and settings at once: the arrays' twin of `mien.mood`.

For rooms with one face; a test holds it to the core's own answers, and rooms with several go through the core.
"""

import numpy as np
from classifiers import N
from evidence import Evidence
from numpy.typing import NDArray
from processes import Array, Ticks
from room_parts import NOBODY, Batch
from simple_ways import UNSURE

from mien.mood.estimate import SETTLED
from mien.mood.filter import STEP
from mien.mood.gru import Weights


def posterior(weights: Weights, seen: Evidence) -> Array:
    """Return the probability of each mood after each step; [rooms, steps, N]."""
    reset, update, fresh, own, out = (
        np.array(matrix) for matrix in (weights.reset, weights.update, weights.seen, weights.own, weights.out)
    )
    rooms, steps, inputs = seen.inputs.shape
    units = len(own)
    state, odds = np.zeros((rooms, units)), np.empty((rooms, steps, N))
    of_inputs = seen.inputs @ np.concatenate([reset[:, :inputs], update[:, :inputs], fresh[:, :inputs]]).T
    of_inputs += np.concatenate([reset[:, -1], update[:, -1], fresh[:, -1]])
    of_state = np.concatenate([reset[:, inputs:-1], update[:, inputs:-1], own[:, :-1]]).T
    for step in range(steps):
        state = np.where(seen.starts[:, step, None], 0.0, state)
        given, kept = of_inputs[:, step], state @ of_state
        opens = _logistic(given[:, :units] + kept[:, :units])
        keeps = _logistic(given[:, units : 2 * units] + kept[:, units : 2 * units])
        new = np.tanh(given[:, 2 * units :] + opens * (kept[:, 2 * units :] + own[:, -1]))
        state = new + keeps * (state - new)
        odds[:, step] = state @ out.T
    odds = np.exp(odds - odds.max(axis=2, keepdims=True))
    return np.asarray(odds / odds.sum(axis=2, keepdims=True))


def _logistic(x: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-x)))


def settled(
    moods: Array, seen: Evidence, certainties: tuple[float, ...], hold: float = SETTLED.hold
) -> NDArray[np.int8]:
    """Return the settled mood after each step at each certainty; [certainties, rooms, steps]."""
    sure = np.array(certainties)[:, None]
    best, likely = moods.argmax(axis=2), moods.max(axis=2)
    fresh = seen.inputs[:, :, -1] > 0.0
    shape = (len(certainties), moods.shape[0])
    held, rival, led = np.full(shape, UNSURE), np.full(shape, -1), np.zeros(shape)
    answers = np.empty((moods.shape[1], *shape), dtype=np.int8)
    for step in range(moods.shape[1]):
        leads = (likely[:, step] >= sure) & fresh[:, step] & (best[:, step] != held)
        led = np.where(leads & (rival == best[:, step]), led + STEP, 0.0)
        rival = np.where(leads, best[:, step], -1)
        held = np.where(leads & (led >= hold), best[:, step], held)
        held = np.where(seen.here[:, step], held, NOBODY)
        answers[step] = held
    return np.moveaxis(answers, 0, 2)


def at_ticks(answers: NDArray[np.int8], batch: Batch) -> Ticks:
    """Return the answers after steps [.., rooms, steps] as they stand at each glance."""
    ticks = np.arange(batch.truth.shape[1])
    done = np.floor((ticks + 1 + 1e-6) / batch.rate / STEP).astype(int) - 1
    return np.where(done < 0, UNSURE, answers[..., np.maximum(done, 0)])
