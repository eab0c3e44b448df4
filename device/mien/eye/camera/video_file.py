"""Reads a video file frame by frame."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Self

import cv2
import numpy as np

from mien.eye.camera.frame import Pixels
from mien.eye.camera.image_file import PictureError

SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mkv", ".avi", ".mov", ".webm", ".mpg", ".mpeg", ".mjpeg", ".mjpg", ".ogv"}
)
_DEFAULT_RATE = 25.0


class VideoFile:
    """One open video file; a context manager.

    Attributes:
        rate: Frames a second.
    """

    def __init__(self, file: Path) -> None:
        """Open `file`; raises `PictureError` if it is not a video."""
        self._file = _opened_by_us(file)
        name = f"/proc/self/fd/{self._file.fileno()}" if self._file else str(file)
        # FFmpeg prints its own messages to stderr; our error says it in one sentence.
        self._capture = cv2.VideoCapture(name, cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            self.__exit__()
            raise PictureError("is not a video that can be read")
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.rate = rate if 0.1 <= rate <= 1000 else _DEFAULT_RATE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._capture.release()
        if self._file:
            self._file.close()

    def pictures(self) -> Iterator[Pixels]:
        """Yield each frame as uint8 [height, width, 3] RGB, until the video ends or is damaged."""
        while True:
            there, pixels = self._capture.read()
            if not there:
                return
            yield np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _opened_by_us(file: Path) -> BinaryIO | None:
    """Open `file` for an OpenCV that must not see its name: 4.14 crashes on names that are not UTF-8."""
    try:
        str(file).encode()
    except UnicodeEncodeError:
        try:
            return file.open("rb")
        except OSError as bad:
            raise PictureError(f"cannot be read: {bad.strerror}") from bad
    return None
