"""From a face in a frame to the network's input. This is the only implementation: training uses it too.

FRAMING says where FER2013's pictures have eyes and mouth on average, as fractions of the side: measured with
the mesh network on 26,900 of them, presence above 0.9. A crop puts a face's own points there, or magnifies by
a factor.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from mien.eye.emotion.manifest import Manifest
from mien.types import Box, Point

CropPixels: TypeAlias = NDArray[np.uint8]
CropValues: TypeAlias = NDArray[np.floating[Any]]

# Right eye, left eye (the person's own; centres) and the middle of the mouth's corners, by the crop's side.
FRAMING = np.array([[0.312, 0.375], [0.688, 0.375], [0.5, 0.755]])
# The mesh's box reaches from hairline to chin; of FER2013's pictures it takes the part .08-.91 by .07-.99. So
# this square is framed the same way: its centre by the box's sides, its side by the box's longer one.
BOX_CENTRE, BOX_SIDE = (0.5, 0.464), 1.088
_LEAST_SIDE = 4.0  # px; a smaller box is not a face; guards against dividing by 0
_LARGER = 1.2  # times the crop's size; up to that a face is warped as it is
_NEEDED = ("right_eye", "left_eye", "mouth_right", "mouth_left")


def face_crop(
    pixels: CropPixels, box: Box, key_points: Mapping[str, Point], size: int, nearer: float = 1.0
) -> CropPixels:
    """Return the face as a grey square, uint8 [size,size].

    `pixels`: uint8 [H,W,3] RGB or [H,W] grey; `box` and `key_points` in its pixels, and either may reach
    outside it: the border is repeated. With eyes and mouth the face is turned upright, and both are put
    where FRAMING says; without them the box is framed the same way. `nearer` magnifies around the middle.
    """
    to_unit = _unit_from_box(box)
    if all(name in key_points for name in _NEEDED):
        points = anchors(key_points)
        if np.ptp(points, axis=0).max() >= _LEAST_SIDE:
            to_unit = unit_from_points(points)
    to_unit = nearer * to_unit
    to_unit[:, 2] += (1 - nearer) / 2
    return _warped(pixels, to_unit, size)


def anchors(key_points: Mapping[str, Point]) -> CropValues:
    """Return the three points that FRAMING places, float [3,2]: right eye, left eye, middle of the mouth."""
    right_eye, left_eye, *mouth = (np.array(key_points[name], float) for name in _NEEDED)
    return np.stack([right_eye, left_eye, (mouth[0] + mouth[1]) / 2])


def unit_from_points(points: CropValues) -> CropValues:
    """Return the similarity, float [2,3], that takes `points` [3,2] nearest to FRAMING."""
    return similarity(points, FRAMING)


def similarity(points: CropValues, places: CropValues) -> CropValues:
    """Return the similarity, float [2,3], that takes `points` [N,2] nearest to `places` (least squares).

    It is the closed form with complex numbers, in which rotation and scale are one factor.
    """
    here = points[:, 0] + 1j * points[:, 1]
    there = places[:, 0] + 1j * places[:, 1]
    spread = here - here.mean()
    factor = complex((np.conj(spread) * (there - there.mean())).sum() / (np.abs(spread) ** 2).sum())
    move = complex(there.mean()) - factor * complex(here.mean())
    return np.array([[factor.real, -factor.imag, move.real], [factor.imag, factor.real, move.imag]])


def _unit_from_box(box: Box) -> CropValues:
    x, y, width, height = box
    side = max(width, height, _LEAST_SIDE) * BOX_SIDE
    left, top = x + width * BOX_CENTRE[0] - side / 2, y + height * BOX_CENTRE[1] - side / 2
    return np.array([[1 / side, 0.0, -left / side], [0.0, 1 / side, -top / side]])


def _warped(pixels: CropPixels, to_unit: CropValues, size: int) -> CropPixels:
    """Return the unit square of `to_unit` (frame px -> 0..1) as `size` x `size` grey pixels."""
    corners = _inverse(to_unit) @ np.array([[0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 1]], float)
    region, left, top = _region(pixels, corners)
    grey = region if region.ndim == 2 else cv2.cvtColor(region, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    side = 1 / max(float(np.hypot(to_unit[0, 0], to_unit[1, 0])), 1e-6)  # of the crop, frame px
    # A face larger than the crop is averaged, before and after, to avoid aliasing.
    fine = 2 if side > _LARGER * size else 1
    shrink = max(1, min(int(side / (fine * size)), *grey.shape))
    to_region = np.array([[shrink, 0.0, left], [0.0, shrink, top], [0.0, 0.0, 1.0]])
    matrix = fine * size * to_unit @ to_region  # shrunk region -> crop, both in continuous px
    matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5  # a pixel's centre is at half
    extent, how, edge = (fine * size, fine * size), cv2.INTER_LINEAR, cv2.BORDER_REPLICATE
    warped = cv2.warpAffine(_shrunk(grey, shrink), matrix, extent, flags=how, borderMode=edge)
    return _shrunk(warped.astype(np.uint8), fine)


def _shrunk(grey: CropPixels, times: int) -> CropPixels:
    """Return `grey` with squares of `times` x `times` pixels averaged, its border repeated to full ones."""
    if times == 1:
        return grey
    high, wide = (-(-side // times) for side in grey.shape)
    below, right = high * times - grey.shape[0], wide * times - grey.shape[1]
    full = cv2.copyMakeBorder(grey, 0, below, 0, right, cv2.BORDER_REPLICATE)
    return cv2.resize(full, (wide, high), interpolation=cv2.INTER_AREA).astype(np.uint8)


def _region(pixels: CropPixels, corners: CropValues) -> tuple[CropPixels, int, int]:
    """Return the part of `pixels` around `corners` [2,4], and its left and top; never empty."""
    high, wide = pixels.shape[:2]
    (left, top), (right, bottom) = np.floor(corners.min(1)) - 2, np.ceil(corners.max(1)) + 2
    left, top = int(np.clip(left, 0, wide - 1)), int(np.clip(top, 0, high - 1))
    right, bottom = int(np.clip(right, left + 1, wide)), int(np.clip(bottom, top + 1, high))
    return pixels[top:bottom, left:right], left, top


def _inverse(similarity: CropValues) -> CropValues:
    inverse: CropValues = np.linalg.pinv(np.vstack([similarity, [0.0, 0.0, 1.0]]))[:2]
    return inverse


def standardised(crops: CropPixels, least_spread: float, clip: float) -> NDArray[np.float32]:
    """Return each crop of uint8 [...,S,S] with mean 0 and standard deviation 1, clipped at +-`clip`.

    A dim or flat crop is read like a bright one; `least_spread` (grey levels) keeps noise from being
    amplified into a face.
    """
    grey = crops.astype(np.float32)
    middle = grey.mean((-2, -1), keepdims=True)
    spread = np.maximum(grey.std((-2, -1), keepdims=True), least_spread)
    values: NDArray[np.float32] = np.clip((grey - middle) / spread, -clip, clip)
    return values


def to_input(crop: CropPixels, manifest: Manifest) -> NDArray[np.int8]:
    """Return `crop`, uint8 [size,size], as the network's input: int8 [1,size,size,1]."""
    values = standardised(crop, manifest.least_spread, manifest.clip)
    steps = np.round(values / manifest.input_scale) + manifest.input_zero_point
    whole: NDArray[np.int8] = np.clip(steps, -128, 127).astype(np.int8)
    return whole[None, :, :, None]
