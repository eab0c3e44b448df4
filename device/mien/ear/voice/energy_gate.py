"""Wakes the speech detector only when there is something to hear: it costs five times what the gate costs.

The gate follows the noise of the room, which falls at once and rises slowly, so that a voice does not pass
for noise. It opens where sound stands out from that, and closes after a second without. What came in the
second before is heard then, so that no beginning of a word is lost.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from math import log10

import numpy as np

from mien.ear.echo.echo_canceller import Powers
from mien.ear.microphone.microphone import RATE, Samples
from mien.ear.voice.sparing_detector import HeardStep, SparingDetector, SpeechProbability

STEP = RATE // 100  # samples: 10 ms
OPENS, STAYS = 4.0, 2.5  # decibels above the noise: to open, and to stay open
HANG = 100  # steps for which it stays open after the last sound
BEFORE = 100  # steps from before it opened that are heard then
_OVER_ECHO = 10.0 ** (12.0 / 10.0)  # times the power of what is left of the music, to be more than that
HIDES = 3.0  # decibels that the noise must stand above what is left of the music to be known
FULL_SCALE = 90.3  # decibels of the loudest sound
_FALLS, _RISES = 0.15, 0.01  # the noise: share of the way down, and decibels up, a step
_LEAST = 0.1  # power: digital silence
_NO_ECHO = -100.0  # decibels
_SMOOTH = 3  # steps that one level is the mean of


@dataclass(frozen=True, slots=True)
class GatedStep:
    """A hundredth of a second of sound."""

    sound: Samples
    """`STEP` samples."""
    speech: float
    """The probability of speech; 0 while the gate is closed."""
    echo: float
    """The power of the speaker's own music that is still in it."""


class EnergyGate:
    """Takes blocks of sound, yields steps of it."""

    def __init__(self, is_speech: SpeechProbability) -> None:
        self._detector = SparingDetector(is_speech)
        self._waiting: deque[HeardStep] = deque()
        self._noise: float | None = None
        self._echo = _NO_ECHO  # decibels, and it falls slowly
        self._recent: deque[float] = deque(maxlen=_SMOOTH)  # powers
        self._left = HANG  # it begins open: the noise is not known yet

    @property
    def is_open(self) -> bool:
        """Whether the detector runs."""
        return self._left > 0

    @property
    def noise(self) -> float | None:
        """How loud the room is while nobody speaks, in decibels below full scale; None if music hides it."""
        if self._noise is None or self._echo > self._noise - HIDES:
            return None
        return self._noise - FULL_SCALE

    def heard(self, block: Samples, echo: Powers | None = None) -> Iterator[GatedStep]:
        """Yield what was heard; up to `BEFORE` steps late while the gate is closed.

        Args:
            block: Whole steps of sound.
            echo: The power of the speaker's own music that is still in it, for each step; None: no music.
        """
        steps = block[: len(block) // STEP * STEP].reshape(-1, STEP)
        means, levels = self._levels(steps)
        lefts = echo.tolist() if echo is not None else [0.0] * len(steps)
        for step, mean, level, left in zip(steps, means, levels, lefts, strict=False):
            self._follow(mean, level, left)
            self._waiting.append(HeardStep(step, level, self._noise or 0.0, left))
            if self.is_open:
                while self._waiting:
                    for one, speech in self._detector.heard(self._waiting.popleft()):
                        yield GatedStep(one.sound, speech, one.echo)
            elif len(self._waiting) > BEFORE:
                one = self._waiting.popleft()
                yield GatedStep(one.sound, 0.0, one.echo)

    def forget(self) -> None:
        """Drop what waits; what comes next has nothing to do with it."""
        self._waiting.clear()
        self._detector.forget()

    def _levels(self, steps: Samples) -> tuple[list[float], list[float]]:
        """Return the power of each step, smoothed, and the same in decibels."""
        floats = steps.astype(np.float32)
        means = []
        for power in (np.einsum("ij,ij->i", floats, floats) / STEP).tolist():
            self._recent.append(power)
            means.append(sum(self._recent) / len(self._recent))
        return means, [10.0 * log10(max(mean, _LEAST)) for mean in means]

    def _follow(self, mean: float, level: float, echo: float) -> None:
        """Follow the noise, and open or close."""
        noise = level if self._noise is None else self._noise
        self._noise = noise + (_FALLS * (level - noise) if level < noise else _RISES)
        now = 10.0 * log10(echo) if echo > 0.0 else _NO_ECHO
        self._echo = max(now, self._echo - _RISES)
        stands_out = level > self._noise + (STAYS if self.is_open else OPENS)
        self._left = HANG if stands_out and mean > echo * _OVER_ECHO else max(0, self._left - 1)
