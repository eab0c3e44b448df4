"""The last seconds of a stream of samples, by number since it began; what was never there is silence."""

import numpy as np

from mien.ear.microphone.microphone import RATE, Samples

_SPARE = RATE
"""Samples that are written before the tape is wound back, which takes longer than all else here."""


class Tape:
    """Keeps the last `length` samples."""

    def __init__(self, length: int) -> None:
        self._length = self._written = length
        self._tape = np.zeros(length + _SPARE, np.int16)
        self.end = 0
        """The number of the sample that comes next."""

    def add(self, samples: Samples) -> None:
        """Take `samples`, which follow those before."""
        new = samples[-self._length :]
        if self._written + len(new) > len(self._tape):
            self._wind_back(len(new))
        self._tape[self._written : self._written + len(new)] = new
        self._written += len(new)
        self.end += len(samples)

    def part(self, start: int, end: int) -> Samples:
        """Return the samples from number `start` up to `end`."""
        low, high = min(max(start, self.end - self._length), end), max(min(end, self.end), start)
        if low >= high:
            return np.zeros(end - start, np.int16)
        zero = self._written - self.end
        kept = self._tape[zero + low : zero + high]
        if len(kept) == end - start:
            return kept.copy()
        return np.pad(kept, (low - start, end - high))

    def begin(self, number: int) -> None:
        """Begin again with silence, at sample `number`."""
        self._tape[:] = 0
        self._written = self._length
        self.end = number

    def _wind_back(self, room: int) -> None:
        """Move what is still needed to the front; `room` samples come after it."""
        keeps = self._length - room
        self._tape[:keeps] = self._tape[self._written - keeps : self._written].copy()
        self._written = keeps
