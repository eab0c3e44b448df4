"""Corrects a camera that is mounted upside down or on its side: faces are only recognised upright."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import cv2
import numpy as np

from mien.eye.camera.camera import Camera
from mien.eye.camera.frame import Frame

_TURNS: Mapping[int, int] = MappingProxyType(
    {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
)


class RotatedCamera:
    """The frames of another camera, each rotated clockwise by 90, 180 or 270 degrees."""

    def __init__(self, camera: Camera, degrees: int) -> None:
        self._camera, self._turn = camera, _TURNS[degrees]

    def frames(self) -> Iterator[Frame]:
        """Yield the rotated frames of the other camera; raises `CameraError` when it does."""
        for frame in self._camera.frames():
            yield replace(frame, pixels=np.asarray(cv2.rotate(frame.pixels, self._turn), np.uint8))

    def close(self) -> None:
        """Close the other camera."""
        self._camera.close()
