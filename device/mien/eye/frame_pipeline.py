"""From a frame to a glance: track the faces, read each one, and report what was seen."""

from dataclasses import dataclass

from mien.eye.camera.frame import Frame
from mien.eye.face_reader import FaceReader, Reading, as_glanced
from mien.eye.faces.face_geometry import geometry_of
from mien.eye.faces.tracker import FaceTracker, Track
from mien.mood.glance import Glance
from mien.types import Seconds


@dataclass(frozen=True, slots=True)
class FrameResult:
    """The result of one frame."""

    at: Seconds
    """When the frame was taken, on the monotonic clock."""

    light: float
    """Mean luma, 0..1."""

    readings: tuple[tuple[int, Reading], ...]
    """Track number and reading of each face, the largest face first."""

    def glance(self, now: Seconds) -> Glance:
        """Return the numbers to send to the speaker; `now` is on the same clock as `at`."""
        faces = tuple(as_glanced(reading, number) for number, reading in self.readings)
        return Glance(at=self.at, faces=faces, light=self.light, age=max(0.0, now - self.at))


class FramePipeline:
    """Processes the frames of one camera in turn.

    The tracker sees every frame; only a frame that becomes a glance is examined closely and read, so that
    nothing is classified unnecessarily.
    """

    def __init__(self, tracker: FaceTracker, reader: FaceReader) -> None:
        self._tracker, self._reader = tracker, reader

    def follow(self, frame: Frame, *, closely: bool = True) -> tuple[Track, ...]:
        """Update the tracked faces from `frame`; those that keep still only if asked to look `closely`."""
        return self._tracker.follow(frame.pixels, closely=closely)

    def read(self, frame: Frame, tracks: tuple[Track, ...]) -> FrameResult:
        """Read the faces of `tracks`, which `follow` returned for `frame`."""
        readings = tuple(
            (track.number, self._reader.read(frame.pixels, geometry_of(track.landmarks))) for track in tracks
        )
        return FrameResult(frame.at, frame.light, readings)

    def forget(self) -> None:
        """Forget the faces: the camera was closed."""
        self._tracker.forget()
