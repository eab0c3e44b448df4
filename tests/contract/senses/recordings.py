"""Recordings for a microphone."""

import wave
from pathlib import Path

import numpy as np

from mien.ear.microphone.microphone import RATE
from unit.ear.sounds import speech


def recording(file: Path, seconds: float = 1.05, rate: int = RATE, channels: int = 1, width: int = 2) -> Path:
    sound = np.repeat(speech(seconds * rate / RATE), channels)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(sound.astype(np.int16).tobytes() if width == 2 else bytes(len(sound)))
    return file
