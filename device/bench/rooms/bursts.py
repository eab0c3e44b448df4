"""Kinds of rooms in which expressions come in bursts, alone and in company."""

from dataclasses import replace

import numpy as np

from bench.rooms.alone import alone, from_pool, in_bursts, still
from bench.rooms.classifiers import NEUTRAL, N
from bench.rooms.processes import (
    Grid,
    per_segment,
    redraws,
    spells,
)
from bench.rooms.room_parts import (
    NOBODY,
    Batch,
    calm_habits,
    finished,
    flickering,
    further_away,
    lively_habits,
    moods,
    passing,
)

BUSY_POOLS, FAMILY_POOLS = ("clear", "voted", "stock"), ("voted", "stock")


def quiet_bursts(grid: Grid) -> Batch:
    """One person; bursts of 2 to 8 s; a reading is another picture's, for .3 to 2 s."""
    mood = moods(grid, grid.loguniform(120.0, 500.0), shape=grid.rng.choice((1.0, 2.0, 4.0)))
    look = in_bursts(grid, mood, grid.uniform(0.45, 0.95), grid.loguniform(2.0, 8.0))
    look = passing(grid, look, grid.uniform(0.05, 0.5), grid.uniform(1.0, 2.5), smiles=0.3)
    logs = from_pool(grid, look, redraws(grid, grid.loguniform(0.3, 2.0)), ("clear", "voted", "labelled"))
    return alone(grid, mood, logs, calm_habits(grid))


def busy_alone(grid: Grid) -> Batch:
    """Bursts half of the time, talk, food, bad light."""
    mood = moods(grid, grid.loguniform(120.0, 500.0))
    look = in_bursts(grid, mood, grid.uniform(0.4, 0.8), grid.loguniform(2.0, 8.0))
    look = passing(grid, look, grid.uniform(0.2, 0.8), grid.uniform(1.0, 2.5), smiles=0.5)
    logs = from_pool(grid, look, redraws(grid, grid.loguniform(0.3, 2.0)), BUSY_POOLS)
    return alone(grid, mood, logs, lively_habits(grid), leaves=0.1)


def busy_bursts(grid: Grid) -> Batch:
    """The same, with a second person and a television at times."""
    return _with_company(grid, busy_alone(grid), BUSY_POOLS, television=0.4)


def _with_company(grid: Grid, batch: Batch, names: tuple[str, ...], *, television: float) -> Batch:
    """Return the rooms with a second person, further away, and a television, each there at times."""
    theirs = moods(grid, grid.loguniform(120.0, 500.0))
    visits = spells(grid, grid.uniform(0.0, 0.12), np.full(grid.rooms, 300.0))
    look = in_bursts(grid, theirs, grid.uniform(0.4, 0.8), grid.loguniform(2.0, 8.0))
    one_second = redraws(grid, np.ones(grid.rooms))
    second, _ = finished(
        grid, from_pool(grid, look, one_second, names), visits, calm_habits(grid), grid.uniform(0.5, 0.9)
    )
    on = spells(grid, np.full(grid.rooms, television / 15.0), np.full(grid.rooms, 900.0))
    cut = redraws(grid, np.full(grid.rooms, 4.0))
    actors = per_segment(cut, grid.rng.integers(0, N, (grid.rooms, 1024)))
    screen = flickering(
        grid,
        on,
        np.full(grid.rooms, 5.0),
        from_pool(grid, actors, cut, ("films", "affectnet")),
        (35.0, 60.0),
    )
    truth = np.where((batch.truth == NOBODY) & visits, theirs, batch.truth)
    return replace(batch, truth=truth, faces=(*batch.faces, further_away(grid, second), screen))


def answering_smiles(grid: Grid) -> Batch:
    """Somebody in company: smiles that answer others come in every mood, 1 to 5 times a minute."""
    mood = moods(grid, grid.loguniform(120.0, 600.0))
    look = in_bursts(grid, mood, grid.uniform(0.4, 0.9), grid.loguniform(3.0, 12.0))
    look = passing(grid, look, grid.loguniform(1.0, 5.0), grid.loguniform(0.8, 4.0), smiles=1.0)
    logs = from_pool(grid, look, redraws(grid, grid.loguniform(0.3, 3.0)), ("clear", "voted", "stock"))
    habits = replace(lively_habits(grid), chews=np.zeros(grid.rooms))
    return alone(grid, mood, logs, habits)


def mixed_styles(grid: Grid) -> Batch:
    """Under a mood a face shows several things, in shares of its own, each for 1 to 8 s."""
    mood = moods(grid, grid.loguniform(120.0, 600.0))
    own, calm = grid.uniform(0.35, 0.75), grid.uniform(0.3, 0.9)
    shares = grid.rng.dirichlet(np.full(N, 0.5), (grid.rooms, N)) * (1.0 - own)[:, None, None]
    shares *= (1.0 - calm)[:, None, None]
    shares[:, :, NEUTRAL] += (1.0 - own)[:, None] * calm[:, None]
    shares[:, np.arange(N), np.arange(N)] += own[:, None]
    edges = np.cumsum(shares, axis=2)[np.arange(grid.rooms)[:, None], mood]
    point = per_segment(redraws(grid, grid.loguniform(1.0, 8.0)), grid.rng.random((grid.rooms, 4096)))
    look = (point[:, :, None] * edges[:, :, -1:] > edges).sum(axis=2).clip(0, N - 1)
    logs = from_pool(grid, look, redraws(grid, grid.loguniform(0.3, 2.0)), ("clear", "voted"))
    return alone(grid, mood, logs, calm_habits(grid))


def family_alone(grid: Grid) -> Batch:
    """Bursts of 4 to 20 s, talk, food, bad light."""
    mood = moods(grid, grid.loguniform(150.0, 600.0))
    look = in_bursts(grid, mood, grid.uniform(0.5, 0.9), grid.loguniform(4.0, 20.0))
    logs = from_pool(grid, look, redraws(grid, grid.loguniform(0.3, 2.0)), FAMILY_POOLS)
    return alone(grid, mood, logs, lively_habits(grid), leaves=0.1)


def family_room(grid: Grid) -> Batch:
    """The same with children who run through close by, a portrait, a television, a second person."""
    batch = _with_company(grid, family_alone(grid), FAMILY_POOLS, television=0.6)
    run = spells(grid, grid.uniform(0.1, 0.8), np.full(grid.rooms, 3.0))
    glee = per_segment(redraws(grid, np.ones(grid.rooms)), grid.rng.integers(0, N, (grid.rooms, 512)))
    cut = np.full(grid.rooms, 3.0)
    child = flickering(grid, run, cut, from_pool(grid, glee, glee, ("stock",)), (90.0, 200.0))
    child = replace(child, track=child.track + 20_000, x=320.0)
    hung = np.repeat((grid.uniform(0.0, 1.0) < 0.3)[:, None], grid.ticks, axis=1)
    stern = np.repeat(grid.rng.integers(0, N, grid.rooms)[:, None], grid.ticks, axis=1)
    portrait, _ = finished(
        grid, from_pool(grid, stern, stern, ("clear",)), hung, still(grid), grid.uniform(0.6, 0.9)
    )
    portrait = replace(further_away(grid, portrait, 40.0, 60.0), track=np.full(hung.shape, 90_000), x=20.0)
    return replace(batch, faces=(*batch.faces, child, portrait))
