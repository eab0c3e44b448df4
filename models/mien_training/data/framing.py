"""Where eyes and mouth stand in each training picture, found by the mesh network and kept beside the run.

With that, a training picture can be shown in the eye's own framing. The mesh network is a part of the
device (models/faces); here it is only run over 48x48 pictures, enlarged.
"""

from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from mien.eye.emotion.preprocess import unit_from_points
from mien.networks.litert import Network
from mien_training.data.dataset import Array

MESH = Path(__file__).parents[2] / "faces" / "face_landmark.tflite"
RIGHT_EYE, LEFT_EYE, MOUTH = (33, 133), (263, 362), (61, 291)  # of the mesh's 468 points
_SIDE = 192  # px, of the mesh's input
_FACE = 136  # px, of the picture inside it: the mesh wants some room around a face
_PRESENT = 0.5


def framings(images: Array, mesh: Path = MESH) -> Array:
    """Return for each of uint8 [N,48,48] its similarity to the eye's framing, float32 [N,2,3].

    Each maps the picture's unit square to the crop's. Where the mesh sees no face the picture stays as it is.
    """
    network = Network(mesh, threads=2)
    same = np.array([[1, 0, 0], [0, 1, 0]], np.float32)
    found = (anchors(network, image) for image in images)
    return np.stack(
        [
            same if points is None else unit_from_points(points).astype(np.float32)
            for points in tqdm(found, "framing", len(images))
        ]
    )


def anchors(network: Network, image: Array, room: float = 1.0) -> Array | None:
    """Return right eye, left eye and mouth in `image` (uint8 [S,S]) as [3,2] of its side, or None."""
    points = mesh_points(network, image, room)
    if points is None:
        return None
    found: Array = np.stack([points[list(indices)].mean(0) for indices in (RIGHT_EYE, LEFT_EYE, MOUTH)])
    return found


def mesh_points(network: Network, image: Array, room: float = 1.0) -> Array | None:
    """Return the mesh's points in `image` (uint8 [S,S], one face) as [468,2] of its side, or None.

    `room`: how many times as much as FER2013 the picture shows.
    """
    margin = max(0, (_SIDE - round(_FACE * room)) // 2)
    inner = _SIDE - 2 * margin
    face = cv2.resize(image, (inner, inner), interpolation=cv2.INTER_CUBIC)
    padded = cv2.copyMakeBorder(face, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    outputs = network.run(np.repeat(padded[None, :, :, None] / np.float32(255), 3, axis=3))
    points, presence = sorted(outputs[:2], key=np.size, reverse=True)
    if 1 / (1 + np.exp(-float(presence.ravel()[0]))) < _PRESENT:
        return None
    flat: Array = (points.reshape(-1, 3)[:, :2] - margin) / inner
    return flat


def kept_framings(file: Path, images: Array) -> Array:
    """Return `framings(images)`, from `file` if it was made before."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, framings(images))
    kept: Array = np.load(file)
    return kept
