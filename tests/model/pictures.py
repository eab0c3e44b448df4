"""Crops that may be shown to anyone: the demo's composite portraits and made-up patterns."""

from pathlib import Path

import cv2
import numpy as np

from mien.eye.emotion.preprocess import FRAMING, CropPixels, face_crop
from mien.eye.face_reader import AT_A_GLANCE
from mien.mood.emotion import Emotion

PORTRAITS = Path(__file__).parents[2] / "device" / "mien" / "demo" / "portraits"
_SIDE, _FACE = 160, 0.62  # of a portrait, as models/reel/make_portraits.py draws it
_EDGE = (1 - _FACE) / 2 * _SIDE


def portrait(emotion: Emotion) -> CropPixels:
    """Return the portrait's grey pixels, uint8 [160,160]."""
    drawn = cv2.imread(str(PORTRAITS / f"{emotion}.png"), cv2.IMREAD_UNCHANGED)
    assert drawn is not None
    return drawn[..., 0].astype(np.uint8)


def crops() -> dict[str, CropPixels]:
    """Return each crop, uint8 [48,48], by its name."""
    right_eye, left_eye, mouth = FRAMING * _FACE * _SIDE + _EDGE
    points = {
        "right_eye": (float(right_eye[0]), float(right_eye[1])),
        "left_eye": (float(left_eye[0]), float(left_eye[1])),
        "mouth_right": (float(mouth[0]) - 10, float(mouth[1])),
        "mouth_left": (float(mouth[0]) + 10, float(mouth[1])),
    }
    box = (0.0, 0.0, 160.0, 160.0)
    faces = {
        str(emotion): face_crop(portrait(emotion), box, points, 48, AT_A_GLANCE[0]) for emotion in Emotion
    }
    return faces | _patterns()


def _patterns() -> dict[str, CropPixels]:
    rows, columns = np.mgrid[:48, :48]
    return {
        "black": np.zeros((48, 48), np.uint8),
        "ramp": (rows * 3 + columns * 2).astype(np.uint8),
        "waves": (127 + 100 * np.sin(rows / 5) * np.cos(columns / 7)).astype(np.uint8),
        "noise": np.random.default_rng(20).integers(0, 256, (48, 48)).astype(np.uint8),
    }
