"""Reads one picture file, and says plainly when it cannot."""

from pathlib import Path

import cv2
import numpy as np

from mien.eye.camera.frame import Pixels
from mien.trouble import MienError

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".jp2"})

_JPEG_START, _JPEG_SCAN, _JPEG_END = b"\xff\xd8", b"\xff\xda", b"\xff\xd9"
_PNG_START, _PNG_END = b"\x89PNG", b"IEND"


class PictureError(MienError):
    """The file is no picture, or only a part of one."""


def read_picture(file: Path) -> Pixels:
    """Return the picture in `file`, upright, as uint8 [height, width, 3] RGB; raises `PictureError`."""
    try:
        content = file.read_bytes()
    except OSError as bad:
        raise PictureError(f"cannot be read: {bad.strerror}") from bad
    if not content:
        raise PictureError("is empty")
    if _cut_short(content):
        raise PictureError("is cut short: the end of the picture is missing")
    try:
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error as bad:
        raise PictureError(f"cannot be decoded: {bad.err}") from bad
    if pixels is None:
        raise PictureError("is not a picture that can be read")
    return np.asarray(pixels, dtype=np.uint8)


def _cut_short(content: bytes) -> bool:
    """Tell whether a JPEG or PNG lacks its end: OpenCV would fill the rest with grey and say nothing."""
    if content.startswith(_JPEG_START):
        # Pixels cannot hold a marker, so an end after the last scan is the picture's own.
        return content.rfind(_JPEG_END) < content.rfind(_JPEG_SCAN) or _JPEG_END not in content
    return content.startswith(_PNG_START) and _PNG_END not in content[-64:]
