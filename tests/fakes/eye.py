"""The real eye as a process, with cameras for tests: `eye.py SOCKET CAMERA [PARENT]`."""

import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from mien.errors import MienError
from mien.eye.camera.camera import CameraFactory
from mien.eye.camera.camera_spec import open_camera
from mien.eye.camera.fake_camera import FakeCamera
from mien.eye.camera.frame import Frame, frame_of
from mien.eye.eye_application import run_eye

MARGIN = np.full((480, 640, 3), 128, np.uint8)


class HangingCamera:
    """Gives one frame; the next never comes, as when libcamera times out."""

    def frames(self) -> Iterator[Frame]:
        yield frame_of(MARGIN, 0.0)
        threading.Event().wait()

    def close(self) -> None:
        """Do nothing: there is no device."""


CAMERAS: Mapping[str, CameraFactory] = {
    "hangs": lambda _: HangingCamera(),
    "grey": lambda _: FakeCamera((MARGIN,), interval=0.05),
}


def main() -> int:
    """Run the eye."""
    try:
        return run_eye(
            Path(sys.argv[1]),
            open_camera(sys.argv[2], CAMERAS),
            named=sys.argv[2],
            glances_per_second=5,
            child_of=int(sys.argv[3]) if sys.argv[3:] else None,
        )
    except MienError as bad:
        sys.stderr.write(f"{bad}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
