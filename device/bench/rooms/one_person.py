"""Kinds of rooms that differ in the person: a bias, faint or slow expressions, pose and light, evenings."""

from dataclasses import replace

import numpy as np

from bench.rooms.alone import alone, in_bursts
from bench.rooms.classifiers import NEUTRAL, N, logits, mistaken, posed
from bench.rooms.processes import (
    Grid,
    alternation,
    smoothed,
    spells,
)
from bench.rooms.room_parts import (
    NOBODY,
    Batch,
    bits,
    calm_habits,
    finished,
    lively_habits,
    moods,
    presence,
    taken,
    wandering,
)


def own_bias(grid: Grid) -> Batch:
    """One person an hour: a constant bias, an intensity that drifts, errors of .3 to 8 s."""
    mood = moods(grid, grid.loguniform(120.0, 600.0))
    strength = wandering(grid, grid.loguniform(4.0, 60.0))
    look = mistaken(grid, mood, grid.uniform(0.03, 0.3), grid.loguniform(0.3, 8.0))
    bias = grid.rng.standard_normal((grid.rooms, N)) * grid.uniform(0.2, 1.2)[:, None]
    logs = logits(grid, look, strength, grid.uniform(3.0, 8.0), bias)
    return alone(grid, mood, logs, calm_habits(grid))


def held_for_minutes(grid: Grid) -> Batch:
    """A faint or plain expression held for half a minute to minutes, then a long rest."""
    mood = moods(grid, grid.loguniform(180.0, 900.0))
    held = bits(alternation(grid, grid.loguniform(20.0, 120.0), grid.loguniform(5.0, 60.0)))
    strength = smoothed(grid, held * grid.uniform(0.5, 1.0)[:, None], grid.loguniform(0.5, 5.0))
    look = mistaken(grid, mood, grid.uniform(0.02, 0.15), grid.loguniform(0.3, 3.0))
    bias = grid.rng.standard_normal((grid.rooms, N)) * grid.uniform(0.0, 0.7)[:, None]
    logs = logits(grid, look, strength, grid.uniform(3.0, 8.0), bias)
    return alone(grid, mood, logs, calm_habits(grid))


def slow_rise_and_fall(grid: Grid) -> Batch:
    """One mood fades out and the next in, over 5 to 40 s; faces never quite at rest."""
    mood = moods(grid, grid.loguniform(150.0, 600.0), shortest=60.0)
    bias = grid.rng.standard_normal((grid.rooms, N)) * grid.uniform(0.0, 0.6)[:, None]
    lasts, sharp = grid.loguniform(4.0, 20.0), grid.uniform(3.0, 8.0)
    shares = np.stack([smoothed(grid, bits(mood == each), lasts) for each in range(N)], axis=2)
    calm = wandering(grid, grid.loguniform(5.0, 60.0), low=0.3)
    wander = posed(grid, grid.loguniform(0.5, 6.0), grid.uniform(0.2, 1.0))
    logs = sharp[:, None, None] * (shares * calm[:, :, None]) + bias[:, None] + wander
    logs[:, :, NEUTRAL] += sharp[:, None] * (1.0 - calm) * 0.8
    return alone(grid, mood, logs, calm_habits(grid))


def pose_and_light(grid: Grid) -> Batch:
    """Where the head is and how the light falls decides how it is misread, for 5 to 90 s."""
    mood = moods(grid, grid.loguniform(150.0, 900.0))
    shows = in_bursts(grid, mood, grid.uniform(0.5, 0.95), grid.loguniform(3.0, 30.0))
    strength = np.where(shows == mood, wandering(grid, grid.loguniform(3.0, 30.0), low=0.4), 0.0)
    shift = posed(grid, grid.loguniform(5.0, 90.0), grid.uniform(0.5, 2.0))
    logs = logits(grid, mood, strength, grid.uniform(4.0, 8.0), shift)
    habits = replace(calm_habits(grid), turns=grid.uniform(0.3, 2.0), dims=grid.uniform(0.0, 0.2))
    return alone(grid, mood, logs, habits)


def whole_evening(grid: Grid) -> Batch:
    """Moods of 5 to 40 minutes, somebody else after each absence, meals, long looks at a screen."""
    mood = moods(grid, grid.loguniform(300.0, 2400.0), shortest=60.0)
    there = presence(grid, grid.uniform(0.02, 0.2), grid.loguniform(30.0, 600.0))
    visit = np.cumsum(np.diff(there.astype(int), prepend=0, axis=1) == 1, axis=1) % 64
    biases = grid.rng.standard_normal((grid.rooms, 64, N)) * grid.uniform(0.1, 0.9)[:, None, None]
    bias = np.take_along_axis(biases, visit[:, :, None], axis=1)
    shows = in_bursts(grid, mood, grid.uniform(0.3, 0.8), grid.loguniform(3.0, 40.0))
    screen = spells(grid, grid.uniform(0.0, 0.05), np.full(grid.rooms, 300.0))
    strength = np.where((shows == mood) & ~screen, wandering(grid, grid.loguniform(3.0, 60.0), low=0.3), 0.0)
    look = mistaken(grid, mood, grid.uniform(0.02, 0.2), grid.loguniform(0.3, 6.0))
    logs = logits(grid, look, strength, grid.uniform(3.5, 8.0), bias)
    face, _ = finished(grid, logs, there, lively_habits(grid), grid.uniform(0.5, 0.95))
    return Batch(grid.rate, taken(grid), np.where(there, mood, NOBODY), (face,))
