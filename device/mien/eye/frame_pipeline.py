"""From a frame to a glance: follow the faces, read each, and say what was seen."""

from dataclasses import dataclass

from mien.eye.camera.frame import Frame
from mien.eye.face_reader import FaceReader, Reading, as_glanced
from mien.eye.faces.face_geometry import seen_by
from mien.eye.faces.tracker import FaceTracker, Track
from mien.mood.glance import Glance
from mien.types import Seconds


@dataclass(frozen=True, slots=True)
class FrameResult:
    """What was seen in one frame: `readings` by track number, the largest face first."""

    at: Seconds
    light: float
    readings: tuple[tuple[int, Reading], ...]

    def glance(self, now: Seconds) -> Glance:
        """Return it as numbers for the speaker; `now` is on the clock that took the frame."""
        faces = tuple(as_glanced(reading, number) for number, reading in self.readings)
        return Glance(at=self.at, faces=faces, light=self.light, age=max(0.0, now - self.at))


class FramePipeline:
    """Looks at the frames of one camera in turn.

    Every frame moves the followed faces on; only a frame that becomes a glance is looked at closely and
    read, so that nothing is classified that nobody asked for.
    """

    def __init__(self, follower: FaceTracker, reader: FaceReader) -> None:
        self._follower, self._reader = follower, reader

    def follow(self, frame: Frame, *, closely: bool = True) -> tuple[Track, ...]:
        """Move the followed faces on to `frame`; those that keep still only if asked to look `closely`."""
        return self._follower.follow(frame.pixels, closely=closely)

    def read(self, frame: Frame, tracks: tuple[Track, ...]) -> FrameResult:
        """Return what the faces of `tracks`, which `follow` returned for `frame`, show."""
        readings = tuple(
            (track.number, self._reader.read(frame.pixels, seen_by(track.mesh))) for track in tracks
        )
        return FrameResult(frame.at, frame.light, readings)

    def forget(self) -> None:
        """Forget the faces: the camera was closed."""
        self._follower.forget()
