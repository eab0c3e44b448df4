"""What most kinds of rooms share: one person who comes and goes, and what is read from the face."""

from collections.abc import Callable

import numpy as np

from bench.rooms.classifiers import NEUTRAL, N, pools
from bench.rooms.processes import (
    Array,
    Grid,
    Ticks,
    alternation,
)
from bench.rooms.room_parts import (
    NOBODY,
    Batch,
    Disturbance,
    finished,
    presence,
    taken,
)

Kind = Callable[[Grid], Batch]
POOLS = pools()


def from_pool(grid: Grid, look: Ticks, reading: Ticks, names: tuple[str, ...]) -> Array:
    """Return log-scores of each room drawn from one of the pools."""
    which = grid.rng.choice(len(names), grid.rooms)
    out = np.empty((*look.shape, N))
    for number, name in enumerate(names):
        rooms = np.flatnonzero(which == number)
        if len(rooms):
            out[rooms] = POOLS[name].draw(grid.rng, look[rooms], reading[rooms])
    return out


def in_bursts(grid: Grid, mood: Ticks, share: Array, burst: Array) -> Ticks:
    """Return what a face shows that shows its mood in bursts of `burst` s, for `share` of the time."""
    return np.where(alternation(grid, burst, burst * (1.0 - share) / share), mood, NEUTRAL)


def alone(grid: Grid, mood: Ticks, logs: Array, habits: Disturbance, *, leaves: float = 0.06) -> Batch:
    """Return rooms of one person who comes and goes."""
    there = presence(grid, grid.uniform(0.0, leaves), grid.loguniform(20.0, 400.0))
    face, _ = finished(grid, logs, there, habits, grid.uniform(0.55, 1.0))
    return Batch(grid.rate, taken(grid), np.where(there, mood, NOBODY), (face,))


def still(grid: Grid) -> Disturbance:
    """Return no disturbance at all."""
    nothing = np.zeros(grid.rooms)
    return Disturbance(nothing, nothing, nothing, nothing, nothing, nothing)
