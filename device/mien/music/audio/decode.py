"""Samples of a music file. The one file that imports soundfile, which is optional (mien[analyse])."""

import wave
from pathlib import Path

import numpy as np

from mien.errors import MienError
from mien.music.audio.features import RATE, Samples
from mien.types import Seconds

LONGEST: Seconds = 60.0
"""How much of a song is analysed, from its middle."""


class DecodeError(MienError):
    """A file can't be decoded; says why."""


def samples_of(path: Path) -> Samples:
    """Return the middle of a file, mono, at features.RATE. Without soundfile only WAV is read.

    Raises:
        DecodeError: it isn't music that can be read.
    """
    try:
        samples, rate = _by_soundfile(path)
    except ImportError:
        samples, rate = _by_wave(path)
    return _resampled(samples, rate)


def _by_soundfile(path: Path) -> tuple[Samples, int]:
    import soundfile  # type: ignore[import-untyped, import-not-found, unused-ignore]  # optional

    try:
        with soundfile.SoundFile(path) as file:
            count = min(file.frames, int(LONGEST * file.samplerate))
            file.seek((file.frames - count) // 2)
            samples = file.read(count, dtype="float32", always_2d=True).mean(axis=1)
            return samples.astype(np.float32), int(file.samplerate)
    except (OSError, RuntimeError) as low:  # soundfile's own error is a RuntimeError
        raise DecodeError(f"{path.name} can't be read: {low}") from low


def _by_wave(path: Path) -> tuple[Samples, int]:
    try:
        with wave.open(str(path)) as file:
            if file.getsampwidth() != 2:
                raise DecodeError(f"{path.name} isn't a 16-bit WAV; mien[analyse] reads more formats")
            count = min(file.getnframes(), int(LONGEST * file.getframerate()))
            file.setpos((file.getnframes() - count) // 2)
            whole = np.frombuffer(file.readframes(count), np.int16)
            channels, rate = file.getnchannels(), file.getframerate()
    except (OSError, EOFError, wave.Error) as low:
        raise DecodeError(f"{path.name} isn't a WAV file ({low}); mien[analyse] reads more formats") from low
    mono = whole[: len(whole) // channels * channels].reshape(-1, channels).mean(axis=1) / 32768
    return mono.astype(np.float32), rate


def _resampled(samples: Samples, rate: int) -> Samples:
    """Return samples at RATE: first the mean of whole groups of them, then linear interpolation."""
    if not len(samples) or rate <= 0:
        return np.zeros(0, np.float32)
    together = max(1, round(rate / RATE))
    usable = len(samples) // together * together
    fewer = samples[:usable].reshape(-1, together).mean(axis=1)
    seconds = usable / rate
    times = np.arange(int(seconds * RATE)) / RATE
    fewer_times = np.arange(len(fewer)) * together / rate
    samples_at: Samples = np.interp(times, fewer_times, fewer).astype(np.float32)
    return samples_at
