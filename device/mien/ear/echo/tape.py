"""The last seconds of a stream of samples, by number since it began; what was never there is silence."""

import numpy as np

from mien.ear.microphone.microphone import Samples


class Tape:
    """Keeps the last `length` samples."""

    def __init__(self, length: int) -> None:
        self._kept = np.zeros(length, np.int16)
        self.end = 0
        """The number of the sample that comes next."""

    def add(self, samples: Samples) -> None:
        """Take `samples`, which follow those before."""
        new = samples[-len(self._kept) :]
        if len(new):
            self._kept = np.concatenate([self._kept[len(new) :], new])
        self.end += len(samples)

    def part(self, start: int, end: int) -> Samples:
        """Return the samples from number `start` up to `end`."""
        first = self.end - len(self._kept)
        low, high = min(max(start, first), end), max(min(end, self.end), start)
        if low >= high:
            return np.zeros(end - start, np.int16)
        return np.pad(self._kept[low - first : high - first], (low - start, end - high))

    def begin(self, number: int) -> None:
        """Begin again with silence, at sample `number`."""
        self._kept[:] = 0
        self.end = number
