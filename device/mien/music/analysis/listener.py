"""Listens to a file: decodes it and has it judged, by the network where it is installed, else by features."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mien.music.audio import features
from mien.music.audio.decode import samples_of
from mien.music.audio.features import Samples
from mien.music.audio.sound import Sound


@dataclass(frozen=True, slots=True)
class Listener:
    """Something that knows what songs sound like."""

    by: str
    """Its name, as it stands in stickers; a song that another one heard is heard again."""
    judge: Callable[[Samples], Sound | None]
    """Returns what samples sound like, None if they are too short or silent."""

    def hear(self, file: Path) -> Sound | None:
        """Return what a file sounds like, None if it is too short or silent.

        Raises:
            DecodeError: it isn't music that can be read.
        """
        samples = samples_of(file)
        sound = self.judge(samples)
        if sound is None or sound.loudness is not None:
            return sound
        return replace(sound, loudness=loudness_of(samples))


def loudness_of(samples: Samples) -> float:
    """Return how loud samples are on average, in decibels below full scale."""
    return max(-120.0, 10 * float(np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12)))


def listener() -> Listener:
    """Return the best listener that is installed."""
    return Listener(features.BY, features.sound_of)
