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
_USUAL_RATE = 25.0


class Video:
    """One video file, open; a context manager. `rate`: its frames a second."""

    def __init__(self, file: Path) -> None:
        """Open `file`; raises `PictureError` when it is no video."""
        self._held = _held(file)
        name = f"/proc/self/fd/{self._held.fileno()}" if self._held else str(file)
        # OPENCV_FFMPEG's own messages go to stderr; ours says it in one sentence.
        self._capture = cv2.VideoCapture(name, cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            self.__exit__()
            raise PictureError("is not a video that can be read")
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.rate = rate if 0.1 <= rate <= 1000 else _USUAL_RATE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._capture.release()
        if self._held:
            self._held.close()

    def pictures(self) -> Iterator[Pixels]:
        """Yield each frame as uint8 [height, width, 3] RGB, until the video ends or is damaged."""
        while True:
            there, pixels = self._capture.read()
            if not there:
                return
            yield np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _held(file: Path) -> BinaryIO | None:
    """Return `file`, open, if OpenCV may not have its name: 4.14 crashes on one that is not UTF-8."""
    try:
        str(file).encode()
    except UnicodeEncodeError:
        try:
            return file.open("rb")
        except OSError as bad:
            raise PictureError(f"cannot be read: {bad.strerror}") from bad
    return None
