"""The part of Picamera2 that we use, with a camera that gives pictures in one pixel format."""

from types import ModuleType
from typing import Any

import cv2
import numpy as np

from mien.eye.camera.frame import Pixels

LAYOUTS = {
    "YUV420": cv2.COLOR_RGB2YUV_I420,
    "RGB888": cv2.COLOR_RGB2BGR,  # the bytes of a pixel in reverse order
    "BGR888": None,
}


class FakePicamera2:
    """A camera that always shows `picture`, in `layout` whatever format was requested."""

    def __init__(self, picture: Pixels, layout: str, controls: tuple[str, ...]) -> None:
        self.camera_controls = dict.fromkeys(controls)
        self._picture, self._layout = picture, layout
        self._main: dict[str, Any] = {}

    def create_video_configuration(self, **wanted: Any) -> dict[str, Any]:
        return wanted

    def configure(self, wanted: dict[str, Any]) -> None:
        unknown = wanted["controls"].keys() - self.camera_controls
        if unknown:
            raise RuntimeError(f"Control {unknown.pop()} is not advertised by libcamera")
        self._main = wanted["main"] | {"format": self._layout}

    def camera_configuration(self) -> dict[str, Any]:
        return {"main": self._main}

    def start(self) -> None: ...

    def capture_array(self, _name: str) -> Pixels:
        code = LAYOUTS.get(self._layout)
        return self._picture if code is None else np.asarray(cv2.cvtColor(self._picture, code), np.uint8)

    def stop(self) -> None: ...

    def close(self) -> None: ...


def fake_picamera2(picture: Pixels, layout: str, controls: tuple[str, ...] = ()) -> ModuleType:
    """Return a picamera2 module with such a camera."""
    module = ModuleType("picamera2")
    module.Picamera2 = lambda: FakePicamera2(picture, layout, controls)  # type: ignore[attr-defined]
    return module
