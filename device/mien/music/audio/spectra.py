"""The magnitudes of a song's spectrum, frame by frame. Pure."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 1 << 18
"""Samples of all frames that are transformed at a time: spectra of a whole song would need 100 MB."""


def spectra(samples: NDArray[np.float32], frame: int, hop: int) -> NDArray[np.float32]:
    """Return magnitudes [frames, 1 + frame/2] of samples, a Hann window of `frame` every `hop`."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, frame)[::hop]
    window = np.hanning(frame).astype(np.float32)
    found = np.empty((len(frames), frame // 2 + 1), np.float32)
    for part in parts(len(frames), _AT_ONCE // frame):
        found[part] = np.abs(np.fft.rfft(frames[part] * window, axis=1))
    return found


def parts(length: int, most: int) -> Iterator[slice]:
    """Yield slices of at most `most` that cover `length`: what is computed in between stays small."""
    for begin in range(0, length, most):
        yield slice(begin, min(begin + most, length))
