"""How certain a figure is: 95 % intervals by resampling listeners (bootstrap), for they were sampled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

_Row = TypeVar("_Row")
Figure: TypeAlias = Callable[[Sequence[_Row]], float]

DRAWS = 1000
"""Resamples for an interval."""


@dataclass(frozen=True)
class Estimate:
    """A figure and its 95 % interval."""

    value: float
    """The figure itself."""
    low: float
    """The lower end of the interval."""
    high: float
    """The upper end of the interval."""

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def estimate(
    rows: Sequence[_Row],
    by: Callable[[_Row], str],
    figure: Callable[[Sequence[_Row]], float],
    also: Callable[[_Row], str] | None = None,
) -> Estimate:
    """Return `figure` of the rows; listeners (`by`) are resampled DRAWS times, with all their rows.

    With `also`, songs are resampled too, and a row counts as often as the product of its two draws (the
    pigeonhole bootstrap, Owen 2007): a few songs that many people heard are still only a few songs.
    """
    rng = np.random.default_rng(1)
    names = [[of(row) for row in rows] for of in (by, also) if of is not None]
    drawn = [figure([rows[place] for place in _resampled(names, rng)]) for _ in range(DRAWS)]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Estimate(figure(rows), float(low), float(high))


def _resampled(names: Sequence[Sequence[str]], rng: np.random.Generator) -> NDArray[np.intp]:
    """Return the places of the rows in one resample, each as often as it was drawn."""
    times = np.ones(len(names[0]), np.intp)
    for kind in names:
        different, which = np.unique(kind, return_inverse=True)
        again = np.bincount(rng.integers(len(different), size=len(different)), minlength=len(different))
        times *= again[which]
    return np.repeat(np.arange(len(times)), times)


def auc(liked: NDArray[np.float64], disliked: NDArray[np.float64]) -> float:
    """Return how often a liked play was scored above a disliked one; ties count half. NaN without both."""
    if not len(liked) or not len(disliked):
        return float("nan")
    off = np.subtract.outer(liked, disliked)
    return float((off > 0).mean() + (off == 0).mean() / 2)
