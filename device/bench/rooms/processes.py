"""Random processes of many rooms at once: spells, alternations, redraws, slow drifts; [rooms, ticks].

Everything in a simulated room is made of these. Rates are per minute and lengths in seconds, one of each
per room; `rate` is glances a second, which all rooms of a batch share.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Ticks = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Grid:
    """How a batch of rooms is laid out in time."""

    rng: np.random.Generator
    rooms: int
    ticks: int
    rate: float

    def uniform(self, low: float, high: float) -> Array:
        """Return a number per room, any between the ends as likely."""
        return self.rng.uniform(low, high, self.rooms)

    def loguniform(self, low: float, high: float) -> Array:
        """Return a positive number per room, any magnitude between the ends as likely."""
        return np.asarray(np.exp(self.rng.uniform(np.log(low), np.log(high), self.rooms)))

    def choice(self, options: tuple[float, ...]) -> Array:
        """Return one of `options` per room."""
        return np.asarray(self.rng.choice(options, self.rooms))

    def noise(self) -> Array:
        """Return a number 0..1 for each room and tick."""
        return self.rng.random((self.rooms, self.ticks))


def spells(grid: Grid, each: Array, length: Array) -> Mask:
    """Return where spells are: `each` a minute, of mean `length` seconds (log-normal)."""
    starts = grid.noise() < (each / 60.0 / grid.rate)[:, None]
    room, tick = np.nonzero(starts)
    lasts = grid.rng.lognormal(np.log(length[room]) - 0.18, 0.6) * grid.rate
    ends = np.minimum(tick + np.maximum(1, np.round(lasts)).astype(int), grid.ticks)
    edges = np.zeros((grid.rooms, grid.ticks + 1), dtype=np.int64)
    np.add.at(edges, (room, tick), 1)
    np.add.at(edges, (room, ends), -1)
    return np.asarray(np.cumsum(edges[:, :-1], axis=1) > 0)


def redraws(grid: Grid, lasts: Array) -> Ticks:
    """Return a number per tick that goes up every `lasts` seconds on average (exponential)."""
    chance = np.minimum(1.0, 1.0 / (lasts * grid.rate))[:, None]
    return np.cumsum(grid.noise() < chance, axis=1)


def segments(grid: Grid, lengths: list[Array]) -> Ticks:
    """Return per room the number of the segment each tick lies in; `lengths` in seconds fill it."""
    out = np.empty((grid.rooms, grid.ticks), dtype=np.int64)
    at = np.arange(grid.ticks) / grid.rate
    for room, each in enumerate(lengths):
        out[room] = np.searchsorted(np.cumsum(each), at, side="right")
    return out


def alternation(grid: Grid, on: Array, off: Array, spread: float = 0.6) -> Mask:
    """Return where something is on: spells of mean `on` and `off` seconds in turn, log-normal."""
    lengths = []
    for mean_on, mean_off in zip(on, off, strict=True):
        count = int(3.0 * grid.ticks / grid.rate / (mean_on + mean_off)) + 20
        pair = np.log([mean_on, max(mean_off, 1e-3)]) - spread**2 / 2.0
        lengths.append(grid.rng.lognormal(np.tile(pair, count), spread))
    return np.asarray(segments(grid, lengths) % 2 == 0)


def drift(grid: Grid, lasts: Array) -> Array:
    """Return a slow noise of mean 0 and deviation 1 (Ornstein-Uhlenbeck) that forgets within `lasts` s."""
    keep = np.exp(-1.0 / (lasts * grid.rate))
    kick = np.sqrt(1.0 - keep**2)
    steps = grid.rng.standard_normal((grid.rooms, grid.ticks))
    level = steps[:, 0].copy()
    out = np.empty_like(steps)
    for tick in range(grid.ticks):
        out[:, tick] = level
        level = keep * level + kick * steps[:, tick]
    return out


def smoothed(grid: Grid, values: Array, lasts: Array) -> Array:
    """Return `values` followed with the time constant `lasts`."""
    k = 1.0 - np.exp(-1.0 / (lasts * grid.rate))
    level, out = values[:, 0].copy(), np.empty_like(values)
    for tick in range(grid.ticks):
        level = level + k * (values[:, tick] - level)
        out[:, tick] = level
    return out


def per_segment(number: Ticks, draws: NDArray[np.generic]) -> NDArray[Any]:
    """Return what each tick's segment drew: `draws` [rooms, n], taken in turn."""
    return np.take_along_axis(draws, number % draws.shape[1], axis=1)


def runs(number: Ticks) -> Ticks:
    """Return a number for each run of equal values of `number`, unique over all rooms; [rooms, ticks]."""
    new = np.ones_like(number, dtype=bool)
    new[:, 1:] = np.diff(number, axis=1) != 0
    return np.asarray(np.cumsum(new.ravel()).reshape(number.shape) - 1)
