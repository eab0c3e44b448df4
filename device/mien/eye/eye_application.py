"""The composition root of the eye: makes its parts, serves one speaker at a time, ends cleanly."""

import logging
import os
from pathlib import Path

import cv2

from mien import __version__
from mien.eye.camera.camera import Camera
from mien.eye.emotion.classify import Classifier
from mien.eye.eye_server import EyeService
from mien.eye.face_reader import FaceReader
from mien.eye.faces.detector import FaceDetector
from mien.eye.faces.landmarks import FaceLandmarker
from mien.eye.faces.tracker import FaceTracker
from mien.eye.frame_pipeline import FramePipeline
from mien.health.sd_notify import sd_notify
from mien.health.watchdog import Watchdog
from mien.ipc.messages import Hello
from mien.ipc.speaker_connection import end_on_signals, serve_speakers
from mien.ipc.unix_listener import listening
from mien.networks.model_files import weights_folder

logger = logging.getLogger(__name__)


def run_eye(
    socket_path: Path,
    camera: Camera,
    *,
    named: str,
    glances_per_second: float,
    child_of: int | None = None,
) -> int:
    """Run the eye until a signal comes; return the exit status.

    Args:
        socket_path: Where speakers connect, unless systemd passed a socket.
        camera: Where frames come from.
        named: The camera's name in the settings.
        glances_per_second: How often to send a glance.
        child_of: The pid of the speaker that started this process. The eye ends when that speaker does. It
            is an argument because the speaker may be gone before this process can ask for its parent.
    """
    cv2.setNumThreads(1)
    notify = sd_notify(os.environ)
    watchdog = Watchdog(notify)
    service = _service(camera, named, watchdog, glances_per_second)
    try:
        end_on_signals()
        with listening(socket_path, os.environ, other="eye") as server:
            watchdog.start()
            notify("READY=1")
            serve_speakers(server, service.serve, watchdog.alive, lambda: child_of in {None, os.getppid()})
    except SystemExit:
        logger.info("Stopping camera.")
    return 0


def _service(camera: Camera, named: str, watchdog: Watchdog, glances_per_second: float) -> EyeService:
    faces = weights_folder("faces")
    classifier = Classifier(weights_folder("emotion"))
    pipeline = FramePipeline(
        FaceTracker(FaceDetector(faces), FaceLandmarker(faces)),
        FaceReader(classifier.scores, classifier.manifest.size),
    )
    hello = Hello(__version__, named, classifier.manifest.version)
    return EyeService(camera, pipeline, hello, watchdog, glances_per_second)
