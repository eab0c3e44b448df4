"""Boxes and squares in a picture: their overlap, and how to crop, rotate and shrink a square."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mien.eye.camera.frame import Pixels
from mien.types import Box


@dataclass(frozen=True, slots=True)
class Square:
    """A square of the picture. It may reach past the edges, where it is black."""

    x: float
    """Centre, in pixels from the left."""

    y: float
    """Centre, in pixels from the top."""

    side: float
    """In pixels."""

    lean: float = 0.0
    """In radians; positive is clockwise as the viewer sees it, like a head that tilts to its own left."""


def square_around(box: Box, grow: float = 1.0, lean: float = 0.0) -> Square:
    """Return the square centred on `box` whose side is the longer side of the box times `grow`."""
    x, y, w, h = box
    return Square(x + w / 2, y + h / 2, max(w, h) * grow, lean)


def matrix_to(square: Square, size: int) -> NDArray[np.float64]:
    """Return the 2x3 matrix from pixels of the picture to pixels of `square` scaled to `size`."""
    scale = size / square.side
    cos, sin = math.cos(square.lean) * scale, math.sin(square.lean) * scale
    return np.array(
        [
            [cos, sin, size / 2 - cos * square.x - sin * square.y],
            [-sin, cos, size / 2 + sin * square.x - cos * square.y],
        ]
    )


def crop_square(pixels: Pixels, square: Square, size: int) -> Pixels:
    """Return `square` of `pixels` as uint8 [size, size, channels].

    A square of at least twice that size is averaged first, because bilinear sampling would skip pixels.
    """
    if square.side >= 2 * size:
        pixels, square = _shrunk_about(pixels, square, int(square.side / size))
    return np.asarray(
        cv2.warpAffine(pixels, matrix_to(square, size), (size, size), flags=cv2.INTER_LINEAR), dtype=np.uint8
    )


def _shrunk_about(pixels: Pixels, square: Square, by: int) -> tuple[Pixels, Square]:
    """Return the surroundings of `square`, shrunk `by` a whole number, and the square within them."""
    height, width = pixels.shape[:2]
    reach = square.side * 0.75  # more than half the diagonal
    x0, y0 = max(0, int(square.x - reach)), max(0, int(square.y - reach))
    x1, y1 = min(width, int(square.x + reach) + 1), min(height, int(square.y + reach) + 1)
    wide, high = (x1 - x0) // by, (y1 - y0) // by
    if wide < 1 or high < 1:
        return pixels, square
    part = cv2.resize(
        pixels[y0 : y0 + high * by, x0 : x0 + wide * by], (wide, high), interpolation=cv2.INTER_AREA
    )
    x, y = (
        (square.x - x0 + 0.5) / by - 0.5,
        (square.y - y0 + 0.5) / by - 0.5,
    )  # a pixel's centre is at one half
    moved = Square(x, y, square.side / by, square.lean)
    return np.asarray(part, dtype=np.uint8), moved


def to_picture(points: NDArray[np.float32], square: Square, size: int) -> NDArray[np.float32]:
    """Map `points` [n, 2 or 3] from pixels of `square` scaled to `size` back to the picture; z is scaled."""
    scale = square.side / size
    cos, sin = math.cos(square.lean) * scale, math.sin(square.lean) * scale
    x, y = points[:, 0] - size / 2, points[:, 1] - size / 2
    back = np.empty_like(points)
    back[:, 0] = square.x + cos * x - sin * y
    back[:, 1] = square.y + sin * x + cos * y
    if points.shape[1] > 2:
        back[:, 2] = points[:, 2] * scale
    return back


def iou(one: Box, other: Box) -> float:
    """Return the intersection over union: 0 (apart) to 1 (the same)."""
    intersection = _intersection(one, other)
    return intersection / (one[2] * one[3] + other[2] * other[3] - intersection) if intersection else 0.0


def containment(one: Box, other: Box) -> float:
    """Return the intersection over the smaller area: 1 if one box contains the other."""
    intersection = _intersection(one, other)
    return intersection / min(one[2] * one[3], other[2] * other[3]) if intersection else 0.0


def _intersection(one: Box, other: Box) -> float:
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
