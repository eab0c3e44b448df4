"""What rooms are made of: moods that last, people who come and go, and what disturbs a face."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bench.rooms.classifiers import NEUTRAL, N, Scores, softmax
from bench.rooms.processes import Array, Grid, Mask, Ticks, drift, per_segment, redraws, segments, spells

NOBODY = N
UNSURE = N + 1
# How often people are in each mood, in the order of EMOTIONS: disgust and fear hardly ever last minutes.
OFTEN = np.array([0.13, 0.005, 0.025, 0.28, 0.28, 0.19, 0.09])
TALK = np.array([0.5, 0.2, 0.3, 0.5, 0.6, 0.3, 0.5])  # what a talking mouth is taken for


@dataclass(frozen=True)
class FaceTraces:
    """One face in each room; where `there` is False it is not seen. All [rooms, ticks], scores [.., N]."""

    there: Mask
    track: Ticks
    size: Array
    quality: Array
    low: Mask
    scores: Scores
    x: float


@dataclass(frozen=True)
class Batch:
    """Some rooms of a kind through time.

    `rate`: glances a second. `taken`: where the eye sent a glance at all. `truth`: index of the mood, or
    `NOBODY`. `faces`: the main person's first.
    """

    rate: float
    taken: Mask
    truth: Ticks
    faces: tuple[FaceTraces, ...]


@dataclass(frozen=True)
class Disturbance:
    """How often a minute, per room, a face does what says nothing of its mood."""

    talks: Array
    turns: Array
    chews: Array
    yawns: Array
    laughs: Array
    dims: Array


def calm_habits(grid: Grid) -> Disturbance:
    """Return the habits of somebody who mostly sits still."""
    nothing = np.zeros(grid.rooms)
    return Disturbance(
        grid.uniform(0.0, 0.5), grid.uniform(0.0, 0.5), nothing, grid.uniform(0.0, 0.05), nothing, nothing
    )


def lively_habits(grid: Grid) -> Disturbance:
    """Return the habits of somebody who talks, eats, laughs and turns away."""
    return Disturbance(
        grid.uniform(0.5, 2.5),
        grid.uniform(0.3, 1.5),
        grid.uniform(0.0, 0.08),
        grid.uniform(0.0, 0.15),
        grid.uniform(0.0, 0.5),
        grid.uniform(0.0, 0.1),
    )


def moods(grid: Grid, dwell: Array, shortest: float = 30.0, shape: float = 2.0) -> Ticks:
    """Return the mood per tick: gamma lengths of mean `dwell`, at least `shortest`; what follows what varies.

    How often each mood comes is drawn for each room around `OFTEN`, from much like it to nearly even. In
    some rooms every mood goes back to calm before the next.
    """
    lengths, order = [], np.empty((grid.rooms, 4096), dtype=np.int64)
    for room, mean in enumerate(dwell):
        count = min(4096, int(3.0 * grid.ticks / grid.rate / mean) + 30)
        lengths.append(shortest + grid.rng.gamma(shape, max(mean - shortest, 1.0) / shape, count))
        often = OFTEN ** grid.rng.uniform(0.3, 1.0) * grid.rng.gamma(3.0, size=N)
        order[room, :count] = _sequence(grid.rng, often, count, through_calm=grid.rng.random() < 0.25)
    return np.take_along_axis(order, segments(grid, lengths), axis=1)


def _sequence(rng: np.random.Generator, often: Array, count: int, *, through_calm: bool) -> list[int]:
    """Return moods one after the other, never the same twice in a row."""
    out = [int(rng.choice(N, p=often / often.sum()))]
    while len(out) < count:
        if through_calm and out[-1] != NEUTRAL:
            out.append(NEUTRAL)
            continue
        others = np.where(np.arange(N) == out[-1], 0.0, often)
        out.append(int(rng.choice(N, p=others / others.sum())))
    return out


def passing(grid: Grid, look: Ticks, each: Array, lasts: Array, *, smiles: float) -> Ticks:
    """Return `look` with expressions in passing that mean nothing; a share `smiles` of them is happy."""
    where = spells(grid, each, lasts)
    other = per_segment(redraws(grid, np.full(grid.rooms, 2.0)), grid.rng.integers(0, N, (grid.rooms, 512)))
    return np.where(where, np.where(grid.noise() < smiles, 3, other) if smiles < 1.0 else 3, look)


def finished(
    grid: Grid, logs: Array, there: Mask, habits: Disturbance, quality: Array
) -> tuple[FaceTraces, Mask]:
    """Return the face whose log-scores `logs` are disturbed by `habits`; and where it turned out of sight."""
    logs, dim, turned = _disturbed(grid, logs, habits)
    lost = turned & (
        per_segment(redraws(grid, np.full(grid.rooms, 6.0)), grid.rng.random((grid.rooms, 512))) < 0.4
    )
    shown = np.clip(quality[:, None] + grid.rng.normal(0.0, 0.05, there.shape), 0.0, 1.0)
    shown = np.where(dim, 0.6 * shown, shown)
    shown = np.where(turned, grid.rng.uniform(0.05, 0.35, there.shape), shown)
    seen = there & ~lost
    came = np.cumsum(np.diff(seen.astype(int), prepend=0, axis=1) == 1, axis=1)
    size = np.repeat(grid.uniform(80.0, 140.0)[:, None], grid.ticks, axis=1)
    return FaceTraces(seen, came, size, shown, turned, softmax(logs), 200.0), lost


def _disturbed(grid: Grid, logs: Array, habits: Disturbance) -> tuple[Array, Mask, Mask]:
    """Return log-scores after all that, where it was dim, and where the face was turned away."""
    one = np.ones(grid.rooms)
    talks, chews = spells(grid, habits.talks, 6.0 * one), spells(grid, habits.chews, 240.0 * one)
    yawns, laughs = spells(grid, habits.yawns, 5.0 * one), spells(grid, habits.laughs, 3.0 * one)
    dim, turned = spells(grid, habits.dims, 120.0 * one), spells(grid, habits.turns, 4.0 * one)
    at = np.arange(grid.ticks) / grid.rate
    beat = np.sin(2.0 * np.pi * at / grid.uniform(0.6, 1.3)[:, None])
    jaw = grid.rng.normal(0.0, 2.0, (grid.rooms, 1, N)) + np.eye(N)[0]
    wild = grid.rng.normal(0.0, 2.0, (grid.rooms, 512, N)) + 2.0 * np.log(TALK)
    mouth = np.take_along_axis(wild, (redraws(grid, 0.4 * one) % 512)[:, :, None], axis=1)
    logs = np.where(talks[:, :, None], 0.4 * logs + mouth, logs)
    logs = np.where(chews[:, :, None], 0.7 * logs + beat[:, :, None] * jaw, logs)
    gape = np.array([-1.0, -1.0, 1.5, 0.0, -2.0, -1.0, 3.0]) * 1.5
    logs = np.where(yawns[:, :, None], 0.3 * logs + gape, logs)
    roar = np.array([0.5, 0.0, 1.0, 4.0, -2.0, 0.0, 1.5])
    logs = np.where(laughs[:, :, None], 0.3 * logs + roar + 0.5 * mouth, logs)
    logs = np.where(dim[:, :, None], 0.4 * logs, logs)
    logs = np.where(turned[:, :, None], 0.3 * logs + 0.6 * mouth, logs)
    blinks = spells(grid, 15.0 * one, 0.2 * one)
    logs = np.where(blinks[:, :, None], 0.7 * logs, logs)
    return logs + grid.rng.normal(0.0, 0.2, logs.shape), dim, turned


def presence(grid: Grid, leaves: Array, away: Array) -> Mask:
    """Return where somebody is there: leaves so often a minute, for `away` seconds."""
    return ~spells(grid, leaves, away)


def taken(grid: Grid) -> Mask:
    """Return where a glance was sent: some are dropped, and now and then there is a gap of seconds."""
    dropped = grid.noise() < grid.choice((0.0, 0.0, 0.05, 0.2))[:, None]
    return ~(dropped | spells(grid, grid.choice((0.0, 0.0, 0.2)), np.full(grid.rooms, 4.0)))


def further_away(grid: Grid, face: FaceTraces, smallest: float = 50.0, largest: float = 80.0) -> FaceTraces:
    """Return the face as somebody else's, smaller in the picture and elsewhere."""
    size = np.repeat(grid.uniform(smallest, largest)[:, None], grid.ticks, axis=1)
    return replace(face, track=10_000 + face.track, size=size, x=420.0)


def flickering(grid: Grid, on: Mask, cut: Array, logs: Array, size: tuple[float, float]) -> FaceTraces:
    """Return a face that is another every `cut` seconds, as on a television; of log-scores `logs`."""
    number = redraws(grid, cut)
    close = per_segment(number, grid.rng.random((grid.rooms, 1024))) < 0.7
    sizes = per_segment(number, grid.rng.uniform(*size, (grid.rooms, 1024)))
    quality = np.full(on.shape, 0.6)
    return FaceTraces(on & close, 20_000 + number, sizes, quality, ~on, softmax(logs), 560.0)


def wandering(grid: Grid, lasts: Array, low: float = 0.0) -> Array:
    """Return an intensity that wanders between `low` and 1."""
    return np.asarray(low + (1.0 - low) / (1.0 + np.exp(-1.7 * drift(grid, lasts) - 0.4)))


def bits(values: NDArray[np.bool_]) -> Array:
    """Return a mask as numbers."""
    return values.astype(float)
