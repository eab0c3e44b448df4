"""Which names mean the same artist, and which songs are the same recording on another album. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mien.music.song import Song
from mien.types import Seconds

_GUESTS = re.compile(
    r"[\s(\[]+(?:(?:feat|ft)(?:\.\s*|\s+)|featuring\s+)\S.*|\s*;.*", re.IGNORECASE | re.DOTALL
)
_SAYS_NOTHING = re.compile(r"(?:audio ?)?(?:track|titel|piste|untitled|intro|outro|interlude|skit)?[\W\d_]*")
ALIKE: Seconds = 3.0
"""Copies of a recording differ in length by at most this; two different Allegros differ by more."""


@lru_cache(4096)  # songs come artist by artist
def lead(artist: str) -> str:
    """Return an artist's name without guests and without case: "X feat. Y" counts as X."""
    return _GUESTS.sub("", artist[:256]).strip().casefold() or artist.casefold()


def acts(artists: Iterable[str]) -> NDArray[np.int32]:
    """Return a number for each artist, the same for all with one lead artist; the first has 0."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(lead(artist), len(numbers)) for artist in artists], np.int32)


def recording_key(song: Song) -> int:
    """Return a number that copies of a recording share; a song without artist or title has no copies."""
    title = song.title.casefold()
    if not song.artist or _SAYS_NOTHING.fullmatch(title[:64]):
        return hash(song.uri)
    return hash((lead(song.artist), title))


def recordings(keys: NDArray[np.int64], durations: NDArray[np.float32]) -> NDArray[np.intp]:
    """Return for each row the first row of its recording: same key, and same length within ALIKE.

    Numbered so, what is looked up row after row lies side by side in memory.
    """
    order = np.lexsort((durations, keys))
    keys, durations = keys[order], durations[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (keys[1:] != keys[:-1]) | (np.diff(durations) > ALIKE)
    first: NDArray[np.intp] = np.empty_like(order)
    if len(order):
        first[order] = np.minimum.reduceat(order, np.flatnonzero(begins))[np.cumsum(begins) - 1]
    return first


def copies(recording: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the rows whose recording is at an earlier row."""
    return np.flatnonzero(recording != np.arange(len(recording)))
