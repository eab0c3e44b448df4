"""Rooms of others' making, rebuilt from description and published figures, and a face that rests sad."""

from dataclasses import replace

import numpy as np

from bench.rooms.alone import Kind, alone, from_pool, in_bursts
from bench.rooms.classifiers import NEUTRAL, SAD, N, logits, mistaken
from bench.rooms.processes import (
    Grid,
    redraws,
)
from bench.rooms.room_parts import (
    Batch,
    calm_habits,
    moods,
    passing,
    wandering,
)


def others_quiet(grid: Grid) -> Batch:
    """A quiet room of somebody else's making, rebuilt from its description and its published figures."""
    return _others(grid, damped=0.8, talks=0.4, reading=0.4)


def others_busy(grid: Grid) -> Batch:
    """A busy room of the same making: more talk and turning, and answers that are less sure."""
    return _others(grid, damped=0.5, talks=1.0, reading=0.5)


def _others(grid: Grid, *, damped: float, talks: float, reading: float) -> Batch:
    same = np.ones(grid.rooms)
    mood = moods(grid, 210.0 * same)
    look = in_bursts(grid, mood, 0.73 * same, 4.0 * same)
    look = passing(grid, look, 0.3 * same, 1.5 * same, smiles=0.3)
    logs = damped * from_pool(grid, look, redraws(grid, reading * same), ("voted",))
    habits = replace(calm_habits(grid), talks=talks * same, turns=talks * same)
    return alone(grid, mood, logs, habits, leaves=0.05)


def others_eight(grid: Grid) -> Batch:
    """Eight people of another making: a bias each, an intensity that drifts, errors of .3 to 8 s."""
    same = np.ones(grid.rooms)
    mood = moods(grid, 240.0 * same)
    strength = wandering(grid, grid.loguniform(10.0, 60.0), low=0.4)
    look = mistaken(grid, mood, 0.08 * same, grid.loguniform(0.3, 8.0))
    bias = grid.rng.standard_normal((grid.rooms, N)) * 0.7
    logs = logits(grid, look, strength, 4.0 * same, bias)
    return alone(grid, mood, logs, calm_habits(grid), leaves=0.03)


def resting_sad(nats: float) -> Kind:
    """Return a quiet kind in which every face at rest looks sadder by so many nats, and nobody leaves."""

    def resting(grid: Grid) -> Batch:
        same = np.ones(grid.rooms)
        mood = moods(grid, 210.0 * same)
        look = in_bursts(grid, mood, 0.73 * same, 4.0 * same)
        logs = from_pool(grid, look, redraws(grid, 0.4 * same), ("clear",))
        logs[:, :, SAD] += nats * (look == NEUTRAL)
        return alone(grid, mood, logs, calm_habits(grid), leaves=0.005)

    return resting
