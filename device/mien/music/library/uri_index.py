"""Which row of a library has a uri, for thousands of uris at a time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from mien.music.song import Uri

NOWHERE = -1
"""The row of a uri that the library doesn't have."""


@dataclass(frozen=True, slots=True, eq=False)
class UriIndex:
    """Finds the rows that may have a uri, with 12 bytes per song."""

    hashes: NDArray[np.int64]
    """The hashes of all uris, sorted."""
    rows: NDArray[np.int32]
    """The row of each hash."""

    @classmethod
    def of(cls, hashes: NDArray[np.int64]) -> Self:
        """Return the index of the hashes of uris by row."""
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], order.astype(np.int32))

    def candidates(self, uris: Sequence[Uri]) -> list[list[int]]:
        """Return for each uri the rows with its hash: nearly always one or none."""
        keys = np.array([hash(uri) for uri in uris], np.int64)
        begins = np.searchsorted(self.hashes, keys, "left").tolist()
        ends = np.searchsorted(self.hashes, keys, "right").tolist()
        return [self.rows[begin:end].tolist() for begin, end in zip(begins, ends, strict=True)]

    def first(self, uris: Sequence[Uri]) -> NDArray[np.intp]:
        """Return for each uri the first row with its hash, NOWHERE without one."""
        rows = np.full(len(uris), NOWHERE, np.intp)
        if len(self.hashes):
            keys = np.fromiter(map(hash, uris), np.int64, len(uris))
            order = np.argsort(keys)  # neighbours are found near each other: half the time for thousands
            keys = keys[order]
            begins = np.minimum(np.searchsorted(self.hashes, keys), len(self.hashes) - 1)
            rows[order] = np.where(self.hashes[begins] == keys, self.rows[begins], NOWHERE)
        return rows
