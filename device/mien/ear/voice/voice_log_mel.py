"""From sound to the network's input: log-mel bands. This is the only implementation: training uses it too.

Loudness is removed, so that near and far, loud and soft voices read alike: decibels are relative to the mean
of the louder half of the frames. Pitch, tempo and timbre stay, and with them the arousal of a voice. A frame
lasts long enough for the harmonics of a low voice to stand apart: half of it shows no pitch below 160 Hz.
"""

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Sound: TypeAlias = NDArray[np.int16]
Bands: TypeAlias = NDArray[np.floating[Any]]

RATE = 16_000  # samples a second
HOP = 320  # samples from one frame to the next: 50 frames a second
FRAME = 800  # samples
BANDS = 48
FRAMES = 144  # of one window: 2.9 s
LOWEST, HIGHEST = 60.0, 7600.0  # Hz
FLOOR = 1e-7  # of power: about what 16 bits leave of silence
DECIBELS = 15.0  # one step of the network's input
CLIP = 3.0
_FFT = 1024
_AT_A_TIME = 24
"""Frames: six seconds at once cost twice as much, most of it for getting memory from the system."""


def power_bands(sound: Sound) -> Bands:
    """Return the power in each band of each frame, float32 [frames, BANDS]; `sound` at `RATE`, mono."""
    samples = sound.astype(np.float32) / 32768.0
    if len(samples) < FRAME:
        samples = np.pad(samples, (0, FRAME - len(samples)))
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    bands: Bands = np.concatenate(
        [_bands_of(frames[start : start + _AT_A_TIME]) for start in range(0, len(frames), _AT_A_TIME)]
    )
    return bands


def _bands_of(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the power in each band of a few frames."""
    spectrum = np.fft.rfft(frames * _window(), _FFT)
    power = spectrum.real**2 + spectrum.imag**2
    return np.asarray(power.astype(np.float32) @ _filters(), np.float32)


def decibels(power: Bands) -> Bands:
    """Return power in decibels, with silence as the floor."""
    return np.asarray(10.0 * np.log10(power + FLOOR), dtype=np.float32)


def levelled(loud: Bands) -> Bands:
    """Return decibels [..., frames, BANDS] without loudness, in steps of `DECIBELS`, cut off at +-`CLIP`."""
    level = loud.mean(-1)
    louder = np.sort(level, axis=-1)[..., level.shape[-1] // 2 :].mean(-1)
    values: Bands = np.clip((loud - louder[..., None, None]) / DECIBELS, -CLIP, CLIP).astype(np.float32)
    return values


def windows(loud: Bands) -> Bands:
    """Return decibels [frames, BANDS] as windows [N, FRAMES, BANDS] that overlap by half."""
    if len(loud) < FRAMES:
        loud = np.tile(loud, (-(-FRAMES // len(loud)), 1))
    count = 1 + -(-(len(loud) - FRAMES) // (FRAMES // 2))
    starts = np.linspace(0, len(loud) - FRAMES, count).round().astype(int)
    return np.stack([loud[start : start + FRAMES] for start in starts])


@lru_cache(maxsize=1)
def _window() -> NDArray[np.float32]:
    """Return the window of a frame; its power is that of a Hann window of 400 samples."""
    return np.asarray(np.hanning(FRAME) * (400 / FRAME), np.float32)


@lru_cache(maxsize=1)
def _filters() -> NDArray[np.float32]:
    """Return the triangular mel filters, float32 [bins, BANDS]."""
    edges = _hertz(np.linspace(_mel(LOWEST), _mel(HIGHEST), BANDS + 2))
    bins = np.arange(_FFT // 2 + 1) * RATE / _FFT
    rising = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


def _mel(hertz: float) -> float:
    return 2595.0 * float(np.log10(1.0 + hertz / 700.0))


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(700.0 * (10.0 ** (mel / 2595.0) - 1.0))
