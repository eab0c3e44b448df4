"""How much of the music is left after the filter: what it usually leaves of what it takes off.

Where nobody talks, what is left is a share of what was taken off, give or take. That share is learnt as a low
quantile over the last half minute, so that people who talk most of the time hardly raise it. A loudspeaker's
distortion comes in bursts that a low quantile doesn't see, so some is always taken to be left: what lies 14
decibels below the music that was taken off is not a voice to rely on; in the first half minute, while the
filter still leaves more at each beat, 8 decibels.
"""

from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mien.ear.microphone.microphone import RATE, Samples

PIECE = RATE // 100
"""Samples of one estimate."""
_AT_FIRST = 1.0  # share: at first all that was taken off may be left as well
_QUANTILE, _STEP = 0.35, 0.02  # natural logarithms a hundredth of a second
_SHRINKS, _GROWS = exp(-_STEP * (1.0 - _QUANTILE)), exp(_STEP * _QUANTILE)  # the share, a hundredth
_SMOOTH = 0.8  # of the power taken off, from one hundredth to the next: a room rings on
LEAST = 0.004  # share: -24 dB; a voice must stand ten times above what is left
YOUNG = 3000  # hundredths of a second of music, until which the filter leaves more at each beat than is seen
MORE = 4.0  # times as much, at the beginning
_QUIET = 30.0  # power: nothing was taken off that says anything


class Residual:
    """Learns the share; not thread-safe."""

    def __init__(self) -> None:
        self._share, self._taken = _AT_FIRST, 0.0
        self._learnt = 0

    @property
    def share(self) -> float:
        """What is usually left of what is taken off, as a share of power; 1 and more: no use yet."""
        return self._share

    def forget(self) -> None:
        """Learn again: the filter does too."""
        self._share, self._taken = _AT_FIRST, 0.0
        self._learnt = 0

    def after(self, heard: Samples, left: Samples) -> NDArray[np.float64]:
        """Return the power of the music still in `left`, for each hundredth of a second of it."""
        taken = _power(heard.astype(np.float32) - left).tolist()
        rest = _power(left).tolist()
        return np.array([self._of(one, other) for one, other in zip(taken, rest, strict=True)])

    def _of(self, taken: float, rest: float) -> float:
        self._taken = max(taken, _SMOOTH * self._taken)
        if self._taken > _QUIET:
            below = rest < self._share * self._taken
            self._learnt += 1
            self._share *= _SHRINKS if below else _GROWS
        return max(self._least, self._share) * self._taken

    @property
    def _least(self) -> float:
        return LEAST * float(MORE ** max(0.0, 1.0 - self._learnt / YOUNG))


def _power(samples: NDArray[Any]) -> NDArray[np.float32]:
    pieces = samples.reshape(-1, PIECE).astype(np.float32)
    return np.asarray(np.einsum("ij,ij->i", pieces, pieces) / PIECE)
