"""How well a face can be read: a number from 0 to 1, and the reason if it is low.

Each aspect scores from 0 (unreadable) to 1 (harmless), and the worst one decides.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from mien.eye.camera.frame import Pixels
from mien.eye.faces.face_geometry import FaceGeometry

READABLE = 0.35
FAULTLESS = 0.6  # from this value on no reason is given

# Where each aspect scores 0, and where it scores 1.
_SIDE = (20.0, 56.0)  # longer side of the face, px
_YAW = (65.0, 25.0)  # degrees; past 65 one eye is gone
_PITCH = (55.0, 25.0)
# Standard deviation of the Laplacian by that of the luma, in a crop of 48 px. Sharp news photographs have
# 0.36 or more; blurred over 4 % of the face they have 0.14, over 10 % 0.07.
_SHARPNESS = (0.06, 0.22)
_BRIGHTNESS = (0.05, 0.16)  # mean of the face, 0..1
_CONTRAST = (0.02, 0.07)  # standard deviation of the luma, 0..1
_PRESENCE = (
    0.9,
    0.999,
)  # an uncovered face has 0.98 or more, even far away or in dim light; one behind a hand often less
_SHARP_AT = 48


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a face can be read."""

    value: float
    """0..1."""

    why_low: str = ""
    """The reason, as in `mien.mood.glance.Face`; empty if the face is clear."""

    @property
    def readable(self) -> bool:
        """Whether the emotion read from this face means anything."""
        return self.value >= READABLE


def quality_of(face: FaceGeometry, crop: Pixels) -> Quality:
    """Return the quality of `face`; `crop` is its aligned grey crop, uint8 [size, size]."""
    luma = _luma(crop)
    shares = {
        "small": _share(face.side, _SIDE),
        "turned": min(_share(abs(face.pose.yaw), _YAW), _share(abs(face.pose.pitch), _PITCH)),
        "covered": _share(face.presence, _PRESENCE),
        "dark": min(_share(float(luma.mean()), _BRIGHTNESS), _share(float(luma.std()), _CONTRAST)),
        "blurred": _share(sharpness(luma), _SHARPNESS),
    }
    worst = min(shares, key=lambda fault: shares[fault])
    value = shares[worst]
    return Quality(value, worst if value < FAULTLESS else "")


def _luma(crop: Pixels) -> NDArray[np.float32]:
    """Return `crop` as float32 0..1 at the size at which sharpness is measured."""
    if crop.shape[0] != _SHARP_AT:
        crop = np.asarray(cv2.resize(crop, (_SHARP_AT, _SHARP_AT), interpolation=cv2.INTER_AREA), np.uint8)
    return crop.astype(np.float32) / np.float32(255)


def sharpness(luma: NDArray[np.float32]) -> float:
    """Return the standard deviation of the Laplacian by that of `luma`; 0 for a flat picture."""
    spread = float(luma.std())
    return float(cv2.Laplacian(luma, cv2.CV_32F).std()) / spread if spread > 1e-3 else 0.0


def _share(value: float, ramp: tuple[float, float]) -> float:
    """Return 0 where `ramp` begins, 1 where it ends, linear in between; it may run downwards."""
    begin, end = ramp
    return min(1.0, max(0.0, (value - begin) / (end - begin)))
