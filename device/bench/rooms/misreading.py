"""Kinds of rooms that differ in how the classifier errs: at random, for long, with strangers, too slowly."""

import numpy as np

from bench.rooms.alone import alone, from_pool, in_bursts, still
from bench.rooms.classifiers import confused
from bench.rooms.processes import (
    Grid,
    redraws,
)
from bench.rooms.room_parts import (
    Batch,
    calm_habits,
    moods,
)


def independent_errors(grid: Grid) -> Batch:
    """A classifier that is right in 60 to 95 % of nearly independent glances; faces that mostly show."""
    mood = moods(grid, grid.loguniform(120.0, 500.0))
    look = in_bursts(grid, mood, grid.uniform(0.7, 0.97), grid.loguniform(4.0, 15.0))
    reading = redraws(grid, grid.loguniform(0.05, 0.3))
    calibrated = grid.uniform(0.0, 1.0) < 0.5
    logs = confused(grid, look, reading, grid.uniform(0.6, 0.95), calibrated=calibrated)
    return alone(grid, mood, logs, calm_habits(grid))


def long_errors(grid: Grid) -> Batch:
    """What is misread stays misread for 2 to 20 s, and mostly too sure of itself."""
    mood = moods(grid, grid.loguniform(150.0, 600.0))
    look = in_bursts(grid, mood, grid.uniform(0.7, 0.97), grid.loguniform(6.0, 40.0))
    calibrated = grid.uniform(0.0, 1.0) < 0.3
    reading = redraws(grid, grid.loguniform(2.0, 20.0))
    logs = confused(grid, look, reading, grid.uniform(0.7, 0.93), calibrated=calibrated)
    return alone(grid, mood, logs, calm_habits(grid))


def plain_markov(grid: Grid) -> Batch:
    """What a plain HMM takes for granted: the mood always shows, errors are independent and calibrated."""
    mood = moods(grid, grid.loguniform(100.0, 900.0), shortest=1.0, shape=1.0)
    every = np.broadcast_to(np.arange(grid.ticks), mood.shape)
    logs = confused(grid, mood, every, grid.uniform(0.35, 0.7), calibrated=np.ones(grid.rooms, bool))
    return alone(grid, mood, logs, still(grid))


def strangers_pictures(grid: Grid) -> Batch:
    """Each reading is the answer about another stranger's picture, from sources the network reads badly."""
    mood = moods(grid, grid.loguniform(120.0, 600.0))
    look = in_bursts(grid, mood, grid.uniform(0.6, 0.97), grid.loguniform(3.0, 20.0))
    names = ("affectnet", "labelled", "web", "films", "stock")
    logs = from_pool(grid, look, redraws(grid, grid.loguniform(0.1, 1.5)), names)
    return alone(grid, mood, logs, calm_habits(grid))


def quick_changes(grid: Grid) -> Batch:
    """Moods of little more than a minute, one upon the other, that mostly show."""
    mood = moods(grid, grid.loguniform(70.0, 120.0), shortest=45.0)
    look = in_bursts(grid, mood, grid.uniform(0.6, 0.95), grid.loguniform(2.0, 10.0))
    logs = from_pool(grid, look, redraws(grid, grid.loguniform(0.2, 2.0)), ("clear", "voted", "stock"))
    return alone(grid, mood, logs, calm_habits(grid))
