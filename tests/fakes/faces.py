"""A detector, a landmark network and an emotion network that see the faces that a test puts there."""

from collections.abc import Sequence

import numpy as np

from mien.eye.camera.frame import Pixels
from mien.eye.faces.boxes import Square
from mien.eye.faces.detector import Detection
from mien.eye.faces.landmarks import Landmarks
from mien.mood.emotion import Emotion, Scores
from mien.types import Box

HAPPY: Scores = {emotion: 0.94 if emotion is Emotion.HAPPY else 0.01 for emotion in Emotion}


def landmarks_on(box: Box, presence: float = 1.0) -> Landmarks:
    """Return landmarks that fill `box`, of a level head looking straight at the camera."""
    x, y, w, h = box
    spread = np.random.default_rng(0).random((468, 2), np.float32)
    points = np.zeros((468, 3), np.float32)
    points[:, :2] = spread * (w, h) + (x, y)
    named = {10: (0.5, 0), 152: (0.5, 1), 234: (0, 0.4), 454: (1, 0.4), 33: (0.2, 0.4), 263: (0.8, 0.4)}
    for number, (right, down) in named.items():
        points[number, :2] = (x + right * w, y + down * h)
    # A level head slopes back a little from chin to hairline.
    points[152, 2] = np.tan(np.radians(9.0)) * h
    return Landmarks(points, presence)


class FakeRoom:
    """A room with `faces` in it: a detector and a landmark network in one, which counts its calls.

    The detector sees a face whose centre is in the square and which measures at least a tenth of it. The
    landmark network sees the face nearest to the centre of the square, if it is in the square.
    """

    def __init__(self, *faces: Box) -> None:
        self.faces = list(faces)
        self.hidden_from_detector: list[Box] = []
        self.squares: list[Square] = []
        self.landmark_runs = 0

    def find(self, pixels: Pixels, square: Square, min_score: float = 0.5) -> list[Detection]:
        del pixels, min_score
        self.squares.append(square)
        return [
            Detection(face, 0.9, _six_points(face))
            for face in self.faces
            if face not in self.hidden_from_detector and _holds(square, face) and face[2] >= square.side / 10
        ]

    def read(self, pixels: Pixels, square: Square) -> Landmarks:
        del pixels
        self.landmark_runs += 1
        within = [face for face in self.faces if _holds(square, face)]
        if not within:
            return landmarks_on((square.x, square.y, 10.0, 10.0), presence=0.01)
        return landmarks_on(min(within, key=lambda face: _distance(square, face)))


class FakeClassifier:
    """Says `scores` of every crop."""

    def __init__(self, scores: Scores = HAPPY) -> None:
        self.crops: list[Pixels] = []
        self._scores = scores

    def scores(self, crop: Pixels) -> Scores:
        self.crops.append(crop)
        return self._scores


def _middle(face: Box) -> tuple[float, float]:
    return face[0] + face[2] / 2, face[1] + face[3] / 2


def _holds(square: Square, face: Box) -> bool:
    x, y = _middle(face)
    return max(abs(x - square.x), abs(y - square.y)) <= square.side / 2


def _distance(square: Square, face: Box) -> float:
    x, y = _middle(face)
    return abs(x - square.x) + abs(y - square.y)


def _six_points(face: Box) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    x, y, w, h = face
    shares: Sequence[tuple[float, float]] = (
        (0.3, 0.4),
        (0.7, 0.4),
        (0.5, 0.6),
        (0.5, 0.8),
        (0, 0.5),
        (1, 0.5),
    )
    return np.array([(x + right * w, y + down * h) for right, down in shares], np.float32)
