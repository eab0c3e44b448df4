"""The magnitudes of a song's spectrum, frame by frame. Pure."""

import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 1024
"""Frames transformed at a time: the complex spectra of a whole song would need 100 MB."""


def spectra(samples: NDArray[np.float32], frame: int, hop: int) -> NDArray[np.float32]:
    """Return magnitudes [frames, 1 + frame/2] of samples, a Hann window of `frame` every `hop`."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, frame)[::hop]
    window = np.hanning(frame).astype(np.float32)
    parts = [
        np.abs(np.fft.rfft(frames[begin : begin + _AT_ONCE] * window, axis=1)).astype(np.float32)
        for begin in range(0, len(frames), _AT_ONCE)
    ]
    return np.concatenate(parts)
