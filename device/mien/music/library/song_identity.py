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
    """Return a number for each song's recording, from 0: same key, and same length within ALIKE."""
    order = np.lexsort((durations, keys))
    keys, durations = keys[order], durations[order]
    steps = np.zeros(len(order), np.intp)
    steps[1:] = (keys[1:] != keys[:-1]) | (np.diff(durations) > ALIKE)
    numbers = np.empty_like(steps)
    numbers[order] = np.cumsum(steps)
    return numbers
