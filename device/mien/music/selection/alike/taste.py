"""What an owner may like, predicted from the few songs that were liked or disliked. Pure.

Each song gets the mean opinion of the songs near it; nearer ones count more, and few of them count less.
Nothing else is kept: when the opinions are erased, so is the taste.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mien.music.library.library import Floats, Library
from mien.music.library.uri_index import NOWHERE
from mien.music.selection.alike.embeddings import cosines
from mien.music.song import Uri

MOST_WORDS = 48
"""The most opinions that count, the newest: more of them take longer and change little."""
SHARP = 6.0
"""How quickly similarity fades with the cosine: at 1/SHARP below 1 it has lost 0.63."""
DOUBT = 1.0
"""How many identical songs it takes to count their opinions by half."""


@dataclass(frozen=True, slots=True, eq=False)
class Taste:
    """The taste that follows from some opinions."""

    library: Library | None = None
    """The library, None before the first."""
    words: tuple[tuple[Uri, float], ...] = ()
    """The opinions that it was made from."""
    values: Floats | None = None
    """For each row -1 (surely disliked) to 1 (surely liked); None if nothing can be said."""

    def after(self, library: Library, words: Mapping[Uri, float]) -> "Taste":
        """Return the taste for these opinions, the newest last; this one if nothing changed."""
        newest = tuple(words.items())[-MOST_WORDS:]
        if library is self.library and newest == self.words:
            return self
        return Taste(library, newest, _values(library, newest))


def _values(library: Library, words: tuple[tuple[Uri, float], ...]) -> Floats | None:
    rows = library.places_of(tuple(uri for uri, _ in words))
    said = np.array([word for _, word in words], np.float32)
    known = rows != NOWHERE
    known[known] = library.embedding[rows[known]].any(axis=1)
    if not known.any():
        return None
    vectors = library.embedding[rows[known]].astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    near = cosines(library, vectors)
    unheard = ~library.embedding.any(axis=1)
    np.exp(np.float32(SHARP) * (near - 1), out=near)
    values: Floats = near @ said[known] / (np.float32(DOUBT) + near.sum(axis=1))
    values[unheard] = 0
    return values
