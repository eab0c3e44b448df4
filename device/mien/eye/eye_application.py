"""The composition root of the eye: makes its parts, lets speakers in one at a time, ends cleanly."""

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import cv2

from mien import __version__
from mien.errors import MienError
from mien.eye.camera.camera import Camera
from mien.eye.emotion.classify import Classifier
from mien.eye.eye_server import Service
from mien.eye.face_reader import FaceReader
from mien.eye.faces.detector import FaceDetector
from mien.eye.faces.landmarks import FaceLandmarker
from mien.eye.faces.tracker import FaceTracker
from mien.eye.frame_pipeline import FramePipeline
from mien.eye.model_files import weights_folder
from mien.eye.speaker_connection import SpeakerConnection
from mien.eye.systemd import notifier, passed_socket
from mien.eye.watchdog import Watchdog
from mien.ipc.messages import Hello
from mien.types import Seconds

logger = logging.getLogger(__name__)

_ACCEPT_FOR: Seconds = 0.5  # how often an idle eye looks whether its parent is still there


class EyeError(MienError):
    """The eye cannot start; says why."""


def run_eye(
    socket_path: Path,
    camera: Camera,
    *,
    named: str,
    glances_per_second: float,
    child_of: int | None = None,
) -> int:
    """Be the eye until a signal comes; return the exit status.

    `named`: what the settings call the camera. The child of a speaker, whose pid is `child_of`, also ends
    when that is gone; it may be gone before this begins, so nobody else can say who it was.
    """
    cv2.setNumThreads(1)
    notify = notifier(os.environ)
    watchdog = Watchdog(notify)
    service = _service(camera, named, watchdog, glances_per_second)
    try:
        _end_on_signals()
        with _listening(socket_path) as door:
            watchdog.start()
            notify("READY=1")
            _welcome(door, service, watchdog, lambda: child_of in {None, os.getppid()})
    except SystemExit:
        logger.info("The eye was asked to end.")
    return 0


def _service(camera: Camera, named: str, watchdog: Watchdog, glances_per_second: float) -> Service:
    faces = weights_folder("faces")
    classifier = Classifier(weights_folder("emotion"))
    seer = FramePipeline(
        FaceTracker(FaceDetector(faces), FaceLandmarker(faces)),
        FaceReader(classifier.scores, classifier.manifest.size),
    )
    hello = Hello(__version__, named, classifier.manifest.version)
    return Service(camera, seer, hello, watchdog, glances_per_second)


def _welcome(door: socket.socket, service: Service, watchdog: Watchdog, wanted: Callable[[], bool]) -> None:
    """Serve whoever connects, one at a time, as long as the eye is `wanted`."""
    door.settimeout(_ACCEPT_FOR)
    while wanted():
        watchdog.alive()
        try:
            connection, _ = door.accept()
        except TimeoutError:
            continue
        line = SpeakerConnection(connection)
        try:
            service.serve(line)
        finally:
            line.close()


@contextmanager
def _listening(path: Path) -> Iterator[socket.socket]:
    """Yield the socket at which speakers knock: systemd's, or one of our own that goes when we go."""
    passed = passed_socket(os.environ, os.getpid())
    door = passed or _own_socket(path)
    try:
        yield door
    finally:
        door.close()
        if passed is None:
            path.unlink(missing_ok=True)


def _own_socket(path: Path) -> socket.socket:
    """Listen at `path`; a socket that a dead eye left there is taken away."""
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket() and not _is_answered(path):
            path.unlink()
        door.bind(str(path))
    except OSError as bad:
        door.close()
        raise EyeError(f"The eye cannot listen at {path}: {bad.strerror or bad}.") from bad
    path.chmod(0o600)
    door.listen(1)
    return door


def _is_answered(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knock:
        try:
            knock.connect(str(path))
        except OSError:
            return False
    return True


def _end_on_signals() -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)  # unwinds to run_eye, so that camera and socket are let go on the way

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
