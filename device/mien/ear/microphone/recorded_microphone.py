"""A recording as a microphone: a WAV file, or a folder of them, one after the other."""

import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mien.ear.microphone.microphone import BLOCK, RATE, MicrophoneError, Samples

LONGEST = 3600  # seconds of one file


class RecordedMicrophone:
    """The WAV files at `path`; `fast`: as fast as they are taken, not at their own pace."""

    def __init__(self, path: Path, *, fast: bool = False) -> None:
        self._path, self._fast = path, fast

    def blocks(self) -> Iterator[Samples]:
        """Yield the sound in blocks; the last one of each file is filled up with silence."""
        due = time.monotonic()
        for file in _files(self._path):
            sound = read_wav(file)
            for start in range(0, len(sound), BLOCK):
                block = sound[start : start + BLOCK]
                due += BLOCK / RATE
                if not self._fast:
                    time.sleep(max(0.0, due - time.monotonic()))
                yield np.pad(block, (0, BLOCK - len(block)))

    def close(self) -> None:
        """Do nothing: no device is open."""


def _files(path: Path) -> list[Path]:
    files = sorted(path.glob("*.wav")) if path.is_dir() else [path]
    if not files:
        raise MicrophoneError(f"{path} has no WAV file in it.")
    return files


def read_wav(file: Path) -> Samples:
    """Return the sound in `file` as mono at `RATE`.

    Raises:
        MicrophoneError: it isn't there, isn't 16-bit PCM, or is longer than `LONGEST`.
    """
    try:
        with wave.open(str(file)) as opened:
            rate, width, channels = opened.getframerate(), opened.getsampwidth(), opened.getnchannels()
            content = opened.readframes(min(opened.getnframes(), LONGEST * rate))
    except OSError as bad:
        raise MicrophoneError(f"{file} cannot be read: {bad.strerror or bad}.") from bad
    except (wave.Error, EOFError) as bad:
        raise MicrophoneError(f"{file} isn't a WAV file that can be read: {bad or 'it is cut off'}.") from bad
    if width != 2 or not content:
        raise MicrophoneError(f"{file} must hold sound of 16 bits a sample.")
    usable = len(content) // (2 * channels) * 2 * channels
    plain = np.frombuffer(content[:usable], np.int16)
    if (rate, channels) == (RATE, 1):
        return plain  # as it is: what follows takes forty times the memory
    return resampled(plain.reshape(-1, channels).mean(1), rate)


def resampled(sound: "np.ndarray[tuple[int], np.dtype[np.float64]]", rate: int) -> Samples:
    """Return `sound` at `RATE`: smoothed over what is left out, then read off between its samples."""
    if rate > RATE:
        width = max(1, round(rate / RATE))
        sound = np.convolve(sound, np.ones(width) / width, mode="same")
    count = int(len(sound) * RATE / rate)
    at = np.arange(count) * (rate / RATE)
    return np.clip(np.round(np.interp(at, np.arange(len(sound)), sound)), -32768, 32767).astype(np.int16)
