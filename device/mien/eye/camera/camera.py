"""What a camera is to the eye."""

from collections.abc import Callable, Iterator
from typing import Protocol, TypeAlias

from mien.errors import MienError
from mien.eye.camera.frame import Frame


class CameraError(MienError):
    """The camera cannot be opened, or stopped giving frames; says which camera and what to do."""


class Camera(Protocol):
    """A source of frames. Making one touches no device; `frames` opens it and `close` lets it go."""

    def frames(self) -> Iterator[Frame]:
        """Yield frames, newest first to be had, until the source ends.

        Raises:
            CameraError: there is no such camera, or it went away.
        """

    def close(self) -> None:
        """Let go of the device. May be called twice, and `frames` may be called again after it."""


CameraFactory: TypeAlias = Callable[[str], Camera]
"""Makes a camera from what follows the colon of its name."""
