"""How far the microphone is behind the music's own samples, and how that changes: two clocks never agree.

Every second, later every other, the whitened cross-correlation of both says how many samples the microphone
lags, to a fraction of one. A line through the last of these is the lag at any moment: its slope is how much
faster one clock runs. Without that, 50 millionths between two crystals cost an adaptive filter half of what
it can take off.
"""

from functools import lru_cache
from math import ceil
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.ear.microphone.microphone import RATE, Samples

Floats: TypeAlias = NDArray[np.floating[Any]]

WINDOW = 16_384  # samples compared while the lag is known: one second
SEARCH = 65_536  # and while it is looked for: four seconds
FARTHEST = 24_000  # samples: the longest lag that is looked for, 1.5 s
_PADDED = 90_000  # samples: more than `SEARCH` and `FARTHEST` together, and of small prime factors
_NEAR = 24  # samples around the expected lag in which it is looked for again
_JUMPS = 4.0  # samples: farther from the line it is another reflection, or the music has jumped
_POINTS = 30  # of the line: half a minute, later a minute
_LOSES = 5  # measurements without a clear peak after which the lag is lost
_CLEAR, _FOUND = 6.0, 9.0  # a peak over the spread of the rest: to follow a lag, and to believe a new one
_SLOWEST, _FASTEST = 80.0, 7000.0  # Hz that are compared


class Alignment:
    """The lag of the microphone behind the reference, in samples, as a line over the microphone's samples."""

    def __init__(self) -> None:
        self._points: list[tuple[float, float]] = []  # the microphone's sample number, the lag measured there
        self._slope, self._last = 0.0, 0.0
        self._missed = 0

    @property
    def is_found(self) -> bool:
        """Whether the lag is known."""
        return bool(self._points)

    @property
    def is_settled(self) -> bool:
        """Whether it was measured often enough, and the last time as expected."""
        return len(self._points) == _POINTS and not self._missed

    @property
    def drift(self) -> float:
        """By how much the microphone's clock is slower than the music's, as a share."""
        return self._slope

    def forget(self) -> None:
        """Drop what was measured: the music began anew."""
        self._begin([])

    def lag(self, at: float) -> float:
        """Return the lag at the microphone's sample `at`; 0 while it is not known."""
        return self._last + self._slope * (at - self._points[-1][0]) if self._points else 0.0

    def look_for(self, heard: Samples, played: Samples, at: float) -> None:
        """Look for the lag in `SEARCH` samples up to `at`; `played` as a lag of 0 would have it."""
        correlation = _correlated(heard, played, _PADDED)[:FARTHEST]
        peak = int(correlation.argmax())
        if _clearness(correlation, peak) > _FOUND:
            self._begin([(at, float(peak))])

    def follow(self, heard: Samples, played: Samples, shift: int, at: float) -> None:
        """Measure again: `WINDOW` samples around `at`, of which `played` was shifted by `shift` already."""
        correlation = np.roll(_correlated(heard, played, WINDOW), _NEAR)
        peak = int(correlation[: 2 * _NEAR + 1].argmax())
        if not 0 < peak < 2 * _NEAR or _clearness(correlation, peak) < _CLEAR:
            self._miss([])
            return
        lag = shift + peak - _NEAR + _between(correlation, peak)
        if len(self._points) > 5 and abs(lag - self.lag(at)) > _JUMPS:
            self._miss([(at, lag)])
            return
        self._missed = 0
        self._draw([*self._points, (at, lag)][-_POINTS:])

    def _miss(self, instead: list[tuple[float, float]]) -> None:
        self._missed += 1
        if self._missed >= _LOSES:
            self._begin(instead)

    def _begin(self, points: list[tuple[float, float]]) -> None:
        self._missed = 0
        self._draw(points)

    def _draw(self, points: list[tuple[float, float]]) -> None:
        """Draw the line through `points`; too few say nothing of a slope."""
        self._points = points
        self._slope, self._last = 0.0, points[-1][1] if points else 0.0
        if len(points) > 3:
            self._slope, self._last = _line(points)


def _line(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the slope of the line that fits best, and where it is at the last point.

    Written out, since `np.polyfit` brings 4 MB of LAPACK into memory.
    """
    at, lags = np.array(points).T
    middle, mean = at.mean(), lags.mean()
    slope = float(((at - middle) * (lags - mean)).sum() / ((at - middle) ** 2).sum())
    return slope, float(mean + slope * (at[-1] - middle))


def _correlated(heard: Samples, played: Samples, size: int) -> Floats:
    """Return the whitened correlation, float [size]: at k, with `played` k samples earlier."""
    window = _window(len(heard))
    cross = np.fft.rfft(heard * window, size)  # in place from here on: four seconds make megabytes
    other = np.fft.rfft(played * window, size)
    cross *= np.conj(other, out=other)
    del other
    weight = np.abs(cross)
    weight += 1e-3 * weight.mean() + 1e-9
    cross /= weight
    cross[: ceil(_SLOWEST * size / RATE)] = 0.0
    cross[int(_FASTEST * size / RATE) + 1 :] = 0.0
    return np.asarray(np.fft.irfft(cross, size))


@lru_cache(maxsize=1)
def _window(size: int) -> Floats:
    return np.hanning(size)


def _clearness(correlation: Floats, peak: int) -> float:
    """Return how far the peak stands above the rest, in the rest's spread."""
    return float(correlation[peak] / (1.48 * np.median(np.abs(correlation)) + 1e-12))


def _between(correlation: Floats, peak: int) -> float:
    """Return how far the true peak is from sample `peak`, by the parabola through it and its neighbours."""
    before, here, after = correlation[peak - 1 : peak + 2]
    bend = before - 2.0 * here + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < 0 else 0.0
