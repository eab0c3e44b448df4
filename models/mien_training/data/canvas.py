"""Every training picture on a canvas: upright, eyes and mouth in one place, with room around for any framing.

The mesh network that the eye uses finds the key points; where it sees no face, the detector's landmarks that
came with the picture stand in. A pixel is 0 where there is no photograph, and nowhere else.
"""

from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from mien.eye.emotion.preprocess import CropValues, similarity
from mien.networks.litert import Network
from mien_training.data.dataset import Array
from mien_training.data.framing import MESH, anchors

SIDE = 64  # px
# Where right eye, left eye and mouth are put: FER2013's framing, and a quarter more around it.
PLACED = np.array([[0.35, 0.40], [0.65, 0.40], [0.5, 0.704]])
_DARK = {True: 10, False: 2}  # grey level up to which a pixel of the rim is mask, or padding
_UNTOUCHED = 0.98  # share of face from which a canvas pixel counts as face


def canvases(images: Array, points: Array | None, *, masked: bool, room: float = 1.0) -> Array:
    """Return uint8 [N,SIDE,SIDE] for uint8 [N,S,S].

    `points`: float [N,3,2], for pictures in which the mesh sees no face; without them such a picture is taken
    as it is. `masked`: the face is cut out on black. `room`: side of the picture by the side of the face's
    framing in FER2013, so that the mesh sees as much around the face as it wants.
    """
    mesh = Network(MESH, threads=1)
    drawn = np.zeros((len(images), SIDE, SIDE), np.uint8)
    for number, image in enumerate(tqdm(images, "canvases", mininterval=20)):
        found = anchors(mesh, image, room)
        if found is None:
            found = PLACED if points is None else points[number]
        drawn[number] = _drawn(image, found, masked=masked)
    return drawn


def _drawn(image: Array, points: Array, *, masked: bool) -> Array:
    side = image.shape[0]
    here: CropValues = points * float(side)
    matrix = similarity(here, PLACED) * SIDE
    matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5  # a pixel's centre is at half
    grey = np.maximum(image, 1)
    flags, edge = cv2.INTER_CUBIC, cv2.BORDER_REPLICATE
    canvas = cv2.warpAffine(grey, matrix, (SIDE, SIDE), flags=flags, borderMode=edge)
    drawn: Array = np.maximum(canvas, 1)
    face = (~_background(image, _DARK[masked])).astype(np.float32)
    kept = cv2.warpAffine(face, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=edge)
    drawn[kept < _UNTOUCHED] = 0
    return drawn


def _background(image: Array, dark_to: int) -> Array:
    """Return which pixels of `image`, uint8 [S,S], are dark and joined to its rim, bool [S,S]."""
    dark = np.pad((image <= dark_to).astype(np.uint8), 1, constant_values=1)
    _, regions = cv2.connectedComponents(dark, connectivity=4)
    outside: Array = cv2.dilate((regions == regions[0, 0]).astype(np.uint8), np.ones((3, 3), np.uint8))
    return outside[1:-1, 1:-1].astype(bool)


def kept_canvases(file: Path, images: Array, points: Array | None, *, masked: bool, room: float) -> Array:
    """Return `canvases(...)`, from `file` if they were made before."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, canvases(images, points, masked=masked, room=room))
    kept: Array = np.load(file, mmap_mode="r")
    return kept
