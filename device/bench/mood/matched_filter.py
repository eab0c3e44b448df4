"""A filter that knows its room: how well any could do there, roughly and from below.

It is given hours of the same room, with the moods beside them, and learns from these what nobody could tell
it in life: how often that room's moods change and into what, and how that person's face is read in each. Six
ways to weigh a reading are tried, and each room keeps the one that says the known hours' moods best:

- a Markov chain of readings under each mood (Hamilton 1989, *Econometrica* 57), for expressions that come and
  go and errors that last; a reading is one of `SYMBOLS` typical ones;
- a Gaussian for each mood with a common spread, to a power: half a second is less than a witness of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.mood.evidence import Evidence
from bench.rooms.classifiers import N
from bench.rooms.processes import Array, Mask, Ticks
from bench.rooms.room_parts import NOBODY

SYMBOLS, ROUNDS, MOST_ROWS = 28, 8, 6000
POWERS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.4)
FEW = 20.0  # steps of a mood that weigh as much as the kind's rooms together
LEAST_READ = 0.25  # of a step; one read less brings no evidence
LEAST = 1e-6
MOST_LEAVES = 0.5  # share of a mood's steps that may lead to another


@dataclass(frozen=True)
class Reading:
    """One room's steps as they are read: features [steps, d], whether read [steps], moods [steps]."""

    looks: Array
    read: Mask
    moods: Ticks


def known_room(seen: Evidence, known_from: int, hastes: tuple[float, ...] = (1.0,)) -> Array:
    """Return the probability of each mood before the known hours begin [hastes, rooms, known_from, N].

    With a haste of 10, moods are taken to change ten times as often as they do. Which way to weigh a reading
    is chosen in the known hours' first half, by what the second half taught.
    """
    half = (known_from + seen.truth.shape[1]) // 2
    likely, changes, priors = _learnt(seen, half)
    first = np.s_[:, known_from:half]
    tried = _forward(likely[:, :, known_from:half], changes[:, None], priors, seen.starts[first])
    truth = seen.truth[first]
    counts = (truth != NOBODY) & seen.here[first]
    index = np.where(counts, truth, 0)[:, None, :, None]
    said = np.take_along_axis(tried, index, axis=3)[..., 0]
    best = (np.log(said + LEAST) * counts[:, None]).sum(axis=2).argmax(axis=1)
    likely, changes, priors = _learnt(seen, known_from)
    chosen = np.repeat(likely[np.arange(len(best)), best, None, :known_from], len(hastes), axis=1)
    hasty = np.stack([_hastier(changes, haste) for haste in hastes], axis=1)
    return np.moveaxis(_forward(chosen, hasty, priors, seen.starts[:, :known_from]), 1, 0)


def _learnt(seen: Evidence, known_from: int) -> tuple[Array, Array, Array]:
    """Return what the hours from `known_from` on teach.

    How likely each mood makes each reading, by each way [rooms, ways, steps, N], how likely each mood follows
    each [rooms, N, N], and how often each is there [rooms, N].
    """
    each = [_reading(seen, room) for room in range(len(seen.truth))]
    usual = _usual(each, known_from)
    likely, dynamics = [], []
    for one in each:
        gauss = _gaussian(one, known_from, usual.looks)
        ways = [np.exp(power * gauss) for power in POWERS]
        likely.append(np.stack([_chain(one, known_from, usual), *ways]))
        dynamics.append(_dynamics(one.moods[known_from:]))
    changes, priors = (np.stack(column) for column in zip(*dynamics, strict=True))
    return np.stack(likely), changes, priors


def _hastier(changes: Array, haste: float) -> Array:
    """Return the changes [rooms, N, N] so many times as likely."""
    moves = changes * (1.0 - np.eye(N)) * haste
    moves *= np.minimum(1.0, MOST_LEAVES / moves.sum(axis=2, keepdims=True))
    return np.asarray(moves + np.eye(N) * (1.0 - moves.sum(axis=2, keepdims=True)))


@dataclass(frozen=True)
class Usual:
    """How all rooms of the kind are read, for what one room's hours say too little about."""

    looks: Array
    """The mean features of each mood [N, d]."""
    typical: Array
    """Typical readings [SYMBOLS, N]."""
    alone: Array
    """How often each of these comes in each mood [N, SYMBOLS]."""


