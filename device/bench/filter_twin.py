"""The mood core's filter and hysteresis as arrays: a twin of `mien.mood` for many rooms at once.

For rooms with one face; a test holds it to the core's own answers. Rooms with several go through the core.
"""

import numpy as np
from bank_twin import Views, views
from classifiers import NEUTRAL, N
from evidence import Evidence
from numpy.typing import NDArray
from processes import Array, Ticks
from room_parts import NOBODY, UNSURE, Batch

from mien.mood.estimation.estimate import SETTLED
from mien.mood.estimation.filter import (
    FORGOTTEN,
    KNOWN_LASTS,
    NETWORK_SHARE,
    POOLED,
    POOLED_POWER,
    SETTLES,
    STEP,
)
from mien.mood.estimation.hysteresis import FIRST, FIRST_WAITS, LEADS, margin
from mien.mood.estimation.network import NetworkWeights
from mien.mood.mood_settings import MoodSettings

DEFAULTS = MoodSettings()


def log_odds(weights: NetworkWeights, seen: Views) -> Array:
    """Return how likely the network finds each mood after each step, as logarithms; [rooms, steps, N]."""
    shared = _layer(weights.room, seen.room)
    first = seen.moods @ np.array(weights.mood, np.float32).T + shared[:, :, None]
    first[:, :, NEUTRAL] += _layer(weights.calm, seen.moods[:, :, NEUTRAL])
    np.tanh(first, out=first)
    others = first.mean(axis=2) @ np.array(weights.others, np.float32).T
    second = _layer(weights.unit, first) + others[:, :, None]
    second[:, :, NEUTRAL] += np.array(weights.calm_too, np.float32)
    odds = np.tanh(second) @ np.array(weights.out[:-1], np.float32) + weights.out[-1]
    odds += seen.moods @ np.array(weights.straight, np.float32)
    return np.asarray(odds + np.array(weights.often))


def _layer(rows: tuple[tuple[float, ...], ...], values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a layer's sums; the last column is the bias."""
    matrix = np.array(rows, np.float32)
    return np.asarray(values @ matrix[:, :-1].T + matrix[:, -1])


def believed(weights: NetworkWeights, seen: Evidence) -> Array:
    """Return the probability of each mood that is acted on, after each step; [rooms, steps, N]."""
    looks = views(seen)
    odds = log_odds(weights, looks)
    network = _shares(np.exp(odds - odds.max(axis=2, keepdims=True)))
    average = _shares(np.power(looks.moods[:, :, :, POOLED].astype(float), POOLED_POWER))
    pooled = NETWORK_SHARE * network + (1.0 - NETWORK_SHARE) * average
    trust = seen.inputs[:, :, -1].astype(float)
    known, felt = np.ones(len(pooled)), np.full((len(pooled), N), 1.0 / N)
    out = np.empty(pooled.shape)
    follows = 1.0 - np.exp(-STEP / SETTLES)
    for step in range(pooled.shape[1]):
        starts, covered = seen.starts[:, step], STEP * trust[:, step]
        known, felt = np.where(starts, 1.0, known), np.where(starts[:, None], 1.0 / N, felt)
        known = known * np.exp((covered - STEP) / FORGOTTEN)
        known = known + (1.0 - np.exp(-covered / KNOWN_LASTS)) * (1.0 - known)
        now = 1.0 / N + known[:, None] * (pooled[:, step] - 1.0 / N)
        felt = felt + follows * (now - felt)
        out[:, step] = felt
    return out


def _shares(likely: Array) -> Array:
    return np.asarray(likely / likely.sum(axis=2, keepdims=True))


def settled(moods: Array, seen: Evidence, certainties: tuple[float, ...]) -> NDArray[np.int8]:
    """Return the settled mood after each step at each certainty; [certainties, rooms, steps]."""
    margins = np.array([[margin(certainty)] for certainty in certainties])
    best, likely = moods.argmax(axis=2), moods.max(axis=2)
    beside = np.concatenate([moods, np.full((*likely.shape, 2), 1.0 / N)], axis=2)  # nobody and unsure
    fresh, rooms = seen.inputs[:, :, -1] > 0.0, np.arange(len(moods))
    shape = (len(certainties), len(moods))
    held, rival = np.full(shape, UNSURE), np.full(shape, -1)
    led, rest = np.zeros(shape), np.zeros(shape)
    doubted = np.zeros(len(moods))
    answers = np.empty((moods.shape[1], *shape), dtype=np.int8)
    for step in range(moods.shape[1]):
        now, here, top = fresh[:, step], seen.here[:, step], best[:, step]
        leads = (likely[:, step] >= LEADS) & (top != held) & now
        goes_on = leads & (rival == top)
        led = np.where(goes_on, led + STEP, 0.0)
        rival = np.where(leads, top, -1)
        rest = np.maximum(0.0, rest - STEP)
        share = np.where(held < N, 1.0, np.maximum(FIRST, 1.0 - led / FIRST_WAITS))
        is_ahead = likely[:, step] - beside[rooms, step, held] >= margins * share
        wins = goes_on & (led >= DEFAULTS.hold) & is_ahead & (rest <= 0.0)
        doubted = np.where((likely[:, step] < SETTLED.doubt) & here, doubted + STEP, 0.0)
        held = np.where(wins, top, np.where(doubted > SETTLED.unsure_hold, UNSURE, held))
        held, rival = np.where(here, held, NOBODY), np.where(here, rival, -1)
        rest = np.where(here, np.where(wins, DEFAULTS.rest, rest), 0.0)
        answers[step] = held
    return np.moveaxis(answers, 0, 2)


def at_ticks(answers: NDArray[np.int8], batch: Batch) -> Ticks:
    """Return the answers after steps [.., rooms, steps] as they stand at each glance."""
    ticks = np.arange(batch.truth.shape[1])
    done = np.floor((ticks + 1 + 1e-6) / batch.rate / STEP).astype(int) - 1
    return np.where(done < 0, UNSURE, answers[..., np.maximum(done, 0)])
