"""Does `lift` lift? Valence after songs chosen at random, weighted as if a policy had chosen them (SiTunes).

The random plays don't draw on all songs: stage 2 draws from about 20 that every listener hears, less what the
study's own recommenders had taken. So a policy may only choose from that pool, and the probability of each
song (the propensity) is estimated from its plays. A policy plays one of its `depth` best songs of the pool
for the moment, each with the same probability.

Feelings drift to neutral by themselves: who begins low rises. A straight line fitted to all random plays,
from the valence before to the change, is the change to expect; it is subtracted, and fitted again for every
resample.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bench.music import situnes
from bench.music.bootstrap import Estimate, estimate
from mien.mood.mood import Policy
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library

Rates: TypeAlias = Callable[[Library, situnes.Play, Policy], NDArray[np.float32]]
"""Scores of a library's songs for the moment of a play."""

POOLED = 4
"""Random plays from which on a song belongs to the pool; with fewer it can't be weighted."""

DEPTHS = (1, 3, 5, 9)


@dataclass(frozen=True, slots=True)
class Tried:
    """A play that was chosen at random."""

    listener: str
    """Who listened."""
    song: str
    """Which song."""
    before: float
    """The valence before it, -1..1."""
    change: float
    """How much the valence changed."""
    weight: float
    """How much likelier the policy is to play it."""


def pool(folder: Path) -> tuple[Library, list[situnes.Play]]:
    """Return the songs that were drawn at random, and their random plays."""
    songs = {song.uri: song for song in situnes.songs(folder)}
    plays = [play for play in situnes.plays(folder) if play.is_random and play.uri in songs]
    often = {uri for uri in songs if sum(play.uri == uri for play in plays) >= POOLED}
    library = build_library((songs[uri] for uri in sorted(often)), shipped_genres())
    return library, [play for play in plays if play.uri in often]


def tried(plays: Sequence[situnes.Play], weights: NDArray[np.float64]) -> list[Tried]:
    """Return the plays with their weights."""
    return [
        Tried(play.listener, play.uri, play.before[0], play.after[0] - play.before[0], float(weight))
        for play, weight in zip(plays, weights, strict=True)
    ]


def weights(
    library: Library, plays: Sequence[situnes.Play], scores: Sequence[NDArray[np.float32]], depth: int
) -> NDArray[np.float64]:
    """Return the policy's probability of each play's song, over the probability at random."""
    rows = np.array([library.row(play.uri) for play in plays])
    drawn = np.bincount(rows, minlength=len(library)) / len(rows)
    best = [np.argsort(-of, kind="stable")[:depth] for of in scores]
    taken = [row in top for row, top in zip(rows, best, strict=True)]
    return np.asarray(np.array(taken) / depth / drawn[rows], np.float64)


def gains(rows: Sequence[Tried]) -> NDArray[np.float64]:
    """Return the changes less those to expect from the valence before: without the drift to neutral."""
    before, change = (np.array([getattr(row, name) for row in rows]) for name in ("before", "change"))
    slope, level = np.polyfit(before, change, 1)
    left: NDArray[np.float64] = change - (slope * before + level)
    return left


def _weights_of(rows: Sequence[Tried]) -> NDArray[np.float64]:
    return np.array([row.weight for row in rows])


def replay(rows: Sequence[Tried]) -> float:
    """Return the mean gain of the plays that the policy might have chosen."""
    might = _weights_of(rows) > 0
    return float(gains(rows)[might].mean()) if might.any() else float("nan")


def ips(rows: Sequence[Tried]) -> float:
    """Return the gain by inverse propensity: unbiased, but noisy."""
    return float((_weights_of(rows) * gains(rows)).mean())


def snips(rows: Sequence[Tried]) -> float:
    """Return the same with weights that sum to 1: slightly biased, less noisy (Swaminathan & Joachims)."""
    weight = _weights_of(rows)
    return float((weight * gains(rows)).sum() / weight.sum()) if weight.any() else float("nan")


def uncorrected(rows: Sequence[Tried]) -> float:
    """Return the change of valence by `snips`, including the drift."""
    weight = _weights_of(rows)
    change = np.array([row.change for row in rows])
    return float((weight * change).sum() / weight.sum()) if weight.any() else float("nan")


def counts_as(rows: Sequence[Tried]) -> float:
    """Return how many plays of equal weight would say as much (Kish's effective sample size)."""
    weight = _weights_of(rows)
    return float(weight.sum() ** 2 / (weight**2).sum()) if weight.any() else 0.0


def by_listener(rows: Sequence[Tried], figure: Callable[[Sequence[Tried]], float]) -> Estimate:
    """Return a figure; listeners are resampled."""
    return estimate(rows, lambda row: row.listener, figure)


def by_both(rows: Sequence[Tried], figure: Callable[[Sequence[Tried]], float]) -> Estimate:
    """Return a figure; listeners and songs are resampled: what holds for other songs than these 20."""
    return estimate(rows, lambda row: row.listener, figure, also=lambda row: row.song)


def lift_table(folder: Path, rate: Rates) -> str:
    """Return the change of valence had the policy chosen, by replay and by inverse propensity."""
    library, plays = pool(folder)
    listeners = {play.listener for play in plays}
    about = f"{len(plays)} random plays of {len(library)} songs, by {len(listeners)} listeners."
    heads = ("policy", "of its best", "counts as", "change", "beyond drift, replay", "IPS", "SNIPS")
    lines = [
        f"{about} Beyond drift: less the change to expect from the valence before.\n",
        "| " + " | ".join([*heads, "SNIPS, songs resampled too"]) + " |",
        "|---|---:|---:" + "|---" * 5 + "|",
    ]
    return "\n".join([*lines, *_lines(library, plays, rate), "", _of_the_low(library, plays, rate)])


def _lines(library: Library, plays: Sequence[situnes.Play], rate: Rates) -> Iterator[str]:
    for policy in (Policy.MATCH, Policy.LIFT):
        scores = [rate(library, play, policy) for play in plays]
        for depth in DEPTHS:
            rows = tried(plays, weights(library, plays, scores, depth))
            cells = [f"{counts_as(rows):.0f}"]
            cells += [str(by_listener(rows, figure)) for figure in (uncorrected, replay, ips, snips)]
            yield f"| {policy} | {depth} | " + " | ".join([*cells, str(by_both(rows, snips))]) + " |"


def _of_the_low(library: Library, plays: Sequence[situnes.Play], rate: Rates, depth: int = 5) -> str:
    """Return what `lift` did for those it is meant for: listeners who were below neutral before."""
    scores = [rate(library, play, Policy.LIFT) for play in plays]
    rows = tried(plays, weights(library, plays, scores, depth))
    rows = [replace(row, weight=row.weight * (row.before < 0)) for row in rows]
    low, fit = sum(row.before < 0 for row in rows), sum(row.weight > 0 for row in rows)
    figures = f"SNIPS {by_listener(rows, snips)}, songs resampled too {by_both(rows, snips)}"
    return f"Of {low} plays begun below 0, {fit} are of the {depth} best for lift: {figures}."
