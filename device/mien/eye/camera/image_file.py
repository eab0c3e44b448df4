"""Reads one picture file, or explains why it cannot be read."""

from pathlib import Path

import cv2
import numpy as np

from mien.errors import MienError
from mien.eye.camera.frame import Pixels
from mien.eye.camera.image_integrity import is_complete

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".jp2"})


class PictureError(MienError):
    """The file is not a picture, or only part of one."""


def read_picture(file: Path) -> Pixels:
    """Return the picture in `file`, upright, as uint8 [height, width, 3] RGB; raises `PictureError`."""
    try:
        content = file.read_bytes()
    except OSError as bad:
        raise PictureError(f"cannot be read: {bad.strerror}") from bad
    if not content:
        raise PictureError("is empty")
    if not is_complete(content):
        raise PictureError("is truncated: the end of the picture is missing")
    try:
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error as bad:
        raise PictureError(f"cannot be decoded: {bad.err}") from bad
    if pixels is None:
        raise PictureError("is not a picture that can be read")
    return np.asarray(pixels, dtype=np.uint8)
