"""The line between calm and excited, as this visit's voices draw it: people, rooms and microphones differ.

The network tells two voices apart better than it knows where the line between them is. Where both kinds were
heard lately, the line moves towards the middle between them. Where only one kind was heard it stays where it
is, or else the calmest voices of a calm room would pass for excited.
"""

from collections import deque
from dataclasses import replace
from math import exp, log

from mien.ear.voice.voice_network import VoiceReading
from mien.types import Seconds

KEPT = 30  # voices
LEAST = 4  # voices that must have been heard
TAIL = 0.15  # share of them, at either end, beyond which a voice is one of a kind
BOTH_KINDS = 0.7  # logits from even odds, either way: less is neither calm nor excited
FARTHEST = 1.3  # logits by which the line may move
DOUBT = 5.0  # voices: so many heard, and the line has moved half of the way
FORGETS: Seconds = 1800.0  # without a voice: whoever comes then is somebody else
_CERTAIN = 1e-4


class UsualArousal:
    """Remembers how excited the last voices sounded, as numbers; not thread-safe."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque(maxlen=KEPT)
        self._last: Seconds = 0.0

    def corrected(self, reading: VoiceReading, at: Seconds) -> VoiceReading:
        """Return the reading of a voice heard `at` this time, by the line as it is now."""
        if at - self._last > FORGETS:
            self.forget()
        excited = min(max(reading.excited, _CERTAIN), 1.0 - _CERTAIN)
        logit = log(excited / (1.0 - excited))
        line = self.line
        self._recent.append(logit)
        self._last = at
        return replace(reading, excited=1.0 / (1.0 + exp(line - logit)))

    @property
    def line(self) -> float:
        """How far the line has moved, in logits."""
        count, ordered = len(self._recent), sorted(self._recent)
        if count < LEAST:
            return 0.0
        tail = int(TAIL * count)
        calm, excited = ordered[tail], ordered[-1 - tail]
        if calm > -BOTH_KINDS or excited < BOTH_KINDS:
            return 0.0
        middle = (calm + excited) / 2.0 * count / (count + DOUBT)
        return min(max(middle, -FARTHEST), FARTHEST)

    def forget(self) -> None:
        """Forget the visit."""
        self._recent.clear()
