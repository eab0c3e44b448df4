"""Finds every face in a single picture, however close, without help from other frames."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from mien.eye.camera.frame import Pixels
from mien.eye.faces.boxes import Square, square_around
from mien.eye.faces.detector import Detection, FaceDetector, same_face
from mien.eye.faces.face_geometry import FaceGeometry, assumed_geometry, geometry_of
from mien.eye.faces.landmarks import MARGIN, MIN_PRESENCE, FaceLandmarker, Landmarks
from mien.eye.faces.tiling import thorough_search, whole_frame

MAX_SIDE = 960
"""The detector sees a picture shrunk to this longer side, in pixels; the landmark network sees all of it."""

SURE_SCORE = 0.8
"""Detector score that 99 in 100 faces of news photographs reach and an empty wall does not."""

GOOD_SCORE = 0.5
"""Detector score from which a detection counts."""

MIN_SCORE = 0.3
"""Detector score that is still considered when nothing better was found."""

SMALL_PICTURE = 256
"""A picture whose longer side is at most this, in pixels, is taken for a face if nothing else is found."""

_MAX_ASPECT = 1.5
"""The largest aspect ratio of such a picture."""

_LARGE = 0.4
"""The least height of a close face relative to the longer side of its picture."""

_CLOSE_MARGINS = (1.0, 1.5, 1.25, 1.8)
"""Margins tried around a face that fills the picture, for the landmark network alone."""


class StillImageDetector:
    """The detector and the landmark network, applied to one picture at a time."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load both networks from `folder`."""
        self._detector = FaceDetector(folder, threads)
        self._landmarker = FaceLandmarker(folder, threads)

    def find_all(self, pixels: Pixels) -> list[FaceGeometry]:
        """Return every face in `pixels`, uint8 [height, width, 3] RGB, the largest first."""
        candidates = self._candidates(pixels)
        confirmed = self._confirmed(pixels, candidates) or self._close_face(pixels)
        faces = [geometry_of(landmarks) for landmarks in confirmed] or _unconfirmed(pixels, candidates)
        return sorted(faces, key=lambda face: -face.side)

    def _candidates(self, pixels: Pixels) -> list[Detection]:
        """Return the detections in the whole picture and in its tiles, best first."""
        small, scale = _shrunk(pixels)
        squares = thorough_search(small.shape[1], small.shape[0])
        found = [face for square in squares for face in self._detector.find(small, square, MIN_SCORE)]
        return sorted((face.scaled(scale) for face in found), key=_rank)

    def _confirmed(self, pixels: Pixels, candidates: Iterable[Detection]) -> list[Landmarks]:
        """Return the landmarks of each candidate that is a face, without parts and duplicates."""
        taken: list[Detection] = []
        confirmed: list[Landmarks] = []
        for face in candidates:
            if any(same_face(face.box, other.box) for other in taken):
                continue
            if any(same_face(face.box, other.box) for other in confirmed):
                continue
            landmarks = self._refined(pixels, square_around(face.box, MARGIN, face.lean))
            if landmarks and not any(same_face(landmarks.box, other.box) for other in confirmed):
                taken.append(face)
                confirmed.append(landmarks)
        return confirmed

    def _refined(self, pixels: Pixels, square: Square) -> Landmarks | None:
        """Return the landmarks of a second run on the square that the first run found."""
        first = self._landmarker.read(pixels, square)
        if first.presence < MIN_PRESENCE:
            return None
        second = self._landmarker.read(pixels, first.square)
        return second if second.presence >= MIN_PRESENCE else None

    def _close_face(self, pixels: Pixels) -> list[Landmarks]:
        """Return the face that fills the picture, if the landmark network sees one without the detector."""
        frame = whole_frame(pixels.shape[1], pixels.shape[0])
        for margin in _CLOSE_MARGINS:
            landmarks = self._refined(pixels, Square(frame.x, frame.y, frame.side * margin))
            if landmarks is not None:
                return [landmarks]
        return []


def _rank(face: Detection) -> tuple[bool, float]:
    """Sort good scores before poor ones, then large before small: a part is smaller than its face."""
    return (face.score < GOOD_SCORE, -max(face.box[2], face.box[3]))


def _shrunk(pixels: Pixels) -> tuple[Pixels, float]:
    """Return `pixels` with a longer side of at most MAX_SIDE, and the factor back to the original size."""
    height, width = pixels.shape[:2]
    scale = max(height, width) / MAX_SIDE
    if scale <= 1.0:
        return pixels, 1.0
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), scale


def _unconfirmed(pixels: Pixels, candidates: list[Detection]) -> list[FaceGeometry]:
    """Return the one face that a picture without confirmed faces most likely shows, or none.

    The landmark network rejects a close face that is half hidden or cut off, although the detector is sure
    of it; and a small picture in which nothing else is found is taken for one face. The presence of 0 marks
    the result as a guess.
    """
    height, width = pixels.shape[:2]
    longer, is_small = max(width, height), max(width, height) <= SMALL_PICTURE
    min_score = GOOD_SCORE if is_small else SURE_SCORE
    close = [face for face in candidates if face.score >= min_score and face.box[3] >= _LARGE * longer]
    if close:
        return [assumed_geometry(max(close, key=lambda face: face.score).box)]
    if is_small and longer <= min(width, height) * _MAX_ASPECT:
        return [assumed_geometry((0.0, 0.0, float(width), float(height)))]
    return []
