"""Kinds of rooms that differ in how moods, faces and classifiers work, not only in numbers.

Each kind is a function of a `Grid`: every room of a batch draws its own parameters from the ranges written
here. `FAMILIES` says which kinds share a mechanism: to be judged in a kind, a method is fitted on the
families it does not belong to.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bench.rooms.classifiers import NEUTRAL, SAD, N, confused, logits, mistaken, pools, posed
from bench.rooms.processes import (
    Array,
    Grid,
    Mask,
    Ticks,
    alternation,
    per_segment,
    redraws,
    smoothed,
    spells,
)
from bench.rooms.room_parts import (
    NOBODY,
    Batch,
    Disturbance,
    FaceTraces,
    bits,
    calm_habits,
    finished,
    flickering,
    further_away,
    lively_habits,
    moods,
    passing,
    presence,
    taken,
    wandering,
)

Kind = Callable[[Grid], Batch]
POOLS = pools()
RATES = (1.0, 2.0, 3.0, 5.0, 5.0, 8.0, 10.0)
BUSY_POOLS, FAMILY_POOLS = ("clear", "voted", "stock"), ("voted", "stock")


def _from_pool(grid: Grid, look: Ticks, reading: Ticks, names: tuple[str, ...]) -> Array:
    """Return log-scores of each room drawn from one of the pools."""
    which = grid.rng.choice(len(names), grid.rooms)
    out = np.empty((*look.shape, N))
    for number, name in enumerate(names):
        rooms = np.flatnonzero(which == number)
        if len(rooms):
            out[rooms] = POOLS[name].draw(grid.rng, look[rooms], reading[rooms])
    return out


def _in_bursts(grid: Grid, mood: Ticks, share: Array, burst: Array) -> Ticks:
    """Return what a face shows that shows its mood in bursts of `burst` s, for `share` of the time."""
    return np.where(alternation(grid, burst, burst * (1.0 - share) / share), mood, NEUTRAL)


def _alone(grid: Grid, mood: Ticks, logs: Array, habits: Disturbance, *, leaves: float = 0.06) -> Batch:
    """Return rooms of one person who comes and goes."""
    there = presence(grid, grid.uniform(0.0, leaves), grid.loguniform(20.0, 400.0))
    face, _ = finished(grid, logs, there, habits, grid.uniform(0.55, 1.0))
    return Batch(grid.rate, taken(grid), np.where(there, mood, NOBODY), (face,))


def quiet_bursts(grid: Grid) -> Batch:
    """One person; bursts of 2 to 8 s; a reading is another picture's, for .3 to 2 s."""
    mood = moods(grid, grid.loguniform(120.0, 500.0), shape=grid.rng.choice((1.0, 2.0, 4.0)))
    look = _in_bursts(grid, mood, grid.uniform(0.45, 0.95), grid.loguniform(2.0, 8.0))
    look = passing(grid, look, grid.uniform(0.05, 0.5), grid.uniform(1.0, 2.5), smiles=0.3)
    logs = _from_pool(grid, look, redraws(grid, grid.loguniform(0.3, 2.0)), ("clear", "voted", "labelled"))
    return _alone(grid, mood, logs, calm_habits(grid))


def busy_alone(grid: Grid) -> Batch:
    """Bursts half of the time, talk, food, bad light."""
    mood = moods(grid, grid.loguniform(120.0, 500.0))
    look = _in_bursts(grid, mood, grid.uniform(0.4, 0.8), grid.loguniform(2.0, 8.0))
    look = passing(grid, look, grid.uniform(0.2, 0.8), grid.uniform(1.0, 2.5), smiles=0.5)
    logs = _from_pool(grid, look, redraws(grid, grid.loguniform(0.3, 2.0)), BUSY_POOLS)
    return _alone(grid, mood, logs, lively_habits(grid), leaves=0.1)


def busy_bursts(grid: Grid) -> Batch:
    """The same, with a second person and a television at times."""
    return _with_company(grid, busy_alone(grid), BUSY_POOLS, television=0.4)


