"""Tracks faces from frame to frame, and keeps looking for new ones.

A tracked face costs one run of the landmark network a frame: the previous frame gives the square to look at,
and the network's presence score tells whether the face is still there. A face that keeps still costs nothing
in frames that are not read. The detector looks at more than one square a frame only while nobody is there. A
track's number tells faces apart during one visit; it is never reused and never identifies a person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Protocol

from mien.eye.camera.frame import Pixels
from mien.eye.faces.boxes import Square, iou, square_around
from mien.eye.faces.detector import Detection, same_face
from mien.eye.faces.landmarks import MARGIN, MIN_PRESENCE, Landmarks
from mien.eye.faces.tiling import scan_order
from mien.types import Box

SEARCH_SQUARES = 2
"""Squares searched in each frame while nobody is there."""

SEARCH_EVERY = 3
"""Frames between two searched squares while somebody is there."""

VERIFY_EVERY = 6
"""One in this many of these searches checks a face that is already tracked."""

MAX_REJECTIONS = 5
"""How often in a row the detector may reject a tracked face: the landmark network sees faces in plants."""

MAX_MISSES = 5
"""Frames for which a face may be missing before its track ends."""

MAX_FACES = 6
"""Faces tracked at a time."""

REPLACE_RATIO = 1.3
"""How much larger than the smallest tracked face a new one must be to replace it; sizes vary by 8 %."""

LANDMARKS_PER_FRAME = 2
"""Runs of the landmark network in a frame, so that a full room costs no more than two faces."""

_STILL_IOU = 0.85
"""A face that overlaps its last position by more than this keeps still."""

_SAME_FACE_IOU = 0.1
"""A face overlaps its position in the frame before by at least this."""

_MIN_SCORE = 0.5
"""A new face needs this score from the detector."""

_MIN_SCORE_NEARBY = 0.3
"""A face near the position of a tracked one needs only this score."""


class Detector(Protocol):
    """Finds faces in a square: `FaceDetector`, or a fake."""

    def find(self, pixels: Pixels, square: Square, min_score: float = 0.5) -> list[Detection]:
        """Return the faces in `square`, best first."""


class Landmarker(Protocol):
    """Places landmarks on a face: `FaceLandmarker`, or a fake."""

    def read(self, pixels: Pixels, square: Square) -> Landmarks:
        """Return the landmarks of the face in `square`."""


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A tracked face."""

    number: int
    """Unique within the life of the tracker."""

    landmarks: Landmarks
    """Where the face was when it was last seen."""

    missed: int = 0
    """Frames since then."""

    rejections: int = 0
    """Times in a row that the detector found no face there."""

    is_moving: bool = True
    """Whether it moved so far between its last two positions that the next frame must be examined."""

    def seen_again(self, landmarks: Landmarks) -> "Track":
        """Return the same face, now at `landmarks`."""
        is_moving = bool(self.missed) or iou(landmarks.box, self.landmarks.box) < _STILL_IOU
        return replace(self, landmarks=landmarks, missed=0, is_moving=is_moving)


