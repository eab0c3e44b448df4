"""The interface between the eye and its camera."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeAlias

from mien.errors import MienError
from mien.eye.camera.frame import Frame


class CameraError(MienError):
    """The camera cannot be opened, or has stopped giving frames; says which one, and what to do."""


class Camera(Protocol):
    """A source of frames. Making one touches no device: `frames` opens it and `close` releases it."""

    def frames(self) -> Iterator[Frame]:
        """Yield the newest frame each time, until the source ends.

        Raises:
            CameraError: there is no such camera, or it was disconnected.
        """

    def close(self) -> None:
        """Release the device. May be called twice; `frames` may be called again afterwards."""


CameraFactory: TypeAlias = Callable[[str], Camera]
"""Makes a camera from the part of its name after the colon."""
