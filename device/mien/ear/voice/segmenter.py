"""Cuts sound into stretches of speech, by the probability of speech in each hundredth of a second."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mien.ear.echo.echo_canceller import Powers
from mien.ear.microphone.microphone import Samples
from mien.ear.voice.energy_gate import EnergyGate, GatedStep
from mien.ear.voice.sparing_detector import SpeechProbability
from mien.types import Seconds

BEGINS, ENDS = 0.6, 0.35  # a probability at which speech begins, and one at which it may end
LASTS: Seconds = 0.3  # how long speech must last to begin
PAUSES: Seconds = 0.6  # a silence this long ends it
SHORTEST: Seconds = 0.8  # a shorter stretch is not an utterance
LONGEST: Seconds = 6.0  # a longer one is cut
BEFORE: Seconds = 0.3  # sound kept from before the detection
MOST_ECHO = 0.1  # a stretch with a larger share of the speaker's own music in it is not taken for a voice


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of speech that is over."""

    sound: Samples
    """From just before it began to just after it ended."""
    echo: float = 0.0
    """The share of its power that is the speaker's own music, 0 to `MOST_ECHO`; an estimate."""


class Segmenter:
    """Takes blocks of sound; yields each stretch of speech once it is over."""

    def __init__(self, is_speech: SpeechProbability) -> None:
        self._gate = EnergyGate(is_speech)
        self._kept: list[GatedStep] = []
        self._speech = self._silence = 0.0
        self._speaks = False

    @property
    def speaks(self) -> bool:
        """Whether somebody speaks now."""
        return self._speaks

    @property
    def noise(self) -> float | None:
        """How loud the room is while nobody speaks, in decibels below full scale; None if music hides it."""
        return self._gate.noise

    def forget(self) -> None:
        """Drop the stretch in progress."""
        self._gate.forget()
        self._begin()

    def _begin(self) -> None:
        self._kept, self._speech, self._silence, self._speaks = [], 0.0, 0.0, False

    def heard(self, block: Samples, echo: Powers | None = None) -> Iterator[Stretch]:
        """Take `block`, and what is left of the music in each step of it; yield the stretches that ended."""
        for step in self._gate.heard(block, echo):
            self._kept.append(step)
            self._follow(step.speech)
            if self._speaks and (self._silence >= PAUSES or len(self._kept) * 0.01 >= LONGEST):
                yield from self._ended()
            if not self._speaks:
                del self._kept[: -round((BEFORE + LASTS) * 100)]

    def _follow(self, probability: float) -> None:
        """Count how long there has been speech, or silence, without a break."""
        if probability >= BEGINS or (self._speaks and probability > ENDS):
            self._speech, self._silence = self._speech + 0.01, 0.0
        else:
            self._silence += 0.01
            self._speech = self._speech if self._speaks else 0.0
        self._speaks = self._speaks or self._speech >= LASTS

    def _ended(self) -> Iterator[Stretch]:
        """Yield the stretch that is over, unless it is too short, or music rather than a voice."""
        silent = round(max(0.0, self._silence - 0.1) * 100)
        spoken = self._kept[: len(self._kept) - silent]
        self._begin()
        if len(spoken) * 0.01 >= SHORTEST:
            sound = np.concatenate([step.sound for step in spoken])
            power = float(np.mean(sound.astype(np.float64) ** 2))
            echo = min(1.0, float(np.mean([step.echo for step in spoken])) / max(power, 1e-9))
            if echo <= MOST_ECHO:
                yield Stretch(sound, echo)


def micro_vad() -> SpeechProbability:
    """Return the speech detector of the package `pymicro-vad`."""
    from pymicro_vad import MicroVad

    detect: SpeechProbability = MicroVad().process_10ms
    return detect