class FaceTracker:
    """The faces in front of one camera."""

    def __init__(self, detector: Detector, landmarker: Landmarker) -> None:
        self._detector, self._landmarker = detector, landmarker
        self._tracks: tuple[Track, ...] = ()
        self._next_number = 0
        self._frame = 0
        self._turn = 0
        self._size = (0, 0)
        self._squares: Iterator[Square] = iter(())

    def follow(self, pixels: Pixels, *, closely: bool = True) -> tuple[Track, ...]:
        """Return the faces in the next frame `pixels`, uint8 [height, width, 3] RGB, largest first.

        Unless `closely`, faces that keep still are assumed to be where they were.
        """
        self._frame += 1
        self._follow_known(pixels, closely=closely)
        for square in self._next_squares(pixels):
            self._associate(pixels, self._detector.find(pixels, square, _MIN_SCORE))
        if self._tracks and self._frame % (SEARCH_EVERY * VERIFY_EVERY) == 0:
            self._verify(pixels)
        visible = (track for track in self._tracks if not track.missed)
        return tuple(sorted(visible, key=_side, reverse=True))

    def forget(self) -> None:
        """Forget every face: the camera was closed, so anybody who comes next counts as new."""
        self._tracks = ()
        self._size = (0, 0)  # start the search again with the whole picture

    def _follow_known(self, pixels: Pixels, *, closely: bool) -> None:
        """Update the faces whose turn it is; end tracks that were missing too long or merged with another."""
        if not closely and not any(track.is_moving or track.missed for track in self._tracks):
            return
        count = len(self._tracks)
        due = {self._tracks[(self._turn + k) % count].number for k in range(LANDMARKS_PER_FRAME) if count}
        self._turn += LANDMARKS_PER_FRAME
        moved = [self._relocate(pixels, track) if track.number in due else track for track in self._tracks]
        kept: list[Track] = []
        for track in moved:
            is_double = any(same_face(track.landmarks.box, other.landmarks.box) for other in kept)
            if track.missed <= MAX_MISSES and not is_double:
                kept.append(track)
        self._tracks = tuple(kept)

    def _relocate(self, pixels: Pixels, track: Track) -> Track:
        """Return `track` in this frame: by the landmarks at its last position, else by a search nearby."""
        landmarks = self._landmarker.read(pixels, track.landmarks.square)
        is_same = iou(landmarks.box, track.landmarks.box) >= _SAME_FACE_IOU
        if landmarks.presence >= MIN_PRESENCE and is_same:
            return track.seen_again(landmarks)
        around = square_around(track.landmarks.box, 2 * MARGIN)
        for detection in self._detector.find(pixels, around, _MIN_SCORE_NEARBY)[:1]:
            landmarks = self._landmarker.read(pixels, square_around(detection.box, MARGIN, detection.lean))
            if landmarks.presence >= MIN_PRESENCE:
                return track.seen_again(landmarks)
        return replace(track, missed=track.missed + 1)

    def _next_squares(self, pixels: Pixels) -> list[Square]:
        """Return where to search for new faces in this frame."""
        size = (pixels.shape[1], pixels.shape[0])
        if size != self._size:
            self._size, self._squares = size, cycle(scan_order(*size))
        is_empty = all(track.missed for track in self._tracks)
        count = SEARCH_SQUARES if is_empty else int(self._frame % SEARCH_EVERY == 0)
        return [next(self._squares) for _ in range(count)]

    def _associate(self, pixels: Pixels, detections: Sequence[Detection]) -> None:
        """Track those of `detections` that have landmarks; one where a face was just lost is that face."""
        for face in detections:
            known = self._track_at(face.box)
            # Decided before the landmark network runs, or every face of an untracked crowd would cost a run.
            if not known.missed if known else not self._has_room_for(face.box):
                continue
            landmarks = self._landmarker.read(pixels, square_around(face.box, MARGIN, face.lean))
            if landmarks.presence < MIN_PRESENCE:
                continue
            if known is not None:
                self._store(known.seen_again(landmarks))
            elif self._has_room_for(landmarks.box):
                self._start_track(landmarks)

    def _has_room_for(self, box: Box) -> bool:
        """Return whether to track a new face: six portraits on a wall must not hide the person in front."""
        if len(self._tracks) < MAX_FACES:
            return True
        return max(box[2:]) >= REPLACE_RATIO * min(map(_side, self._tracks))

    def _start_track(self, landmarks: Landmarks) -> None:
        """Track one more face; when there are too many, drop the smallest."""
        if len(self._tracks) >= MAX_FACES:
            if self._track_at(landmarks.box):  # the landmarks slid onto a neighbour: not a new face
                return
            smallest = min(self._tracks, key=_side)
            self._tracks = tuple(track for track in self._tracks if track is not smallest)
        self._tracks = (*self._tracks, Track(self._next_number, landmarks))
        self._next_number += 1

    def _track_at(self, box: Box) -> Track | None:
        return next((track for track in self._tracks if same_face(box, track.landmarks.box)), None)

    def _verify(self, pixels: Pixels) -> None:
        """Ask the detector about one tracked face; drop it after too many rejections."""
        track = self._tracks[self._frame // (SEARCH_EVERY * VERIFY_EVERY) % len(self._tracks)]
        if self._detector.find(pixels, square_around(track.landmarks.box, 2 * MARGIN), _MIN_SCORE_NEARBY):
            self._store(replace(track, rejections=0))
        elif track.rejections + 1 < MAX_REJECTIONS:
            self._store(replace(track, rejections=track.rejections + 1))
        else:
            self._tracks = tuple(other for other in self._tracks if other.number != track.number)

    def _store(self, track: Track) -> None:
        self._tracks = tuple(track if other.number == track.number else other for other in self._tracks)


def _side(track: Track) -> float:
    """Return the longer side of a face, in pixels."""
    return max(track.landmarks.box[2:])
