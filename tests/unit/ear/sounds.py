"""Sound made by hand: silence, and something that stands for speech."""

import numpy as np

from mien.ear.microphone.microphone import RATE, Samples


def silence(seconds: float) -> Samples:
    """Return silence."""
    return np.zeros(round(seconds * RATE), np.int16)


def speech(seconds: float, level: int = 6000) -> Samples:
    """Return syllables: a hum with overtones that comes and goes five times a second."""
    at = np.arange(round(seconds * RATE)) / RATE
    hum = sum(np.sin(2 * np.pi * 140 * k * at) / k for k in range(1, 12))
    swell = np.clip(np.sin(2 * np.pi * 2.5 * at) ** 2, 0.02, 1.0)
    return np.asarray(level * swell * hum / 2, np.int16)


def is_loud(piece: bytes) -> float:
    """Return 1 for 10 ms that are not silent: a speech detector for what is made here."""
    return float(np.abs(np.frombuffer(piece, np.int16)).max() > 50)
