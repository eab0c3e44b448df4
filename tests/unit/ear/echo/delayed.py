"""Noise, and how it is heard later."""

import numpy as np

from mien.ear.microphone.microphone import RATE, Samples


def noise(seconds: float, seed: int = 0) -> Samples:
    """Return sound that is like itself at one place only."""
    return np.random.default_rng(seed).normal(0, 3000, round(seconds * RATE)).astype(np.int16)


def behind(music: Samples, lag: float, drift: float = 0.0) -> Samples:
    """Return `music` later by `lag` samples, by a clock that is slower by the share `drift`."""
    at = np.arange(len(music)) * (1.0 - drift) - lag
    return np.interp(at, np.arange(len(music)), music.astype(float), left=0.0).astype(np.int16)
