"""The mood core's filter and hysteresis as arrays: a twin of `mien.mood` for many rooms at once.

For rooms with one face; a test holds it to the core's own answers. Rooms with several go through the core.
"""

import numpy as np
from classifiers import N
from evidence import Evidence
from numpy.typing import NDArray
from processes import Array, Ticks
from room_parts import NOBODY, UNSURE, Batch

from mien.mood.estimation.estimate import SETTLED
from mien.mood.estimation.filter import AVERAGE_LASTS, FORGOTTEN, NETWORK_SHARE, STEP
from mien.mood.estimation.gru import GruWeights
from mien.mood.estimation.hysteresis import CONVINCED, LEADS, MOST_SURE, log_odds
from mien.mood.mood_settings import MoodSettings

DEFAULTS = MoodSettings()


def posterior(weights: GruWeights, seen: Evidence) -> Array:
    """Return the probability of each mood after each step by the network; [rooms, steps, N]."""
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


def averages(seen: Evidence) -> Array:
    """Return the scores over the last seconds, after each step; [rooms, steps, N]."""
    trust = seen.inputs[:, :, -1:].astype(float)
    scores = seen.inputs[:, :, :N] / np.maximum(trust, 1e-9)
    pull = 1.0 - np.exp(-STEP * trust / AVERAGE_LASTS)
    forgets = 1.0 - np.exp(-STEP * (1.0 - trust) / FORGOTTEN)
    average, out = np.full((len(trust), N), 1.0 / N), np.empty(scores.shape)
    for step in range(scores.shape[1]):
        average = np.where(seen.starts[:, step, None], 1.0 / N, average)
        average = average + forgets[:, step] * (1.0 / N - average)
        average = average + pull[:, step] * (scores[:, step] - average)
        out[:, step] = average
    return out


def believed(weights: GruWeights, seen: Evidence) -> Array:
    """Return the probability of each mood that is acted on: the network's and the average's, pooled."""
    share = NETWORK_SHARE
    return share * posterior(weights, seen) + (1.0 - share) * averages(seen)


def _logistic(x: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-x)))


def settled(moods: Array, seen: Evidence, certainties: tuple[float, ...]) -> NDArray[np.int8]:
    """Return the settled mood after each step at each certainty; [certainties, rooms, steps]."""
    needs = np.array([[CONVINCED * log_odds(certainty)] for certainty in certainties])
    best, likely = moods.argmax(axis=2), moods.max(axis=2)
    odds = np.log(np.clip(likely, 1.0 - MOST_SURE, MOST_SURE) / np.clip(1.0 - likely, 1.0 - MOST_SURE, None))
    fresh = seen.inputs[:, :, -1] > 0.0
    shape = (len(certainties), moods.shape[0])
    held, rival = np.full(shape, UNSURE), np.full(shape, -1)
    led, conviction, rest = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    doubted = np.zeros(moods.shape[0])
    answers = np.empty((moods.shape[1], *shape), dtype=np.int8)
    for step in range(moods.shape[1]):
        now, here, top = fresh[:, step], seen.here[:, step], best[:, step]
        leads = (likely[:, step] >= LEADS) & (top != held)
        goes_on = leads & (rival == top) & now
        led = np.where(goes_on, led + STEP, 0.0)
        summed = np.where(goes_on, conviction + STEP * (odds[:, step] - log_odds(LEADS)), 0.0)
        conviction = np.where(now & here, summed, np.where(here, conviction, 0.0))
        rival = np.where(now, np.where(leads, top, -1), rival)
        rest = np.maximum(0.0, rest - STEP)
        wins = goes_on & (led >= DEFAULTS.hold) & (conviction >= needs) & (rest <= 0.0)
        doubted = np.where(likely[:, step] < SETTLED.doubt, doubted + STEP, 0.0)
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
