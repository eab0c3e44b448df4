"""Makes a camera from its name: `recorded:PATH?loop&pace=fast`, `webcam:0`, `picamera2`."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from mien.config.toml_table import did_you_mean
from mien.eye.camera.camera import Camera, CameraError, CameraFactory
from mien.eye.camera.recorded_camera import RecordedCamera
from mien.eye.camera.rotated_camera import RotatedCamera

_NONE: Mapping[str, CameraFactory] = MappingProxyType({})


def open_camera(spec: str, more: Mapping[str, CameraFactory] = _NONE, rotation: int = 0) -> Camera:
    """Return the camera named by `spec`.

    Args:
        spec: The name of the camera.
        more: Further kinds of camera, beside those that this module knows.
        rotation: Degrees clockwise by which to rotate each picture, a multiple of 90.

    Raises:
        CameraError: there is no such kind of camera, or what follows its name is invalid.
    """
    kind, _, rest = spec.partition(":")
    kinds = {**_KINDS, **more}
    if kind not in kinds:
        close = did_you_mean(kind, kinds)
        raise CameraError(f"Unknown camera {spec!r}; known are {', '.join(sorted(kinds))}{close or '.'}")
    camera = kinds[kind](rest)
    return RotatedCamera(camera, rotation) if rotation else camera


def _recorded(rest: str) -> Camera:
    """Return the recording at PATH. Options follow a `?`, joined by `&`: loop, pace=fast, fps=N."""
    path, _, asked = rest.partition("?")
    if not path:
        raise CameraError("A recording needs a path: recorded:PATH.")
    options = dict(_option(option) for option in asked.split("&") if option)
    return RecordedCamera(
        Path(path).expanduser(),
        loop=options.pop("loop", "no") == "yes",
        fast=options.pop("pace", "own") == "fast",
        rate=_rate(options.pop("fps", None)),
    )


_ALLOWED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"loop": ("yes", "no"), "pace": ("own", "fast"), "fps": ()}
)


def _option(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    value = value or "yes"
    allowed = _ALLOWED.get(name)
    if allowed is None or (allowed and value not in allowed):
        raise CameraError(
            f"Unknown option {text!r} for a recording; known are loop, pace=fast and fps=NUMBER."
        )
    return name, value


def _rate(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0.01 <= rate <= 1000:
        raise CameraError(f"fps must be a number from 0.01 to 1000, not {text!r}.")
    return rate


def _webcam(rest: str) -> Camera:
    from mien.eye.camera.web_camera import WebCamera

    if rest and not rest.isdecimal():
        raise CameraError(f"A webcam has a number, as in webcam:0, not {rest!r}.")
    return WebCamera(int(rest or "0"))


def _picamera(rest: str) -> Camera:
    from mien.eye.camera.pi_camera import PiCamera

    if rest:
        raise CameraError(f"picamera2 takes nothing after its name, not {rest!r}.")
    return PiCamera()


_KINDS: Mapping[str, CameraFactory] = MappingProxyType(
    {"recorded": _recorded, "webcam": _webcam, "picamera2": _picamera}
)
