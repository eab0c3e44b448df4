"""Takes the music that the speaker plays out of what the microphone hears, and says how much is left of it.

The reference is what MPD sends to its sound card, which it also writes into a pipe. Both streams are counted
in samples; `Alignment` finds how far one is behind the other, the reference is read off at that place,
between its samples where need be, and an adaptive filter learns the room.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.ear.echo.alignment import FARTHEST, SEARCH, WINDOW, Alignment
from mien.ear.echo.residual import Residual
from mien.ear.echo.tape import Tape
from mien.ear.microphone.microphone import BLOCK, RATE, Samples

Powers: TypeAlias = NDArray[np.float64]
"""A power for each hundredth of a second."""

_EARLY = 160  # samples by which the reference comes before the echo: reflections may precede the loudest
_HALF = 16  # samples on either side that a sample between two is made of
_SLEW = 0.25  # samples a block by which the lag may change, so that the filter need not learn anew
_GONE = 5  # blocks without a sample after which the reference has stopped
_USELESS = 0.5  # share of the music that is left: above this, other music plays, or nothing is learnt yet
_KEPT = FARTHEST + SEARCH + 4 * BLOCK
_MEASURES = RATE // BLOCK  # blocks from one measurement of the lag to the next
_SELDOM = 2 * _MEASURES  # and once the lag and its drift are surely known
_LATER = np.arange(BLOCK, dtype=np.float32) / np.float32(BLOCK)
"""How far each sample of a block is on its way to the next."""


class Cancels(Protocol):
    """An adaptive filter."""

    def cancel(self, heard: Samples, played: Samples) -> Samples:
        """Return `heard` without the echo of `played`."""

    def forget(self) -> None:
        """Drop what was learnt of the room."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One block of sound without the music."""

    sound: Samples
    """What is left of the block before the one that came last."""
    echo: Powers
    """The power of the music that is still in it, an estimate for each hundredth of a second."""


class EchoCanceller:
    """Takes blocks of the microphone and what the player sent since; not thread-safe."""

    def __init__(self, canceller: Cancels) -> None:
        self._filter = canceller
        self._heard, self._played = Tape(_KEPT), Tape(_KEPT)
        self.alignment = Alignment()
        self._residual = Residual()
        self._lag: float | None = None
        self._missing = self._silent = _GONE
        self._blocks = 0

    def clean(self, heard: Samples, played: Samples) -> Cleaned | None:
        """Return the block before `heard` without the music; None while that can't be done.

        Args:
            heard: A block of the microphone.
            played: What the player sent since the last block, none or many samples.
        """
        self._heard.add(heard)
        self._take(played)
        start = self._heard.end - 2 * BLOCK
        if self._silent >= _GONE or start < 0:
            return None
        self._blocks += 1
        if self._blocks % (_SELDOM if self.alignment.is_settled else _MEASURES) == 0:
            self._measure(start + BLOCK)
        if not self.alignment.is_found:
            self._lag = None
            return None
        return self._cleaned(start)

    def _take(self, played: Samples) -> None:
        """Add what was played; after a gap its samples are counted from now on."""
        self._missing = 0 if len(played) else self._missing + 1
        self._silent = 0 if played.any() else self._silent + 1
        if self._missing == _GONE:
            self.alignment.forget()
            self._lag = None
        if len(played) and self._is_gap():
            self._played.begin(self._heard.end - len(played))
        self._played.add(played)

    def _is_gap(self) -> bool:
        """Return whether what was played no longer keeps up with what is heard."""
        behind = self._heard.end - self._played.end
        return not self.alignment.is_found and behind > RATE // 2

    def _measure(self, end: int) -> None:
        """Measure the lag up to the microphone's sample `end`."""
        if not self.alignment.is_found:
            heard = self._heard.part(end - SEARCH, end)
            self.alignment.look_for(heard, self._played.part(end - SEARCH, end), end - SEARCH / 2)
            return
        middle = end - WINDOW // 2
        shift = round(self.alignment.lag(middle))
        heard = self._heard.part(end - WINDOW, end)
        played = self._played.part(end - WINDOW - shift, end - shift)
        if heard.any() and played.any():
            self.alignment.follow(heard, played, shift, middle)

    def _cleaned(self, start: int) -> Cleaned | None:
        wanted = self.alignment.lag(start + BLOCK)
        if self._lag is None or abs(wanted - self._lag) > _EARLY // 2:
            self._lag = wanted
            self._filter.forget()
            self._residual.forget()
        before = self._lag
        self._lag += float(np.clip(wanted - self._lag, -_SLEW, _SLEW))
        heard = self._heard.part(start, start + BLOCK)
        sound = self._filter.cancel(heard, self._reference(start + _EARLY, before, self._lag))
        echo = self._residual.after(heard, sound)
        return Cleaned(sound, echo) if self._residual.share < _USELESS else None

    def _reference(self, start: int, before: float, after: float) -> Samples:
        """Return what was played from `start` on, behind by a lag that goes from `before` to `after`."""
        whole = int(np.floor(before))
        around = self._played.part(start - whole - _HALF, start - whole + BLOCK + _HALF).astype(np.float32)
        first, second = (
            np.convolve(around, _between(lag - whole), "valid")[:BLOCK] for lag in (before, after)
        )
        return np.clip(np.round(first + _LATER * (second - first)), -32768, 32767).astype(np.int16)


@lru_cache(maxsize=2)  # where one block ends, the next begins
def _between(share: float) -> NDArray[np.float32]:
    """Return the taps that read a sound off `share` of a sample earlier."""
    at = np.arange(-_HALF, _HALF + 1) - share
    taps = np.sinc(at) * np.cos(np.pi * np.clip(at / (_HALF + 1.5), -0.5, 0.5)) ** 2
    return np.asarray(taps / taps.sum(), np.float32)
