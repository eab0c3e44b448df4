"""One frame: a picture and when it was taken."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.types import Seconds

Pixels: TypeAlias = NDArray[np.uint8]
"""A picture; uint8, [height, width, 3] RGB unless stated otherwise."""

_STEP = 8  # one pixel in 64 is enough to measure the light
# Shares of red, green and blue in the luma, ITU-R BT.601.
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture from a camera."""

    pixels: Pixels
    """Uint8 [height, width, 3], RGB."""

    at: Seconds
    """When it was taken, on the monotonic clock."""

    light: float
    """Mean luma, 0..1."""


def frame_of(pixels: Pixels, at: Seconds) -> Frame:
    """Return `pixels`, uint8 [height, width, 3] RGB, as a frame taken at `at`, with its light measured."""
    means = pixels[::_STEP, ::_STEP].reshape(-1, 3).mean(axis=0, dtype=np.float32)
    return Frame(pixels, at, float(means @ _LUMA) / 255)
