"""How well a song follows the previous one: tempo, key, loudness, and the next step on Ease's path.

Tempo is measured in octaves, since half and double time go together. Keys are compared on the circle of
fifths, with a minor key at its relative major: neighbours share all tones but one. Pure,
vectorised.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mien.music.library.library import NO_KEY, Floats, Library, Row, Rows
from mien.music.selection.alike.embeddings import cosines, vector_of

UNKNOWN = 0.5
"""The fit of a value that was not measured."""
TEMPO_REACH = 0.12
"""Octaves of tempo at which a song has lost 0.63 of its fit: 100 beats a minute beside 109."""
OTHER_TIME = 0.04
"""Extra distance, in octaves, of half or double time."""
LOUDNESS_REACH = 5.0
"""Decibels at which a song has lost 0.63 of its fit."""
KEY_FIT = np.array([1.0, 0.8, 0.45, 0.2, 0.1, 0.0, 0.0], np.float32)
"""The fit of keys by the number of fifths between them."""
TIE, PULL = 0.02, 1.0
"""How much score following well is worth: in general, and on Ease's path. The first only decides between
nearly equal songs; the second makes steps a fifth smaller (docs/music.md)."""
SAME_TEMPO, SAME_LOUDNESS, SAME_SOUND = 0.06, 2.5, 0.8
"""Octaves, decibels and a cosine within which a listener would notice a similarity."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """What the next song has to follow."""

    last: Row
    """The previous song."""
    costs: Callable[[Rows], Floats] | None = None
    """What the way to the end costs over each of some songs, on Ease's path; None: it only has to follow."""


def in_flow(library: Library, way: Way, rows: Rows, scores: Floats, order: Rows) -> Rows:
    """Return places in `rows`, the best first: by their scores, and by how well they follow.

    `scores` are those of `rows`, `order` the best places.
    """
    if not len(order):
        return order
    worth = np.float32(TIE if way.costs is None else PULL)
    value = scores[order] + worth * _fit(library, way, rows[order])
    ordered: Rows = order[np.argsort(-value, kind="stable")]
    return ordered


def following(library: Library, last: Row | Rows, rows: Rows) -> Floats:
    """Return how well songs follow another, 0 to 1: the mean for tempo, key and loudness."""
    return (_tempo(library, last, rows) + _key(library, last, rows) + _loudness(library, last, rows)) / 3


def carried(library: Library, last: Row, row: Row) -> tuple[str, ...]:
    """Return what two songs in a row have in common, in words."""
    rows, said = np.array([row]), []
    tempo, keys = _octaves(library, last, rows)[0], _fifths(library, last, rows)[0]
    loudness = library.measures["loudness"]
    before = vector_of(library, last)
    if before is not None and cosines(library, before[None], rows)[0, 0] >= SAME_SOUND:
        said.append("sound")
    if tempo <= SAME_TEMPO:
        said.append("tempo")
    if 0 <= keys <= 1:
        said.append("key")
    if abs(loudness[row] - loudness[last]) <= SAME_LOUDNESS:
        said.append("loudness")
    return tuple(said)


def _fit(library: Library, way: Way, rows: Rows) -> Floats:
    if way.costs is None:
        return following(library, way.last, rows)
    costs = way.costs(rows)
    # Relative to the cheapest and the dearest, since distances depend on network and library.
    fit: Floats = (costs.max() - costs) / max(float(np.ptp(costs)), 1e-6)
    return fit


def _tempo(library: Library, last: Row | Rows, rows: Rows) -> Floats:
    fit: Floats = np.exp(-((_octaves(library, last, rows) / np.float32(TEMPO_REACH)) ** 2))
    fit[np.isnan(fit)] = UNKNOWN
    return fit


def _octaves(library: Library, last: Row | Rows, rows: Rows) -> Floats:
    """Return how far apart the tempos are, half and double time folded; NaN where unknown."""
    tempo = library.measures["tempo"]
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(np.log2(tempo[rows] / tempo[last]))
    folded: Floats = np.minimum(apart, np.abs(apart - 1) + np.float32(OTHER_TIME))
    return np.where(np.isfinite(folded), folded, np.nan).astype(np.float32)


def _key(library: Library, last: Row | Rows, rows: Rows) -> Floats:
    apart = _fifths(library, last, rows)
    return np.where(apart >= 0, KEY_FIT[apart], np.float32(UNKNOWN))


def _fifths(library: Library, last: Row | Rows, rows: Rows) -> NDArray[np.intp]:
    """Return how many fifths apart the keys are, 0 to 6; -1 where one is unknown."""
    places = _circle(library.key[rows].astype(np.intp))
    place = _circle(library.key[last].astype(np.intp))
    apart = np.abs(places - place) % 12
    known = (library.key[rows] != NO_KEY) & (library.key[last] != NO_KEY)
    return np.where(known, np.minimum(apart, 12 - apart), -1)


def _circle(keys: NDArray[np.intp] | np.intp) -> NDArray[np.intp]:
    """Return where keys stand on the circle of fifths: C major and A minor at 0, G major and E minor at 1."""
    tonic = np.where(keys >= 12, keys + 3, keys) % 12
    place: NDArray[np.intp] = tonic * 7 % 12
    return place


def _loudness(library: Library, last: Row | Rows, rows: Rows) -> Floats:
    loudness = library.measures["loudness"]
    fit: Floats = np.exp(-(((loudness[rows] - loudness[last]) / np.float32(LOUDNESS_REACH)) ** 2))
    fit[np.isnan(fit)] = UNKNOWN
    return fit
