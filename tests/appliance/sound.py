"""Recognises the song in a recording by its notes, so gaps and resampling do no harm."""

import io
import wave
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float64]
Notes: TypeAlias = NDArray[np.float64]

_LOWEST, _OCTAVES, _TO_THE_OCTAVE = 55.0, 6, 24
_WINDOW = 0.5
"""Seconds: enough to distinguish quarter tones at 100 Hz."""


def read_wave(data: bytes) -> tuple[Samples, int]:
    """Return the first channel, -1..1, and its samples a second. 16 bits only."""
    with wave.open(io.BytesIO(data)) as file:
        rate, channels = file.getframerate(), file.getnchannels()
        plain = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return plain[::channels] / 32768.0, rate


def loudness(samples: Samples) -> float:
    """Return the root mean square, in decibels relative to full scale."""
    return float(10 * np.log10(np.mean(samples**2) + 1e-12))


def notes(samples: Samples, rate: int) -> Notes:
    """Return the share of each quarter tone in the whole, as a vector of length 1."""
    size = int(_WINDOW * rate)
    starts = range(0, len(samples) - size + 1, size // 2)
    pieces = [samples[at : at + size] * np.hanning(size) for at in starts]
    power = np.mean([np.abs(np.fft.rfft(piece)) for piece in pieces], axis=0)
    edges = _LOWEST * 2 ** (np.arange(_OCTAVES * _TO_THE_OCTAVE + 1) / _TO_THE_OCTAVE)
    places = np.searchsorted(np.fft.rfftfreq(size, 1 / rate), edges)
    sums = np.array([power[low : max(high, low + 1)].mean() for low, high in zip(places, places[1:])])  # noqa: B905, RUF007
    spread = np.sqrt(sums)
    centred = spread - spread.mean()
    return np.asarray(centred / np.linalg.norm(centred))


def likeness(recorded: bytes, songs: Mapping[str, Path]) -> dict[str, float]:
    """Return the similarity to each song, -1..1, at its most similar position."""
    heard, rate = read_wave(recorded)
    wanted = notes(heard, rate)
    return {uri: _best(wanted, len(heard) / rate, file) for uri, file in songs.items()}


def _best(wanted: Notes, seconds: float, file: Path) -> float:
    samples, rate = read_wave(file.read_bytes())
    size, step = int(seconds * rate), rate
    starts = range(0, max(1, len(samples) - size + 1), step)
    return max(float(wanted @ notes(samples[at : at + size], rate)) for at in starts)
