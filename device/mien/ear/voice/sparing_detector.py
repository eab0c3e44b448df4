"""Asks the speech detector as seldom as it can: it costs most, and while somebody speaks the answer is known.

Once the detector has been sure for a while, it is left alone as long as the sound stays about as loud, and
loud against the room. It is asked again when the sound falls for longer than a consonant lasts, and every
second in any case, since something other than a voice may be what is loud now. While the speaker's own music
plays it must be sure for longer, and is asked again sooner: some of the music is in what it hears.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log10
from typing import TypeAlias

from mien.ear.microphone.microphone import Samples

SpeechProbability: TypeAlias = Callable[[bytes], float]
"""Takes 10 ms of 16-bit sound, returns the probability of speech; negative while it has heard too little."""

SURE = 0.9  # a probability that leaves no doubt
SURE_FOR = 10  # steps for which it must be sure before it is left alone
RESTS = 100  # steps for which it is left alone at most
SURE_OVER_MUSIC = 30  # both, while music plays: sure for as long as a voice must last to be taken for one
RESTS_OVER_MUSIC = 60
FALLS = 20.0  # decibels below the loudest of late: softer than that is a pause, or its beginning
STANDS_OUT = 10.0  # decibels above the noise of the room: less might be the noise itself
OVER_MUSIC = 13.0  # decibels above what is left of the music: a voice that counts stands 10 above it
CONSONANT = 20  # steps: a shorter gap is one within a word
CATCHES_UP = 10  # steps from before a gap that the detector hears first, to know what it is in
_FADES = 0.05  # decibels a step, of the loudest of late


@dataclass(frozen=True, slots=True)
class HeardStep:
    """A hundredth of a second of sound before the detector."""

    sound: Samples
    """`STEP` samples."""
    level: float
    """Its power in decibels."""
    noise: float
    """The noise of the room in decibels."""
    echo: float
    """The power of the speaker's own music that is still in it; 0: none plays."""


class SparingDetector:
    """Takes steps of sound, yields each with the probability of speech; not thread-safe."""

    def __init__(self, is_speech: SpeechProbability) -> None:
        self._is_speech = is_speech
        self._gap: list[HeardStep] = []
        self._unheard: deque[HeardStep] = deque(maxlen=CATCHES_UP)
        self._loudest = 0.0
        self._rests = False
        self._sure = self._rested = 0

    def heard(self, step: HeardStep) -> Iterator[tuple[HeardStep, float]]:
        """Yield what is known now: at most `CONSONANT` steps late."""
        self._loudest = max(step.level, self._loudest - _FADES)
        if not self._rests:
            yield step, self._asked(step)
            return
        rests = RESTS if step.echo == 0.0 else RESTS_OVER_MUSIC
        self._rested += 1
        self._gap.append(step)
        if self._rested < rests and self._is_as_loud(step):
            yield from ((one, 1.0) for one in self._gap)
            self._unheard.extend(self._gap)
            self._gap.clear()
        elif self._rested >= rests or len(self._gap) >= CONSONANT:
            yield from self._woken()

    def forget(self) -> None:
        """Drop what waits; what comes next has nothing to do with it."""
        self._gap.clear()
        self._unheard.clear()
        self._rests = False
        self._sure = self._rested = 0

    def _is_as_loud(self, step: HeardStep) -> bool:
        if step.level <= max(self._loudest - FALLS, step.noise + STANDS_OUT):
            return False
        return step.echo == 0.0 or step.level > 10.0 * log10(step.echo) + OVER_MUSIC

    def _asked(self, step: HeardStep) -> float:
        probability = self._is_speech(step.sound.tobytes())
        self._sure = self._sure + 1 if probability >= SURE and self._is_as_loud(step) else 0
        self._rests = self._sure >= (SURE_FOR if step.echo == 0.0 else SURE_OVER_MUSIC)
        return probability

    def _woken(self) -> Iterator[tuple[HeardStep, float]]:
        """Let the detector hear what led up to the gap, and then the gap."""
        for step in self._unheard:
            self._is_speech(step.sound.tobytes())
        gap, self._gap = self._gap, []
        self._unheard.clear()
        self._rests = False
        self._sure = self._rested = 0
        for step in gap:
            yield step, self._asked(step)
