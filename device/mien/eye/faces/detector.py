"""Finds faces in a square of the picture with BlazeFace, short range.

Source: Bazarevsky et al. 2019, "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs". The
network looks at 128x128 pixels and sees faces down to about a fifth of that, so smaller faces are found
by looking at the picture in tiles. Each of its 896 anchors gives a score, a box and six key points.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mien.eye.camera.frame import Pixels
from mien.eye.faces.boxes import Square, containment, crop_square, iou, to_picture
from mien.networks.litert import Network
from mien.types import Box

SIZE = 128
FILE = "face_detection_short_range.tflite"
SAME_FACE = 0.3  # boxes with this IoU are one face, as in MediaPipe
PART_OF_FACE = 0.6  # a box that lies this much inside a better one is part of the same face


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """A face found by the detector."""

    box: Box
    """In pixels of the picture."""

    score: float
    """How sure the detector is, 0..1."""

    points: NDArray[np.float32]
    """Float32 [6, 2], in pixels: the person's own right eye, left eye; nose, mouth, right ear, left ear."""

    @property
    def lean(self) -> float:
        """Tilt of the head, in radians: the angle of the line from the right eye to the left."""
        across = self.points[1] - self.points[0]
        return float(np.arctan2(across[1], across[0]))

    def scaled(self, by: float) -> "Detection":
        """Return the same face in a picture that is `by` times as large."""
        x, y, w, h = self.box
        return Detection((x * by, y * by, w * by, h * by), self.score, self.points * np.float32(by))


class FaceDetector:
    """BlazeFace, loaded once."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load the network in `folder`; raises `NetworkError` when it is missing or damaged."""
        self._network = Network(folder / FILE, threads)
        self._anchors = anchors()

    def find(self, pixels: Pixels, square: Square, min_score: float = 0.5) -> list[Detection]:
        """Return the faces in `square` of `pixels` that score at least `min_score`, best first."""
        batch = crop_square(pixels, square, SIZE)[np.newaxis].astype(np.float32) * np.float32(
            2 / 255
        ) - np.float32(1)
        raw, logits = self._network.run(batch)
        logits = logits[0, :, 0]
        kept = np.flatnonzero(logits >= math.log(min_score / (1 - min_score)))
        if not kept.size:
            return []
        scores = 1 / (1 + np.exp(-logits[kept]))
        shapes = _decoded(raw[0, kept], self._anchors[kept])
        return [_to_frame(shape, score, square) for shape, score in _merged(shapes, scores)]


def anchors() -> NDArray[np.float32]:
    """Return the anchors' centres, float32 [896, 2] (x, y; 0..1).

    Two at each cell of the 16x16 map and six at each of the 8x8 map: one layer of stride 8 and three of
    stride 16 with two anchors each, as MediaPipe's ssd_anchors for this network.
    """
    return np.concatenate([_grid(cells=16, each=2), _grid(cells=8, each=6)])


def _grid(cells: int, each: int) -> NDArray[np.float32]:
    middles = (np.arange(cells, dtype=np.float32) + 0.5) / cells
    y, x = np.meshgrid(middles, middles, indexing="ij")
    return np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), each, axis=0)


def _decoded(raw: NDArray[np.float32], at: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return [n, 8, 2] in pixels of the 128x128 picture: two corners of the box, then the six points."""
    pairs = raw.reshape(-1, 8, 2).astype(np.float32)
    middle = pairs[:, 0] + at * SIZE
    half = pairs[:, 1] / 2
    shapes = pairs + at[:, np.newaxis] * SIZE
    shapes[:, 0], shapes[:, 1] = middle - half, middle + half
    return shapes


def _merged(
    shapes: NDArray[np.float32], scores: NDArray[np.float32]
) -> Iterable[tuple[NDArray[np.float32], float]]:
    """Yield one shape for each face: overlapping ones, averaged by their scores (weighted NMS)."""
    order = np.argsort(-scores)
    boxes = [_box(shapes[i]) for i in order]
    left = list(range(len(order)))
    while left:
        first = left[0]
        same = [k for k in left if k == first or iou(boxes[first], boxes[k]) > SAME_FACE]
        rows = order[same]
        weights = scores[rows] / scores[rows].sum()
        yield np.tensordot(weights, shapes[rows], axes=1), float(scores[rows[0]])
        left = [k for k in left if k not in same]


def _box(shape: NDArray[np.float32]) -> Box:
    (x0, y0), (x1, y1) = shape[0], shape[1]
    return (float(x0), float(y0), float(max(x1 - x0, 1e-3)), float(max(y1 - y0, 1e-3)))


def _to_frame(shape: NDArray[np.float32], score: float, square: Square) -> Detection:
    """Move a shape from the 128x128 picture to its place in the frame; search squares are never rotated."""
    there = to_picture(shape, square, SIZE)
    return Detection(_box(there), score, there[2:])


def same_face(one: Box, other: Box) -> bool:
    """Return whether two boxes show the same face: they overlap, or one is part of the other."""
    return iou(one, other) > SAME_FACE or containment(one, other) > PART_OF_FACE
