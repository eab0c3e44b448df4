"""Where songs lie in valence and arousal: as measured, by their mood tags, or by their genres. Pure."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from mien.music.library.genres import Family, Genres
from mien.music.library.mood_tags import feeling_of


def felt_places(moods: Iterable[Iterable[str]]) -> NDArray[np.float32]:
    """Return valence and arousal by each combination of mood tags, [2, tags]; NaN without a known one."""
    feelings = [feeling_of(tags) for tags in moods]
    places = [(np.nan, np.nan) if f is None else (f.valence, f.arousal) for f in feelings]
    return np.array(places, np.float32).reshape(-1, 2).T


def genre_places(families: Iterable[Iterable[Family]], genres: Genres) -> NDArray[np.float32]:
    """Return the mean valence and arousal of each group of families, [2, groups]; NaN without any."""
    priors = []
    for group in families:
        places = [genres.places[family] for family in group]
        priors.append(
            np.mean([(p.valence, p.arousal) for p in places], axis=0) if places else (np.nan, np.nan)
        )
    return np.array(priors, np.float32).reshape(-1, 2).T


def measured_places(
    tagged: NDArray[np.float32], measures: Mapping[str, NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Return each song's valence and arousal: as measured, or else by its tags.

    Energy stands in for an arousal that wasn't measured: it is much the same thing (0..1 there, -1..1 here).
    """
    arousal = measures["arousal"]
    arousal = np.where(np.isnan(arousal), 2 * measures["energy"] - 1, arousal)
    measured = np.stack([measures["valence"], arousal])
    return np.where(np.isnan(measured), tagged, measured).astype(np.float32)


def is_guessed(measures: Mapping[str, NDArray[np.float32]]) -> NDArray[np.bool_]:
    """Return for each song whether valence or arousal was not measured."""
    unknown = np.isnan(measures["arousal"]) & np.isnan(measures["energy"])
    guessed: NDArray[np.bool_] = np.isnan(measures["valence"]) | unknown
    return guessed
