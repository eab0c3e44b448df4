"""Which songs suit a moment best, and why: context-aware multi-criteria ranking. Pure, vectorised."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from mien.music.library.library import NO_ARTIST, Library, Rows
from mien.music.selection.alike.flow import in_flow
from mien.music.selection.constraints import Constraint, Limits, tiers
from mien.music.selection.criteria import Criterion, Moment, criteria
from mien.music.selection.decision.ahp import CriteriaWeights, default_weights
from mien.music.selection.decision.mcdm import METHODS, Method, nth_best
from mien.music.selection.heard import Heard, heard_songs
from mien.music.selection.reasons import reasons
from mien.music.song import Pick

MOST_LOOKED_AT = 50
"""Songs considered for each place in the list, to keep an artist's songs apart."""
MOST_ON_THE_WAY = 128
"""The same on Ease's path, where few songs are near the next step."""


@dataclass(frozen=True, slots=True)
class RankingConfig:
    """How songs are compared."""

    method: Method = Method.TOPSIS
    """How several criteria become one score."""
    weights: CriteriaWeights = field(default_factory=default_weights)
    """How much each criterion counts."""
    limits: Limits = field(default_factory=Limits)
    """The owner's limits."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best songs for a moment."""

    picks: tuple[Pick, ...]
    """The best first."""
    given_up: tuple[Constraint, ...] = ()
    """The constraints that were relaxed to find them."""


def rank(library: Library, moment: Moment, config: RankingConfig, top: int) -> Ranking:
    """Return the `top` best songs for a moment, fewer if there are fewer songs.

    Songs for which a constraint is relaxed come after the others. How well a song follows `moment.way` counts
    too. Songs of one artist are `config.limits.artist_apart` apart as long as there are other artists. The
    order of equally good songs depends on `moment.seed` alone.
    """
    heard = heard_songs(library, moment.heard, moment.liking)
    picks: list[Pick] = []
    given_up: tuple[Constraint, ...] = ()
    for rows, relaxed in tiers(library, moment, config.limits, heard) if top > 0 else ():
        given_up = relaxed
        picks += _best(library, moment, config, (heard, rows), top - len(picks))
        if len(picks) >= top:
            break
    return Ranking(tuple(_never_rising(picks)), given_up)


def _best(
    library: Library, moment: Moment, config: RankingConfig, among: tuple[Heard, Rows], top: int
) -> Iterator[Pick]:
    """Yield the best of some rows, the best first."""
    heard, rows = among
    table = criteria(library, moment, heard, rows)
    scores = METHODS[config.method](table, config.weights.array())
    way = moment.way
    looked_at = MOST_LOOKED_AT if way is None or way.costs is None else MOST_ON_THE_WAY
    order = _order(scores, moment.seed, rows, top * looked_at)
    order = order if way is None else in_flow(library, way, rows, scores, order)
    for place in _spread(order, library.act[rows], config.limits.artist_apart, top):
        values = dict(zip(Criterion, (float(value) for value in table[:, place]), strict=True))
        row = int(rows[place])
        why = reasons(library, moment, row, values, config.weights.shares)
        target = moment.target
        yield Pick(library.song(row), float(scores[place]), why, target.emotion, target.genres)


def _never_rising(picks: list[Pick]) -> Iterator[Pick]:
    """Yield the picks; scores never rise, since songs that were held back score less."""
    lowest = 1.0
    for pick in picks:
        lowest = min(lowest, pick.score)
        yield replace(pick, score=lowest)


def _order(scores: NDArray[np.float32], seed: int, rows: Rows, count: int) -> Rows:
    """Return `count` places by score, the best first; equal scores are shuffled by the seed."""
    best = np.arange(len(scores))
    if len(scores) > count:
        worst = nth_best(scores, count)
        near = np.flatnonzero(scores >= worst)
        above, equal = near[scores[near] > worst], near[scores[near] == worst]
        keys = _tie_break(rows[equal], seed)
        drawn = np.argpartition(keys, count - len(above) - 1)[: count - len(above)]
        best = np.concatenate([above, equal[drawn]])
    ordered: Rows = best[np.lexsort((_tie_break(rows[best], seed), -scores[best]))]
    return ordered


def _tie_break(rows: Rows, seed: int) -> NDArray[np.uint64]:
    """Return a random-looking number for each row that depends on row and seed alone (as SplitMix64 does).

    The seed is mixed first: if it were just added, the next seed would only shift the order by one row.
    """
    salt = crc32(str(seed).encode()) << 32 | crc32(str(~seed).encode())
    mixed = (rows.astype(np.uint64) ^ np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return mixed >> np.uint64(20)


def _spread(order: NDArray[np.intp], artists: NDArray[np.int32], apart: int, top: int) -> list[int]:
    """Return the first `top` positions; an artist comes again only after `apart` others, if possible."""
    taken: list[int] = []
    late: list[int] = []
    for position in order:
        if len(taken) >= top:
            break
        near = {int(artists[other]) for other in taken[max(0, len(taken) - apart) :]} - {NO_ARTIST}
        (late if int(artists[position]) in near else taken).append(int(position))
    return (taken + late)[:top]
