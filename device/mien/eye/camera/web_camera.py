"""A USB camera, through V4L2."""

import time
from collections.abc import Callable, Iterator

import cv2
import numpy as np

from mien.eye.camera.camera import CameraError
from mien.eye.camera.frame import Frame, frame_of
from mien.types import Seconds

WIDTH, HEIGHT = 640, 480
_MISSES = 10  # consecutive reads that may fail before the camera counts as disconnected


class WebCamera:
    """The camera /dev/video`number`, at 640x480."""

    def __init__(self, number: int, clock: Callable[[], Seconds] = time.monotonic) -> None:
        self._number, self._clock = number, clock
        self._device: cv2.VideoCapture | None = None

    def frames(self) -> Iterator[Frame]:
        """Yield frames as they come; raises `CameraError` if there is no camera or it was unplugged."""
        device = self._device = self._opened()
        misses = 0
        while self._device is device:
            there, pixels = device.read()
            if there:
                misses = 0
                yield frame_of(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8), self._clock())
            elif self._device is device and (misses := misses + 1) >= _MISSES:
                raise CameraError(f"The camera /dev/video{self._number} stopped giving pictures.")

    def close(self) -> None:
        """Release the device, so that its light goes out."""
        device, self._device = self._device, None
        if device is not None:
            device.release()

    def _opened(self) -> cv2.VideoCapture:
        device = cv2.VideoCapture(self._number, cv2.CAP_V4L2)
        if not device.isOpened():
            raise CameraError(
                f"The camera /dev/video{self._number} cannot be opened: "
                "is it plugged in, and not in use by another program?"
            )
        device.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
        device.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
        device.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # the newest frame, not the oldest one queued
        return device
