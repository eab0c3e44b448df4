"""The input of the song network: three seconds of log-mel at a time. Pure; training uses the same file.

As musicnn's authors computed it with librosa: 16 kHz, a Hann window of 512 samples every 256, the power in 96
bands of Slaney's mel scale, each divided by its width, and log10(10,000 power + 1).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
"""Samples per second."""
FRAME, HOP, BANDS = 512, 256, 96
PATCH = 187
"""Frames that the network hears at a time: three seconds."""
PATCH_SAMPLES = (PATCH - 1) * HOP + FRAME

_BREAK_HZ, _BREAK_MEL, _LOG_STEP = 1000.0, 15.0, np.log(6.4) / 27
"""Slaney's scale: linear to 1 kHz, which is 15 mel; from there on 27 mel are a factor of 6.4."""


def log_mels(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the log-mel of mono samples at RATE, [frames,96]; none for fewer than one window."""
    if len(samples) < FRAME:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    spectra = np.fft.rfft(frames * _window(), axis=1)
    power = (spectra.real**2 + spectra.imag**2).astype(np.float32)
    mels: NDArray[np.float32] = np.log10(10_000 * (power @ mel_bands()) + 1)
    return mels


def patch_places(length: int, most: int) -> list[int]:
    """Return the starts of up to `most` patches, spread evenly over this many samples; none if none fits."""
    room = length - PATCH_SAMPLES
    if room < 0:
        return []
    count = min(most, 1 + room // PATCH_SAMPLES)
    if count == 1:
        return [room // 2]
    return [round(room * place / (count - 1)) for place in range(count)]


@cache
def mel_bands() -> NDArray[np.float32]:
    """Return how much each bin of the spectrum counts in each band, [257,96]: triangles of area 1."""
    edges = _hertz(np.linspace(0.0, float(_mel(RATE / 2)), BANDS + 2))
    bins = np.linspace(0.0, RATE / 2, FRAME // 2 + 1)[:, None]
    rising = (bins - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - bins) / np.diff(edges)[1:]
    triangles = np.maximum(0.0, np.minimum(rising, falling)) * 2 / (edges[2:] - edges[:-2])
    bands: NDArray[np.float32] = triangles.astype(np.float32)
    return bands


@cache
def _window() -> NDArray[np.float32]:
    window: NDArray[np.float32] = np.hanning(FRAME + 1)[:-1].astype(np.float32)
    return window


def _mel(hertz: float) -> float:
    if hertz < _BREAK_HZ:
        return hertz * _BREAK_MEL / _BREAK_HZ
    return float(_BREAK_MEL + np.log(hertz / _BREAK_HZ) / _LOG_STEP)


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = mels * _BREAK_HZ / _BREAK_MEL
    curved: NDArray[np.float64] = _BREAK_HZ * np.exp(_LOG_STEP * (mels - _BREAK_MEL))
    return np.where(mels < _BREAK_MEL, linear, curved)