def _with_company(grid: Grid, batch: Batch, names: tuple[str, ...], *, television: float) -> Batch:
    """Return the rooms with a second person, further away, and a television, each there at times."""
    theirs = moods(grid, grid.loguniform(120.0, 500.0))
    visits = spells(grid, grid.uniform(0.0, 0.12), np.full(grid.rooms, 300.0))
    look = _in_bursts(grid, theirs, grid.uniform(0.4, 0.8), grid.loguniform(2.0, 8.0))
    one_second = redraws(grid, np.ones(grid.rooms))
    second, _ = finished(
        grid, _from_pool(grid, look, one_second, names), visits, calm_habits(grid), grid.uniform(0.5, 0.9)
    )
    on = spells(grid, np.full(grid.rooms, television / 15.0), np.full(grid.rooms, 900.0))
    cut = redraws(grid, np.full(grid.rooms, 4.0))
    actors = per_segment(cut, grid.rng.integers(0, N, (grid.rooms, 1024)))
    screen = flickering(
        grid,
        on,
        np.full(grid.rooms, 5.0),
        _from_pool(grid, actors, cut, ("films", "affectnet")),
        (35.0, 60.0),
    )
    truth = np.where((batch.truth == NOBODY) & visits, theirs, batch.truth)
    return replace(batch, truth=truth, faces=(*batch.faces, further_away(grid, second), screen))


def answering_smiles(grid: Grid) -> Batch:
    """Somebody in company: smiles that answer others come in every mood, 1 to 5 times a minute."""
    mood = moods(grid, grid.loguniform(120.0, 600.0))
    look = _in_bursts(grid, mood, grid.uniform(0.4, 0.9), grid.loguniform(3.0, 12.0))
    look = passing(grid, look, grid.loguniform(1.0, 5.0), grid.loguniform(0.8, 4.0), smiles=1.0)
    logs = _from_pool(grid, look, redraws(grid, grid.loguniform(0.3, 3.0)), ("clear", "voted", "stock"))
    habits = replace(lively_habits(grid), chews=np.zeros(grid.rooms))
    return _alone(grid, mood, logs, habits)


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
    logs = _from_pool(grid, look, redraws(grid, grid.loguniform(0.3, 2.0)), ("clear", "voted"))
    return _alone(grid, mood, logs, calm_habits(grid))


def family_alone(grid: Grid) -> Batch:
    """Bursts of 4 to 20 s, talk, food, bad light."""
    mood = moods(grid, grid.loguniform(150.0, 600.0))
    look = _in_bursts(grid, mood, grid.uniform(0.5, 0.9), grid.loguniform(4.0, 20.0))
    logs = _from_pool(grid, look, redraws(grid, grid.loguniform(0.3, 2.0)), FAMILY_POOLS)
    return _alone(grid, mood, logs, lively_habits(grid), leaves=0.1)


def family_room(grid: Grid) -> Batch:
    """The same with children who run through close by, a portrait, a television, a second person."""
    batch = _with_company(grid, family_alone(grid), FAMILY_POOLS, television=0.6)
    run = spells(grid, grid.uniform(0.1, 0.8), np.full(grid.rooms, 3.0))
    glee = per_segment(redraws(grid, np.ones(grid.rooms)), grid.rng.integers(0, N, (grid.rooms, 512)))
    cut = np.full(grid.rooms, 3.0)
    child = flickering(grid, run, cut, _from_pool(grid, glee, glee, ("stock",)), (90.0, 200.0))
    child = replace(child, track=child.track + 20_000, x=320.0)
    hung = np.repeat((grid.uniform(0.0, 1.0) < 0.3)[:, None], grid.ticks, axis=1)
    stern = np.repeat(grid.rng.integers(0, N, grid.rooms)[:, None], grid.ticks, axis=1)
    portrait, _ = finished(
        grid, _from_pool(grid, stern, stern, ("clear",)), hung, _still(grid), grid.uniform(0.6, 0.9)
    )
    portrait = replace(further_away(grid, portrait, 40.0, 60.0), track=np.full(hung.shape, 90_000), x=20.0)
    return replace(batch, faces=(*batch.faces, child, portrait))


def _still(grid: Grid) -> Disturbance:
    nothing = np.zeros(grid.rooms)
    return Disturbance(nothing, nothing, nothing, nothing, nothing, nothing)


def own_bias(grid: Grid) -> Batch:
    """One person an hour: a constant bias, an intensity that drifts, errors of .3 to 8 s."""
    mood = moods(grid, grid.loguniform(120.0, 600.0))
    strength = wandering(grid, grid.loguniform(4.0, 60.0))
    look = mistaken(grid, mood, grid.uniform(0.03, 0.3), grid.loguniform(0.3, 8.0))
    bias = grid.rng.standard_normal((grid.rooms, N)) * grid.uniform(0.2, 1.2)[:, None]
    logs = logits(grid, look, strength, grid.uniform(3.0, 8.0), bias)
    return _alone(grid, mood, logs, calm_habits(grid))


