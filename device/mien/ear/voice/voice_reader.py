"""From a stretch of speech to an `Utterance`: its reading, its loudness, and how far to trust it."""

from collections.abc import Callable
from math import log10
from typing import TypeAlias

import numpy as np

from mien.ear.microphone.microphone import RATE, Samples
from mien.ear.voice.segmenter import Stretch
from mien.ear.voice.voice_network import VoiceReading
from mien.mood.senses.utterance import Utterance
from mien.types import Seconds

ReadsVoice: TypeAlias = Callable[[Samples], VoiceReading]

FULL_SCALE = 32768.0
SILENT = -96.0  # decibels: what 16 bits can tell from nothing
FAINT = -55.0  # decibels below full scale: below this only the card's own noise is heard
SHORT: Seconds = 1.2
CLIPPED = 0.002  # share of samples at full scale
NOISY = 6.0  # decibels by which speech must exceed its own pauses
ECHO = 0.02  # share of power that is music: less is as good as none
ECHO_COSTS = 1.5  # a tenth of music costs a seventh of what the network tells better than chance (its card)


def utterance_of(stretch: Stretch, end: Seconds, read: ReadsVoice) -> Utterance:
    """Return what was heard in `stretch`, which ended at `end`."""
    sound = stretch.sound
    seconds = len(sound) / RATE
    quality, why_low = quality_of(sound, stretch.echo)
    found = read(sound)
    return Utterance(
        start=end - seconds,
        seconds=seconds,
        arousal=found.arousal,
        valence=found.valence,
        scores=found.scores,
        loudness=loudness_of(sound),
        quality=quality,
        why_low=why_low,
    )


def loudness_of(sound: Samples) -> float:
    """Return the loudness in decibels below full scale."""
    power = float(np.mean((sound / FULL_SCALE) ** 2)) if len(sound) else 0.0
    return max(SILENT, 10.0 * log10(max(power, 1e-12)))


def quality_of(sound: Samples, echo: float = 0.0) -> tuple[float, str]:
    """Return how far a stretch of speech may be trusted, 0 to 1, and why no further.

    `echo`: the share of its power that is the speaker's own music.
    """
    checks = (
        (float(np.mean(np.abs(sound.astype(np.int32)) >= 32700)) > CLIPPED, 0.3, "clipped"),
        (loudness_of(sound) < FAINT, 0.3, "faint"),
        (_above_its_pauses(sound) < NOISY, 0.4, "noisy"),
        (echo > ECHO, 1.0 - ECHO_COSTS * echo, "echo"),
        (len(sound) / RATE < SHORT, 0.6, "short"),
    )
    return min(((quality, why) for is_so, quality, why in checks if is_so), default=(1.0, ""))


def _above_its_pauses(sound: Samples) -> float:
    """Return by how many decibels the louder tenths of a second exceed the softer ones."""
    tenth = RATE // 20
    if len(sound) < 4 * tenth:
        return NOISY
    pieces = sound[: len(sound) // tenth * tenth].reshape(-1, tenth)
    levels = [loudness_of(piece) for piece in pieces]
    low, high = np.percentile(levels, [10, 80])
    return float(high - low)
