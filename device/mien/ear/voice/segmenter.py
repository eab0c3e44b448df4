"""Cuts sound into stretches of speech, by the probability of speech in each hundredth of a second."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np

from mien.ear.microphone.microphone import RATE, Samples
from mien.types import Seconds

SpeechProbability: TypeAlias = Callable[[bytes], float]
"""Takes 10 ms of 16-bit sound, returns the probability of speech; negative while it has heard too little."""

STEP = RATE // 100  # samples: 10 ms
BEGINS, ENDS = 0.6, 0.35  # a probability at which speech begins, and one at which it may end
LASTS: Seconds = 0.3  # how long speech must last to begin
PAUSES: Seconds = 0.6  # a silence this long ends it
SHORTEST: Seconds = 0.8  # a shorter stretch is not an utterance
LONGEST: Seconds = 6.0  # a longer one is cut
BEFORE: Seconds = 0.3  # sound kept from before the detection


class Segmenter:
    """Takes blocks of sound; yields each stretch of speech once it is over."""

    def __init__(self, is_speech: SpeechProbability) -> None:
        self._is_speech = is_speech
        self._kept: list[Samples] = []
        self._speech = self._silence = 0.0
        self._speaks = False

    @property
    def speaks(self) -> bool:
        """Whether somebody speaks now."""
        return self._speaks

    def forget(self) -> None:
        """Drop the stretch in progress."""
        self._kept, self._speech, self._silence, self._speaks = [], 0.0, 0.0, False

    def heard(self, block: Samples) -> Iterator[Samples]:
        """Take `block`; yield the stretches of speech that ended in it."""
        for start in range(0, len(block) - STEP + 1, STEP):
            piece = block[start : start + STEP]
            self._kept.append(piece)
            self._follow(self._is_speech(piece.tobytes()))
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

    def _ended(self) -> Iterator[Samples]:
        """Yield the stretch that is over, unless it is too short."""
        sound = np.concatenate(self._kept)
        silent = round(max(0.0, self._silence - 0.1) * 100) * STEP
        spoken = sound[: len(sound) - silent]
        self.forget()
        if len(spoken) / RATE >= SHORTEST:
            yield spoken


def micro_vad() -> SpeechProbability:
    """Return the speech detector of the package `pymicro-vad`."""
    from pymicro_vad import MicroVad

    detect: SpeechProbability = MicroVad().process_10ms
    return detect