def held_for_minutes(grid: Grid) -> Batch:
    """A faint or plain expression held for half a minute to minutes, then a long rest."""
    mood = moods(grid, grid.loguniform(180.0, 900.0))
    held = bits(alternation(grid, grid.loguniform(20.0, 120.0), grid.loguniform(5.0, 60.0)))
    strength = smoothed(grid, held * grid.uniform(0.5, 1.0)[:, None], grid.loguniform(0.5, 5.0))
    look = mistaken(grid, mood, grid.uniform(0.02, 0.15), grid.loguniform(0.3, 3.0))
    bias = grid.rng.standard_normal((grid.rooms, N)) * grid.uniform(0.0, 0.7)[:, None]
    logs = logits(grid, look, strength, grid.uniform(3.0, 8.0), bias)
    return _alone(grid, mood, logs, calm_habits(grid))


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
    return _alone(grid, mood, logs, calm_habits(grid))


def pose_and_light(grid: Grid) -> Batch:
    """Where the head is and how the light falls decides how it is misread, for 5 to 90 s."""
    mood = moods(grid, grid.loguniform(150.0, 900.0))
    shows = _in_bursts(grid, mood, grid.uniform(0.5, 0.95), grid.loguniform(3.0, 30.0))
    strength = np.where(shows == mood, wandering(grid, grid.loguniform(3.0, 30.0), low=0.4), 0.0)
    shift = posed(grid, grid.loguniform(5.0, 90.0), grid.uniform(0.5, 2.0))
    logs = logits(grid, mood, strength, grid.uniform(4.0, 8.0), shift)
    habits = replace(calm_habits(grid), turns=grid.uniform(0.3, 2.0), dims=grid.uniform(0.0, 0.2))
    return _alone(grid, mood, logs, habits)


def whole_evening(grid: Grid) -> Batch:
    """Moods of 5 to 40 minutes, somebody else after each absence, meals, long looks at a screen."""
    mood = moods(grid, grid.loguniform(300.0, 2400.0), shortest=60.0)
    there = presence(grid, grid.uniform(0.02, 0.2), grid.loguniform(30.0, 600.0))
    visit = np.cumsum(np.diff(there.astype(int), prepend=0, axis=1) == 1, axis=1) % 64
    biases = grid.rng.standard_normal((grid.rooms, 64, N)) * grid.uniform(0.1, 0.9)[:, None, None]
    bias = np.take_along_axis(biases, visit[:, :, None], axis=1)
    shows = _in_bursts(grid, mood, grid.uniform(0.3, 0.8), grid.loguniform(3.0, 40.0))
    screen = spells(grid, grid.uniform(0.0, 0.05), np.full(grid.rooms, 300.0))
    strength = np.where((shows == mood) & ~screen, wandering(grid, grid.loguniform(3.0, 60.0), low=0.3), 0.0)
    look = mistaken(grid, mood, grid.uniform(0.02, 0.2), grid.loguniform(0.3, 6.0))
    logs = logits(grid, look, strength, grid.uniform(3.5, 8.0), bias)
    face, _ = finished(grid, logs, there, lively_habits(grid), grid.uniform(0.5, 0.95))
    return Batch(grid.rate, taken(grid), np.where(there, mood, NOBODY), (face,))


def independent_errors(grid: Grid) -> Batch:
    """A classifier that is right in 60 to 95 % of nearly independent glances; faces that mostly show."""
    mood = moods(grid, grid.loguniform(120.0, 500.0))
    look = _in_bursts(grid, mood, grid.uniform(0.7, 0.97), grid.loguniform(4.0, 15.0))
    reading = redraws(grid, grid.loguniform(0.05, 0.3))
    calibrated = grid.uniform(0.0, 1.0) < 0.5
    logs = confused(grid, look, reading, grid.uniform(0.6, 0.95), calibrated=calibrated)
    return _alone(grid, mood, logs, calm_habits(grid))


def long_errors(grid: Grid) -> Batch:
    """What is misread stays misread for 2 to 20 s, and mostly too sure of itself."""
    mood = moods(grid, grid.loguniform(150.0, 600.0))
    look = _in_bursts(grid, mood, grid.uniform(0.7, 0.97), grid.loguniform(6.0, 40.0))
    calibrated = grid.uniform(0.0, 1.0) < 0.3
    reading = redraws(grid, grid.loguniform(2.0, 20.0))
    logs = confused(grid, look, reading, grid.uniform(0.7, 0.93), calibrated=calibrated)
    return _alone(grid, mood, logs, calm_habits(grid))


def plain_markov(grid: Grid) -> Batch:
    """What a plain HMM takes for granted: the mood always shows, errors are independent and calibrated."""
    mood = moods(grid, grid.loguniform(100.0, 900.0), shortest=1.0, shape=1.0)
    every = np.broadcast_to(np.arange(grid.ticks), mood.shape)
    logs = confused(grid, mood, every, grid.uniform(0.35, 0.7), calibrated=np.ones(grid.rooms, bool))
    return _alone(grid, mood, logs, _still(grid))