def _usual(each: list[Reading], known_from: int) -> Usual:
    known = [_known(one, known_from) for one in each]
    looks = np.concatenate([one.looks[steps] for one, steps in zip(each, known, strict=True)])
    moods = np.concatenate([one.moods[steps] for one, steps in zip(each, known, strict=True)])
    sums = np.stack([looks[moods == mood].sum(axis=0) for mood in range(N)])
    counts = np.bincount(moods, minlength=N)[:, None]
    typical = _typical(looks[:: max(1, len(looks) // MOST_ROWS), N:], np.random.default_rng(0))
    alone = np.zeros((N, SYMBOLS))
    np.add.at(alone, (moods, _nearest(looks[:, N:], typical)), 1.0)
    often = (alone.sum(axis=0) + 1.0) / (alone.sum() + SYMBOLS)
    alone = (alone + 8.0 * often) / (alone.sum(axis=1, keepdims=True) + 8.0)
    return Usual((sums + FEW * looks.mean(axis=0)) / (counts + FEW), typical, alone)


def _reading(seen: Evidence, room: int) -> Reading:
    trust = seen.inputs[room, :, -1].astype(float)
    looks = seen.inputs[room, :, : 2 * N].astype(float) / np.maximum(trust, LEAST)[:, None]
    return Reading(looks, trust > LEAST_READ, seen.truth[room])


def _dynamics(moods: Ticks) -> tuple[Array, Array]:
    """Return how likely each mood follows each in a step [N, N], and how often each is there [N]."""
    there = moods != NOBODY
    both = there[1:] & there[:-1]
    counts = np.zeros((N, N))
    np.add.at(counts, (moods[:-1][both], moods[1:][both]), 1.0)
    often = np.bincount(moods[there], minlength=N) + 20.0
    often /= often.sum()
    moves = counts * (1.0 - np.eye(N))
    leaves = (moves.sum(axis=1) + 1.0) / (counts.sum(axis=1) + counts.sum() / (moves.sum() + 1.0))
    moves += 2.0 * often * (1.0 - np.eye(N))
    moves /= moves.sum(axis=1, keepdims=True)
    return (1.0 - leaves)[:, None] * np.eye(N) + leaves[:, None] * moves, often


def _known(one: Reading, known_from: int) -> Ticks:
    """Return the steps that may be learnt from."""
    known = np.flatnonzero(one.read[known_from:]) + known_from
    return np.asarray(known[one.moods[known] != NOBODY])


def _gaussian(one: Reading, known_from: int, usual: Array) -> Array:
    """Return the log-likelihood of each mood at each step [steps, N]."""
    known = _known(one, known_from)
    looks, moods = one.looks[known], one.moods[known]
    counts = np.bincount(moods, minlength=N)
    means = np.stack([looks[moods == m].sum(axis=0) + FEW * usual[m] for m in range(N)])
    means /= (counts + FEW)[:, None]
    off = looks - means[moods]
    spread = off.T @ off / len(off) + 0.003 * np.eye(looks.shape[1])
    weights = np.linalg.solve(spread, means.T)
    logs = one.looks @ weights - 0.5 * np.einsum("md,dm->m", means, weights)
    logs -= logs.max(axis=1, keepdims=True)
    return np.asarray(np.where(one.read[:, None], logs, 0.0))


def _chain(one: Reading, known_from: int, usual: Usual) -> Array:
    """Return the likelihood of each mood at each step [steps, N], given the reading before."""
    known = _known(one, known_from)
    symbol = _nearest(one.looks[:, N:], usual.typical)
    alone = np.zeros((N, SYMBOLS))
    np.add.at(alone, (one.moods[known], symbol[known]), 1.0)
    alone = (alone + FEW * usual.alone) / (alone.sum(axis=1, keepdims=True) + FEW)
    after = known[1:][np.diff(known) == 1]
    pairs = np.zeros((N, SYMBOLS, SYMBOLS))
    np.add.at(pairs, (one.moods[after], symbol[after - 1], symbol[after]), 1.0)
    stays = np.einsum("mss->m", pairs) + 200.0 * np.einsum("mss->", pairs) / pairs.sum()
    stays = (stays / (pairs.sum(axis=(1, 2)) + 200.0))[:, None, None]
    goes_on = stays * np.eye(SYMBOLS) + (1.0 - stays) * alone[:, None, :]
    pairs = (pairs + 25.0 * goes_on) / (pairs.sum(axis=2, keepdims=True) + 25.0)
    steps = np.arange(len(symbol))
    follows = one.read & np.concatenate([[False], one.read[:-1]])
    chained = pairs[:, symbol[np.maximum(steps - 1, 0)], symbol].T
    likely = np.where(follows[:, None], chained, alone[:, symbol].T)
    return np.asarray(np.where(one.read[:, None], likely, 1.0))


def _typical(rows: Array, rng: np.random.Generator) -> Array:
    """Return `SYMBOLS` typical rows (k-means)."""
    middles = rows[rng.choice(len(rows), SYMBOLS, replace=False)]
    for _ in range(ROUNDS):
        which = _nearest(rows, middles)
        for number in np.unique(which):
            middles[number] = rows[which == number].mean(axis=0)
    return np.asarray(middles, dtype=np.float64)


def _nearest(rows: Array, middles: Array) -> NDArray[np.intp]:
    return np.asarray(((middles**2).sum(axis=1) - 2.0 * rows @ middles.T).argmin(axis=1))


def _forward(likely: Array, changes: Array, priors: Array, starts: Mask) -> Array:
    """Return the probability of each mood after each step, by each way [rooms, ways, steps, N].

    `changes` [rooms, ways or 1, N, N].
    """
    ways, steps = likely.shape[1:3]
    out = np.empty_like(likely)
    belief = np.repeat(priors[:, None, :], ways, axis=1)
    for step in range(steps):
        belief = np.where(starts[:, step, None, None], priors[:, None, :], belief)
        belief = (belief[:, :, None] @ changes)[:, :, 0] * likely[:, :, step]
        belief /= belief.sum(axis=2, keepdims=True)
        out[:, :, step] = belief
    return out
