"""Are the songs that a listener liked at a moment among the first? Precision, nDCG, hits at 10 (SiTunes).

A moment is a listener, the emotion before, the time of day and the weather; the right songs are those that
the listener liked at such a moment. All others count as wrong, heard or not, so the figures are low by
nature, and only their differences mean something.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from statistics import fmean
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bench.music import situnes
from bench.music.bootstrap import estimate
from mien.music.library.library import Library

Scores: TypeAlias = NDArray[np.float32]
Ranker: TypeAlias = Callable[[situnes.Play], Scores]
"""Scores of all songs for one moment."""

TOP = 10
LIKED, DISLIKED = 4, 2
GAINS = 1 / np.log2(np.arange(TOP) + 2)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment at which something was liked."""

    play: situnes.Play
    """The first play at such a moment."""
    liked: frozenset[int]
    """The rows of the songs that were liked at such moments."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a ranking found at one moment."""

    listener: str
    """Whose moment it was."""
    precision: float
    """The share of right songs among the first TOP."""
    ndcg: float
    """The same, with more weight on the first places; 1 is the best order."""
    hit: float
    """1 if a right song is among them, else 0."""


def moments(library: Library, plays: Sequence[situnes.Play]) -> list[Moment]:
    """Return the moments at which a song of the library was liked."""
    first: dict[tuple[object, ...], situnes.Play] = {}
    liked: dict[tuple[object, ...], set[int]] = {}
    for play in plays:
        row, around = library.row(play.uri), play.circumstances
        key = (play.listener, play.emotion(), around.hour, around.light)
        first.setdefault(key, play)
        if play.rating >= LIKED and row is not None:
            liked.setdefault(key, set()).add(row)
    return [Moment(first[key], frozenset(rows)) for key, rows in liked.items()]


def found(these: Sequence[Moment], ranker: Ranker) -> Iterator[Found]:
    """Yield what a ranking finds; songs with equal scores are shuffled."""
    rng = np.random.default_rng(2)
    for moment in these:
        scores = ranker(moment.play)
        order = np.lexsort((rng.random(len(scores)), -scores))[:TOP]
        right = np.array([row in moment.liked for row in order.tolist()])
        gain = float(GAINS[: len(right)][right].sum() / GAINS[: len(moment.liked)].sum())
        yield Found(moment.play.listener, float(right.sum()) / TOP, gain, float(right.any()))


def found_at_random(these: Sequence[Moment], songs: int) -> Iterator[Found]:
    """Yield what a random order finds on average."""
    for moment in these:
        share, none = len(moment.liked) / songs, comb(songs - len(moment.liked), TOP) / comb(songs, TOP)
        gain = share * float(GAINS.sum() / GAINS[: len(moment.liked)].sum())
        yield Found(moment.play.listener, share, gain, 1 - none)


def rows_of(these: Sequence[Moment], rankers: Mapping[str, Ranker], songs: int) -> dict[str, str]:
    """Return precision, nDCG and hit rate at 10 with their intervals, as Markdown cells, by ranking."""
    each = {name: list(found(these, ranker)) for name, ranker in rankers.items()}
    each["random"] = list(found_at_random(these, songs))
    return {name: " | ".join(_cells(rows)) for name, rows in each.items()}


def _cells(rows: Sequence[Found]) -> Iterator[str]:
    for name in ("precision", "ndcg", "hit"):
        yield str(estimate(rows, lambda row: row.listener, _mean(name)))


def _mean(name: str) -> Callable[[Sequence[Found]], float]:
    return lambda rows: fmean(getattr(row, name) for row in rows)
