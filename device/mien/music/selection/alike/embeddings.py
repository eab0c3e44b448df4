"""Songs as unit vectors: similarity is the cosine between their embeddings. Pure, vectorised."""

import numpy as np
from numpy.typing import NDArray

from mien.music.library.library import Floats, Library, Row, Rows

Vector = NDArray[np.float32]
"""A vector of length 1."""
FULL = 127.0
"""The byte value that stands for 1 in an embedding."""
_CHUNK = 8192


def vector_of(library: Library, row: Row) -> Vector | None:
    """Return the vector of a song, None if it was never analysed."""
    return direction(library.embedding[row].astype(np.float32))


def direction(vector: Vector) -> Vector | None:
    """Return a vector scaled to length 1, None if its length is 0."""
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 0 else None


def cosines(library: Library, vectors: NDArray[np.float32], rows: Rows | None = None) -> Floats:
    """Return the cosine of songs (all, or some rows) to each of `vectors`, [song, vector]; 0 where unknown.

    In pieces, as the bytes of 100,000 songs would take 26 MB as floats.
    """
    bytes_of = library.embedding if rows is None else library.embedding[rows]
    across = np.ascontiguousarray(vectors.T) / np.float32(FULL)
    found = np.empty((len(bytes_of), len(vectors)), np.float32)
    for begin in range(0, len(bytes_of), _CHUNK):
        found[begin : begin + _CHUNK] = bytes_of[begin : begin + _CHUNK].astype(np.float32) @ across
    return found


def between(begin: Vector, end: Vector, share: float) -> Vector:
    """Return the vector `share` of the way from one to another, along the shortest arc."""
    angle = float(np.arccos(np.clip(begin @ end, -1, 1)))
    if angle < 1e-3:
        return begin
    mixed = np.sin((1 - share) * angle) * begin + np.sin(share * angle) * end
    found = direction(mixed.astype(np.float32))
    return begin if found is None else found  # opposite vectors have no shortest arc


def angle(one: Vector, other: Vector) -> float:
    """Return the angle between two vectors, in radians."""
    return float(np.arccos(np.clip(one @ other, -1, 1)))
