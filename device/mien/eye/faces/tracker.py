"""Follows faces from frame to frame, and keeps an eye open for newcomers.

A face that is followed costs one mesh a frame: its square is known from the frame before, and the mesh's
presence says whether it is still there. A face that keeps still costs nothing in the frames that nobody
asks about. Only while nobody is there does the finder look at more than one square a frame. A track's
number tells faces apart within one visit; it is never used twice and never a person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Protocol

from mien.eye.camera.frame import Pixels
from mien.eye.faces.boxes import Square, overlap, square_around
from mien.eye.faces.detector import Detection, same_face
from mien.eye.faces.landmarks import PRESENT, ROOM, Landmarks
from mien.eye.faces.scan_order import scan_order
from mien.types import Box

SEARCHED = 2  # squares a frame while nobody is there
NEWCOMERS_EVERY = 3  # frames between two squares while somebody is
VOUCHED_EVERY = 6  # of these squares one in so many looks at a face that is followed already
UNVOUCHED = 5  # times the finder may deny a face that the mesh believes in: a plant, a patterned curtain
MISSES = 5  # frames a face may be gone before it is lost
MOST_FACES = 6
LARGER = 1.3  # times as large as the smallest face a newcomer must be to take its place: sides waver by 8 %
MESHES = 2  # a frame, so that a full room costs no more than two faces
_STILL = 0.85  # overlap of a face with itself at the look before, above which it keeps still
_STILL_THERE = 0.1  # least overlap of a face with itself one frame later
_SURE, _TIMID = 0.5, 0.3


class Detects(Protocol):
    """What finds faces in a square: `FaceFinder`, or a fake."""

    def find(self, pixels: Pixels, square: Square, least: float = 0.5) -> list[Detection]:
        """Return the faces in `square`, best first."""


class FindsLandmarks(Protocol):
    """What places the mesh on a face: `FaceMesh`, or a fake."""

    def read(self, pixels: Pixels, square: Square) -> Landmarks:
        """Return the mesh of the face in `square`."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A face that is followed.

    `mesh`: when last seen. `missed`: frames since then. `denied`: times the finder did not see it.
    `is_moving`: it moved so far since the look before that the next frame must be looked at.
    """

    number: int
    mesh: Landmarks
    missed: int = 0
    rejections: int = 0
    is_moving: bool = True

    def seen_again(self, mesh: Landmarks) -> "Track":
        """Return the same face where `mesh` is."""
        is_moving = bool(self.missed) or overlap(mesh.box, self.mesh.box) < _STILL
        return replace(self, mesh=mesh, missed=0, is_moving=is_moving)


class FaceTracker:
    """The faces in front of one camera."""

    def __init__(self, finder: Detects, landmarker: FindsLandmarks) -> None:
        self._finder, self._landmarker = finder, landmarker
        self._tracks: tuple[Track, ...] = ()
        self._next_number = 0
        self._frame = 0
        self._turn = 0
        self._size = (0, 0)
        self._squares: Iterator[Square] = iter(())

    def follow(self, pixels: Pixels, *, closely: bool = True) -> tuple[Track, ...]:
        """Return the faces seen in `pixels`, uint8 [height, width, 3] RGB, the next frame; largest first.

        Unless `closely`, faces that keep still are taken to be where they were.
        """
        self._frame += 1
        self._follow_known(pixels, closely=closely)
        for square in self._squares_now(pixels):
            self._associate(pixels, self._finder.find(pixels, square, _SURE))
        if self._tracks and self._frame % (NEWCOMERS_EVERY * VOUCHED_EVERY) == 0:
            self._verify(pixels)
        seen = (track for track in self._tracks if not track.missed)
        return tuple(sorted(seen, key=_side, reverse=True))

    def forget(self) -> None:
        """Forget every face: the camera was closed, and who comes next is somebody new."""
        self._tracks = ()
        self._size = (0, 0)  # begin a new round, with the whole picture

    def _follow_known(self, pixels: Pixels, *, closely: bool) -> None:
        """Look at the faces whose turn it is; a face that is gone too long, or that is another's, is lost."""
        if not closely and not any(track.is_moving or track.missed for track in self._tracks):
            return
        due = {
            self._tracks[(self._turn + k) % len(self._tracks)].number for k in range(MESHES) if self._tracks
        }
        self._turn += MESHES
        moved = [self._moved(pixels, track) if track.number in due else track for track in self._tracks]
        kept: list[Track] = []
        for track in moved:
            if track.missed <= MISSES and not any(same_face(track.mesh.box, k.mesh.box) for k in kept):
                kept.append(track)
        self._tracks = tuple(kept)

    def _moved(self, pixels: Pixels, track: Track) -> Track:
        """Return `track` in this frame: by the mesh from where it was, else by the finder near there."""
        mesh = self._landmarker.read(pixels, track.mesh.square)
        if mesh.presence >= PRESENT and overlap(mesh.box, track.mesh.box) >= _STILL_THERE:
            return track.seen_again(mesh)
        around = square_around(track.mesh.box, 2 * ROOM)
        for found in self._finder.find(pixels, around, _TIMID)[:1]:
            mesh = self._landmarker.read(pixels, square_around(found.box, ROOM, found.lean))
            if mesh.presence >= PRESENT:
                return track.seen_again(mesh)
        return replace(track, missed=track.missed + 1)

    def _squares_now(self, pixels: Pixels) -> list[Square]:
        """Return where to look for somebody new in this frame."""
        size = (pixels.shape[1], pixels.shape[0])
        if size != self._size:
            self._size, self._squares = size, cycle(scan_order(*size))
        there = any(not track.missed for track in self._tracks)
        wanted = SEARCHED if not there else int(self._frame % NEWCOMERS_EVERY == 0)
        return [next(self._squares) for _ in range(wanted)]

    def _associate(self, pixels: Pixels, found: Sequence[Detection]) -> None:
        """Follow those of `found` that the mesh confirms; one where a face was just lost is that face."""
        for face in found:
            known = self._known_at(face.box)
            # Asked before the mesh is, or a crowd that is not followed would cost one for every face.
            if not known.missed if known else not self._has_room_for(face.box):
                continue
            mesh = self._landmarker.read(pixels, square_around(face.box, ROOM, face.lean))
            if mesh.presence < PRESENT:
                continue
            if known is not None:
                self._put(known.seen_again(mesh))
            elif self._has_room_for(mesh.box):
                self._start_track(mesh)

    def _has_room_for(self, box: Box) -> bool:
        """Tell whether a newcomer is followed: six portraits on a wall must not hide who sits before them."""
        if len(self._tracks) < MOST_FACES:
            return True
        return max(box[2:]) >= LARGER * min(map(_side, self._tracks))

    def _start_track(self, mesh: Landmarks) -> None:
        """Follow one more face, and in a full house the smallest no longer."""
        if len(self._tracks) >= MOST_FACES:
            if self._known_at(mesh.box):  # the mesh slid onto a neighbour, and nobody makes room for a ghost
                return
            smallest = min(self._tracks, key=_side)
            self._tracks = tuple(track for track in self._tracks if track is not smallest)
        self._tracks = (*self._tracks, Track(self._next_number, mesh))
        self._next_number += 1

    def _known_at(self, box: Box) -> Track | None:
        return next((track for track in self._tracks if same_face(box, track.mesh.box)), None)

    def _verify(self, pixels: Pixels) -> None:
        """Ask the finder about one face that is followed; drop it when it was denied too often."""
        track = self._tracks[self._frame // (NEWCOMERS_EVERY * VOUCHED_EVERY) % len(self._tracks)]
        if self._finder.find(pixels, square_around(track.mesh.box, 2 * ROOM), _TIMID):
            self._put(replace(track, rejections=0))
        elif track.rejections + 1 < UNVOUCHED:
            self._put(replace(track, rejections=track.rejections + 1))
        else:
            self._tracks = tuple(other for other in self._tracks if other.number != track.number)

    def _put(self, track: Track) -> None:
        self._tracks = tuple(track if other.number == track.number else other for other in self._tracks)


def _side(track: Track) -> float:
    """Return the longer side of a face, in pixels."""
    return max(track.mesh.box[2:])
