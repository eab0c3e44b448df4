"""Sounds as files."""

import wave
from pathlib import Path

import numpy as np


def write_wav(path: Path, *, loud: float, rate: int = 44_100, seconds: float = 8.0) -> None:
    """Write noise in bursts, two a second."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = int(seconds * rate)
    noise = np.random.default_rng(1).normal(0, loud, count) * (np.arange(count) % (rate // 2) < rate // 10)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(np.repeat(noise, 2), -1, 1) * 32_767).astype("<i2").tobytes())
