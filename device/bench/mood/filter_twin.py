"""The mood core's filter and hysteresis as arrays: a twin of `mien.mood` for many rooms at once.

For rooms with one face; a test holds it to the core's own answers. Rooms with several go through the core.
"""

import numpy as np
from numpy.typing import NDArray

from bench.mood.bank_twin import Views, views
from bench.mood.evidence import Evidence
from bench.rooms.classifiers import NEUTRAL, N
from bench.rooms.processes import Array, Mask, Ticks
from bench.rooms.room_parts import NOBODY, UNSURE, Batch
from mien.mood.estimation.bank import LASTING, LASTS, LONG, ONE_BY_ONE, SHORT
from mien.mood.estimation.estimate import SETTLED
from mien.mood.estimation.filter import (
    EVEN,
    FORGOTTEN,
    KNOWN_LASTS,
    LOG_SCALE,
    NETWORK_SHARE,
    POOLED,
    POOLED_LONGER,
    PRIOR_LASTS,
    STEP,
)
from mien.mood.estimation.hysteresis import FIRST, FIRST_WAITS, LEADS, RETURNS, margin, settles
from mien.mood.estimation.network import NetworkWeights
from mien.mood.estimation.room import RECALLED
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
    """Return the probability of each mood that the room feels, after each step; [rooms, steps, N]."""
    looks = views(seen)
    odds = log_odds(weights, looks)
    network = _shares(np.exp(odds - odds.max(axis=2, keepdims=True)))
    pooled = NETWORK_SHARE * network + (1.0 - NETWORK_SHARE) * _lately(looks)
    trust = seen.inputs[:, :, -1].astype(float)
    rooms = len(pooled)
    known, read = np.ones(rooms), np.zeros(rooms)
    felt, prior = np.full((rooms, N), 1.0 / N), np.full((rooms, N), 1.0 / N)
    out, forgets = np.empty(pooled.shape), np.exp(-STEP / RECALLED)
    for step in range(pooled.shape[1]):
        starts, covered = seen.starts[:, step], STEP * trust[:, step]
        known, read = np.where(starts, 1.0, known), np.where(starts, 0.0, read) + covered
        prior = np.where(starts[:, None], (felt + 1.0 / N) / 2.0, prior)
        known = known * np.exp((covered - STEP) / FORGOTTEN)
        known = known + (1.0 - np.exp(-covered / KNOWN_LASTS)) * (1.0 - known)
        both = _shares(pooled[:, step] * prior ** np.exp(-read / PRIOR_LASTS)[:, None])
        here = seen.here[:, step, None]
        felt = 1.0 / N + np.where(here, known[:, None] * (both - 1.0 / N), forgets * (felt - 1.0 / N))
        out[:, step] = felt
    return out


def _lately(looks: Views) -> Array:
    """Return the average beside the network, as `filter` has it; [rooms, steps, N]."""
    votes, longer = (looks.moods[:, :, :, each].astype(float) for each in (POOLED, POOLED_LONGER))
    doubts = _shares(np.exp(EVEN / LOG_SCALE * looks.moods[:, :, :, len(LASTS) + POOLED].astype(float)))
    better = (looks.room[:, :, LONG, None] - looks.room[:, :, SHORT, None]).astype(float) / 2.0
    lasting = np.clip((better - LASTING[0]) / (LASTING[1] - LASTING[0]), 0.0, 1.0)
    one_by_one = np.clip(-better / ONE_BY_ONE, 0.0, 1.0)
    return np.asarray(votes + lasting * (doubts - votes) + one_by_one * (longer - votes))


def _shares(likely: Array) -> Array:
    return np.asarray(likely / likely.sum(axis=-1, keepdims=True))


def settled(felt: Array, seen: Evidence, certainties: tuple[float, ...]) -> NDArray[np.int8]:
    """Return the settled mood after each step at each certainty; [certainties, rooms, steps]."""
    margins = np.array([[margin(certainty)] for certainty in certainties])
    lasts = np.array([settles(certainty) for certainty in certainties])
    share = np.where(lasts > 0.0, 1.0 - np.exp(-STEP / np.maximum(lasts, 1e-9)), 1.0)[:, None, None]
    fresh, shape = seen.inputs[:, :, -1] > 0.0, (len(certainties), len(felt))
    moods = np.full((*shape, N), 1.0 / N)
    state = Held(shape)
    answers = np.empty((felt.shape[1], *shape), dtype=np.int8)
    for step in range(felt.shape[1]):
        moods = np.where(seen.left[:, step, None], 1.0 / N, moods + share * (felt[:, step] - moods))
        state.look(_shares(moods * moods), fresh[:, step], seen.here[:, step], margins)
        state.leave(seen.left[:, step])
        answers[step] = state.held
    return np.moveaxis(answers, 0, 2)


class Held:
    """The answers held, as `hysteresis` has them, of many rooms at many certainties: [certainties, rooms]."""

    def __init__(self, shape: tuple[int, int]) -> None:
        """Be unsure of every room."""
        self.held, self.rival, self.before = np.full(shape, UNSURE), np.full(shape, -1), np.full(shape, -1)
        self.led, self.rest, self.doubted, self.away = (np.zeros(shape) for _ in range(4))

    def look(self, moods: Array, fresh: Mask, here: Mask, margins: Array) -> None:
        """Go a step on, in which the moods were so likely; where one is ahead for long enough, hold it."""
        top, likely = moods.argmax(axis=2), moods.max(axis=2)
        leads = (likely >= LEADS) & (top != self.held) & fresh & here
        goes_on = leads & (self.rival == top)
        self.led = np.where(goes_on, self.led + STEP, 0.0)
        self.rival = np.where(leads, top, -1)
        self.rest = np.maximum(0.0, self.rest - STEP)
        self.away = np.where(self.held == NOBODY, self.away + STEP, 0.0)
        first = np.maximum(FIRST, 1.0 - self.led / FIRST_WAITS)
        first = np.where((top == self.before) & (self.away <= RETURNS), 0.0, first)
        share = np.where(self.held < N, 1.0, first)
        index = np.minimum(self.held, N - 1)[:, :, None]
        beside = np.where(self.held < N, np.take_along_axis(moods, index, axis=2)[:, :, 0], 1.0 / N)
        wins = (
            goes_on & (self.led >= DEFAULTS.hold) & (likely - beside >= margins * share) & (self.rest <= 0.0)
        )
        self.doubted = np.where((likely < SETTLED.doubt) & here, self.doubted + STEP, 0.0)
        self.held = np.where(wins, top, np.where(self.doubted > SETTLED.unsure_hold, UNSURE, self.held))
        self.rest = np.where(wins, DEFAULTS.rest, self.rest)

    def leave(self, left: Mask) -> None:
        """Hold nobody where everybody has left."""
        leaving = left & (self.held != NOBODY)
        self.before = np.where(leaving, np.where(self.held < N, self.held, -1), self.before)
        self.held, self.rest = np.where(left, NOBODY, self.held), np.where(left, 0.0, self.rest)


def at_ticks(answers: NDArray[np.int8], batch: Batch) -> Ticks:
    """Return the answers after steps [.., rooms, steps] as they stand at each glance."""
    ticks = np.arange(batch.truth.shape[1])
    done = np.floor((ticks + 1 + 1e-6) / batch.rate / STEP).astype(int) - 1
    return np.where(done < 0, UNSURE, answers[..., np.maximum(done, 0)])
