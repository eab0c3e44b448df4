"""What was heard and said of a library's songs. Copies of a recording count as one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from mien.music.library.library import Floats, Library, Rows
from mien.music.library.uri_index import NOWHERE
from mien.music.song import Uri

REMEMBERED = 2000
"""The number of songs, the newest, that count as heard: two weeks of long days."""

NEVER = 2**15 - 1

LIKED, DISLIKED = 1.0, -1.0
"""The owner's opinion of a song; skips count in between. A disliked song is left out."""

NOTHING_SAID: Mapping[Uri, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What was heard and said of a library's songs."""

    rows: Rows
    """The songs, the newest first; NOWHERE for what the library does not have."""
    ago: NDArray[np.int16]
    """For each row of the library, how many songs ago it was heard; NEVER if it wasn't."""
    words: Floats | None
    """For each row the opinion of it, DISLIKED to LIKED, NaN for none; None if there is none at all."""


def heard_songs(library: Library, uris: tuple[Uri, ...], said: Mapping[Uri, float] = NOTHING_SAID) -> Heard:
    """Return what was heard, in `uris` the newest last, and said."""
    rows = library.places_of(uris[-REMEMBERED:])[::-1]
    ago = np.full(len(library), NEVER, np.int16)
    places = np.flatnonzero(rows != NOWHERE)[::-1]
    ago[library.recording[rows[places]]] = places
    return Heard(rows, library.fill_copies(ago), _words(library, said))


def _words(library: Library, said: Mapping[Uri, float]) -> Floats | None:
    if not said:
        return None
    worst_last = sorted(said, key=said.__getitem__, reverse=True)  # who dislikes one copy dislikes all
    rows = library.places_of(worst_last)
    there = rows != NOWHERE
    words = np.full(len(library), np.nan, np.float32)
    words[library.recording[rows[there]]] = np.array([said[uri] for uri in worst_last], np.float32)[there]
    return library.fill_copies(words)
