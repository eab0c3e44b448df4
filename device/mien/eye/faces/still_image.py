"""Finds every face in one picture, however close, with no other picture to help."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from mien.eye.camera.frame import Pixels
from mien.eye.faces.boxes import Square, square_around
from mien.eye.faces.detector import Detection, FaceDetector, same_face
from mien.eye.faces.face_geometry import FaceGeometry, presumed, seen_by
from mien.eye.faces.landmarks import PRESENT, ROOM, FaceLandmarker, Landmarks
from mien.eye.faces.scan_order import everywhere, whole

LONGEST = 960  # the finder looks at a picture no longer than this; the mesh reads the picture itself
CERTAIN = 0.8  # 99 in 100 faces of news photographs get this much from the finder, an empty wall does not
SURE = 0.5  # score of the finder from which its find counts
TIMID = 0.3  # least score of the finder when nothing better was found
ONE_FACE = 256  # a picture no longer than this that shows nothing else is taken for one face
_SQUARE_ISH = 1.5  # its longer side by its shorter
_LARGE = 0.4  # side of a close face by the longer side of its picture
_CLOSE = (1.0, 1.5, 1.25, 1.8)  # room around a face that fills the picture, for the mesh alone


class PictureFaces:
    """The finder and the mesh, put to one picture at a time."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load both networks from `folder`."""
        self._finder = FaceDetector(folder, threads)
        self._mesh = FaceLandmarker(folder, threads)

    def find_all(self, pixels: Pixels) -> list[FaceGeometry]:
        """Return every face in `pixels`, uint8 [height, width, 3] RGB, the largest first."""
        candidates = self._candidates(pixels)
        meshes = self._confirmed(pixels, candidates) or self._close_face(pixels)
        faces = [seen_by(mesh) for mesh in meshes] or _unconfirmed(pixels, candidates)
        return sorted(faces, key=lambda face: -face.side)

    def _candidates(self, pixels: Pixels) -> list[Detection]:
        """Return what the finder believes in, over the whole picture and its tiles, best first."""
        small, scale = _shrunk(pixels)
        squares = everywhere(small.shape[1], small.shape[0])
        found = [face for square in squares for face in self._finder.find(small, square, TIMID)]
        return sorted((face.scaled(scale) for face in found), key=_rank)

    def _confirmed(self, pixels: Pixels, candidates: Iterable[Detection]) -> list[Landmarks]:
        """Return one mesh for each candidate that is a face; pieces and doubles of a face fall away."""
        taken: list[Detection] = []
        meshes: list[Landmarks] = []
        for face in candidates:
            if any(same_face(face.box, other.box) for other in taken):
                continue
            if any(same_face(face.box, mesh.box) for mesh in meshes):
                continue
            mesh = self._settled(pixels, square_around(face.box, ROOM, face.lean))
            if mesh is not None and not any(same_face(mesh.box, other.box) for other in meshes):
                taken.append(face)
                meshes.append(mesh)
        return meshes

    def _settled(self, pixels: Pixels, square: Square) -> Landmarks | None:
        """Return the mesh after a second look from where the first put the face."""
        first = self._mesh.read(pixels, square)
        if first.presence < PRESENT:
            return None
        second = self._mesh.read(pixels, first.square)
        return second if second.presence >= PRESENT else None

    def _close_face(self, pixels: Pixels) -> list[Landmarks]:
        """Return the face that fills the picture, if the mesh sees one there without the finder's help."""
        all_of_it = whole(pixels.shape[1], pixels.shape[0])
        for grow in _CLOSE:
            square = Square(all_of_it.x, all_of_it.y, all_of_it.side * grow)
            mesh = self._settled(pixels, square)
            if mesh is not None:
                return [mesh]
        return []


def _rank(face: Detection) -> tuple[bool, float]:
    """Put sure finds before timid ones, and large before small: a piece is smaller than its face."""
    return (face.score < SURE, -max(face.box[2], face.box[3]))


def _shrunk(pixels: Pixels) -> tuple[Pixels, float]:
    """Return `pixels` no longer than LONGEST, and by how much its pixels are larger."""
    height, width = pixels.shape[:2]
    scale = max(height, width) / LONGEST
    if scale <= 1.0:
        return pixels, 1.0
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), scale


def _unconfirmed(pixels: Pixels, candidates: list[Detection]) -> list[FaceGeometry]:
    """Return the one face that a picture without a confirmed face most likely shows, or none.

    A close face that is half hidden or cut off has no mesh, yet the finder is sure of it; and a small
    picture in which nothing else is found is taken for one face. Its quality says that it is a guess.
    """
    height, width = pixels.shape[:2]
    longest, is_small = max(width, height), max(width, height) <= ONE_FACE
    least = SURE if is_small else CERTAIN
    close = [face for face in candidates if face.score >= least and face.box[3] >= _LARGE * longest]
    if close:
        return [presumed(max(close, key=lambda face: face.score).box)]
    if is_small and longest <= min(width, height) * _SQUARE_ISH:
        return [presumed((0.0, 0.0, float(width), float(height)))]
    return []