def strangers_pictures(grid: Grid) -> Batch:
    """Each reading is the answer about another stranger's picture, from sources the network reads badly."""
    mood = moods(grid, grid.loguniform(120.0, 600.0))
    look = _in_bursts(grid, mood, grid.uniform(0.6, 0.97), grid.loguniform(3.0, 20.0))
    names = ("affectnet", "labelled", "web", "films", "stock")
    logs = _from_pool(grid, look, redraws(grid, grid.loguniform(0.1, 1.5)), names)
    return _alone(grid, mood, logs, calm_habits(grid))


def quick_changes(grid: Grid) -> Batch:
    """Moods of little more than a minute, one upon the other, that mostly show."""
    mood = moods(grid, grid.loguniform(70.0, 120.0), shortest=45.0)
    look = _in_bursts(grid, mood, grid.uniform(0.6, 0.95), grid.loguniform(2.0, 10.0))
    logs = _from_pool(grid, look, redraws(grid, grid.loguniform(0.2, 2.0)), ("clear", "voted", "stock"))
    return _alone(grid, mood, logs, calm_habits(grid))


def others_quiet(grid: Grid) -> Batch:
    """A quiet room of somebody else's making, rebuilt from its description and its published figures."""
    return _others(grid, damped=0.8, talks=0.4, reading=0.4)


def others_busy(grid: Grid) -> Batch:
    """A busy room of the same making: more talk and turning, and answers that are less sure."""
    return _others(grid, damped=0.5, talks=1.0, reading=0.5)


def _others(grid: Grid, *, damped: float, talks: float, reading: float) -> Batch:
    same = np.ones(grid.rooms)
    mood = moods(grid, 210.0 * same)
    look = _in_bursts(grid, mood, 0.73 * same, 4.0 * same)
    look = passing(grid, look, 0.3 * same, 1.5 * same, smiles=0.3)
    logs = damped * _from_pool(grid, look, redraws(grid, reading * same), ("voted",))
    habits = replace(calm_habits(grid), talks=talks * same, turns=talks * same)
    return _alone(grid, mood, logs, habits, leaves=0.05)


def others_eight(grid: Grid) -> Batch:
    """Eight people of another making: a bias each, an intensity that drifts, errors of .3 to 8 s."""
    same = np.ones(grid.rooms)
    mood = moods(grid, 240.0 * same)
    strength = wandering(grid, grid.loguniform(10.0, 60.0), low=0.4)
    look = mistaken(grid, mood, 0.08 * same, grid.loguniform(0.3, 8.0))
    bias = grid.rng.standard_normal((grid.rooms, N)) * 0.7
    logs = logits(grid, look, strength, 4.0 * same, bias)
    return _alone(grid, mood, logs, calm_habits(grid), leaves=0.03)


def resting_sad(nats: float) -> Kind:
    """Return a quiet kind in which every face at rest looks sadder by so many nats, and nobody leaves."""

    def resting(grid: Grid) -> Batch:
        same = np.ones(grid.rooms)
        mood = moods(grid, 210.0 * same)
        look = _in_bursts(grid, mood, 0.73 * same, 4.0 * same)
        logs = _from_pool(grid, look, redraws(grid, 0.4 * same), ("clear",))
        logs[:, :, SAD] += nats * (look == NEUTRAL)
        return _alone(grid, mood, logs, calm_habits(grid), leaves=0.005)

    return resting


OTHERS: tuple[Kind, ...] = (others_quiet, others_busy, others_eight)
"""Rooms that nothing is ever fitted to."""
FAMILIES: dict[str, tuple[Kind, ...]] = {
    "bursts": (quiet_bursts, busy_bursts, answering_smiles, mixed_styles, family_room),
    "one person": (own_bias, held_for_minutes, slow_rise_and_fall, pose_and_light, whole_evening),
    "classifier": (independent_errors, long_errors, plain_markov, strangers_pictures, quick_changes),
}


def make(kind: Kind, seed: int, rooms: int, hours: float, rate: float | None = None) -> Batch:
    """Return a batch of rooms of `kind`; the same seed makes the same rooms."""
    rng = np.random.default_rng([seed, *kind.__name__.encode()])
    rate = rate or float(rng.choice(RATES))
    return kind(Grid(rng, rooms, round(hours * 3600.0 * rate), rate))


def main_face(batch: Batch) -> tuple[FaceTraces, Mask]:
    """Return the main person's face, and where it was seen at all."""
    face = batch.faces[0]
    return face, face.there & batch.taken
