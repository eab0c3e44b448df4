"""The camera of a Raspberry Pi, through Picamera2; imported only when it is used."""

import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

import cv2
import numpy as np

from mien.eye.camera.camera import CameraError
from mien.eye.camera.frame import Frame, Pixels, frame_of
from mien.types import Seconds

WIDTH, HEIGHT = 640, 480
_FRAME_MICROSECONDS = 66_667  # 15 frames a second: more than are processed, and slow enough for a dim room

# libcamera names the bytes of a pixel in reverse order.
_TO_RGB: Mapping[str, Callable[[Pixels], Any]] = {
    "YUV420": lambda picture: cv2.cvtColor(picture, cv2.COLOR_YUV2RGB_I420),
    "RGB888": lambda picture: cv2.cvtColor(picture, cv2.COLOR_BGR2RGB),
    "BGR888": lambda picture: picture,
}


class PiCamera:
    """The first Pi camera, with one low-resolution stream; nothing larger is ever captured."""

    def __init__(self, clock: Callable[[], Seconds] = time.monotonic) -> None:
        self._clock = clock
        self._device: Any = None

    def frames(self) -> Iterator[Frame]:
        """Yield frames as they come; raises `CameraError` when there is no camera."""
        device = self._device = _started()
        layout = _layout(device)
        while self._device is device:
            # A time-out inside libcamera blocks this call for ever; the watchdog then ends the process.
            yield frame_of(_rgb(device.capture_array("main"), layout), self._clock())

    def close(self) -> None:
        """Stop the stream and release the camera."""
        device, self._device = self._device, None
        if device is not None:
            device.stop()
            device.close()


def _started() -> Any:
    picamera2 = _picamera2()
    try:
        device = picamera2.Picamera2()
        known = "FrameDurationLimits" in device.camera_controls
        pace = {"FrameDurationLimits": (_FRAME_MICROSECONDS, _FRAME_MICROSECONDS)} if known else {}
        device.configure(
            device.create_video_configuration(
                main={"size": (WIDTH, HEIGHT), "format": "YUV420"}, controls=pace, buffer_count=3
            )
        )
        device.start()
    except (RuntimeError, IndexError, OSError) as bad:
        raise CameraError(f"The Pi camera cannot be opened: {bad}. Is its ribbon cable connected?") from bad
    return device


def _layout(device: Any) -> str:
    """Return the pixel format: a Pi gives YUV, other libcamera devices whatever they support."""
    layout: str = device.camera_configuration()["main"]["format"]
    if layout not in _TO_RGB:
        raise CameraError(f"The camera gives {layout} pictures; only {', '.join(_TO_RGB)} can be read.")
    return layout


def _rgb(picture: Any, layout: str) -> Pixels:
    """Return `picture` as RGB."""
    rows = HEIGHT * 3 // 2 if layout == "YUV420" else HEIGHT
    return np.asarray(_TO_RGB[layout](picture[:rows, :WIDTH]), np.uint8)


class _Nothing:
    """Has any attribute, because Picamera2 reads the screen's formats on import."""

    def __getattr__(self, _name: str) -> None: ...


def _picamera2() -> ModuleType:
    """Return the module, with stubs for the screen libraries that it imports even without a screen."""
    for name in ("kms", "pykms"):
        if name not in sys.modules:
            stub = ModuleType(name)
            stub.PixelFormat = _Nothing()  # type: ignore[attr-defined]
            sys.modules[name] = stub
    try:
        import picamera2
    except Exception as bad:  # its compiled parts may raise anything, such as ValueError for another numpy
        raise CameraError(_import_problem(bad)) from bad
    module: ModuleType = picamera2
    return module


def _import_problem(bad: Exception) -> str:
    """Explain `bad`, raised on import, and where it was raised, which is seldom in Picamera2 itself."""
    if isinstance(bad, ModuleNotFoundError) and bad.name == "picamera2":
        return "Picamera2 is not installed: apt install python3-picamera2."
    *_, place = traceback.extract_tb(bad.__traceback__)
    return (
        f"Picamera2 cannot be loaded ({place.filename}: {type(bad).__name__}: {bad}). "
        f"apt's packages and Mien's in {sys.prefix} are incompatible: "
        "apt install --reinstall python3-picamera2, and reinstall Mien."
    )
