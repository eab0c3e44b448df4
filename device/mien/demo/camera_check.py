"""Checks before the demo begins whether the requested camera can exist."""

import re
from pathlib import Path

from mien.demo.reel import reel_camera
from mien.eye.camera.camera import CameraError
from mien.eye.camera.camera_spec import open_camera

DEVICES = Path("/dev")


def check_camera(spec: str, devices: Path = DEVICES) -> None:
    """Do nothing if `spec` names a camera that may exist; it is not opened yet.

    Raises:
        CameraError: there is no such camera.
    """
    open_camera(spec, {"reel": reel_camera})
    webcam = re.fullmatch(r"webcam:?(\d*)", spec)
    if webcam is None:
        return
    device = devices / f"video{int(webcam[1] or '0')}"
    if device.exists():
        return
    others = sorted(devices.glob("video*"))
    hint = (
        f"This machine has {', '.join(map(str, others))}."
        if others
        else "No webcam is plugged in; without --camera the demo shows an invented person."
    )
    raise CameraError(f"There is no camera {device}. {hint}")
