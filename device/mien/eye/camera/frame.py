"""One picture and when it was taken."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.types import Seconds

Pixels: TypeAlias = NDArray[np.uint8]

_EVERY = 8  # one pixel in 64 tells the light well enough
# Shares of red, green and blue in the luma, ITU-R BT.601.
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """`pixels`: uint8 [height, width, 3], RGB. `at`: seconds, monotonic. `light`: mean luma, 0..1."""

    pixels: Pixels
    at: Seconds
    light: float


def frame_of(pixels: Pixels, at: Seconds) -> Frame:
    """Return `pixels`, uint8 [height, width, 3] RGB, as a frame taken `at`, its light measured."""
    means = pixels[::_EVERY, ::_EVERY].reshape(-1, 3).mean(axis=0, dtype=np.float32)
    return Frame(pixels, at, float(means @ _LUMA) / 255)
