"""Serves one speaker: looks while it is connected and the eye is open, and tells it what is seen."""

import time
from dataclasses import dataclass

from mien.eye.annotated_picture import annotated
from mien.eye.camera.camera import Camera, CameraError
from mien.eye.camera.frame import Frame
from mien.eye.frame_pipeline import FramePipeline
from mien.eye.speaker_connection import SpeakerConnection
from mien.eye.watchdog import Watchdog
from mien.ipc.messages import Closed, Hello, Trouble
from mien.retry import Backoff
from mien.types import Seconds

FRAMES_PER_SECOND = 10.0  # enough to follow a person across the room
_REMIND: Seconds = 2.0  # a speaker that hears nothing for longer takes the eye for hung
RETRIES = Backoff(shortest=1.0, longest=30.0)
_EVER: Seconds = float("inf")
_JITTER: Seconds = 0.02  # a frame that comes this much early is not passed over


@dataclass(slots=True)
class Pace:
    """Lets through one moment in every `interval` seconds."""

    interval: Seconds
    due: Seconds = -_EVER

    def is_due(self, at: Seconds) -> bool:
        """Tell whether `at` is one of the moments; the next is then an interval away."""
        if at < self.due - _JITTER:
            return False
        on_time = at < self.due + self.interval
        self.due = (self.due if on_time else at) + self.interval
        return True


class EyeService:
    """What the eye does for the speaker that is connected. The camera is open only inside `serve`."""

    def __init__(
        self,
        camera: Camera,
        seer: FramePipeline,
        hello: Hello,
        watchdog: Watchdog,
        glances_per_second: float,
    ) -> None:
        self._camera, self._seer, self._hello, self._watchdog = camera, seer, hello, watchdog
        self._glance_every = 1 / glances_per_second
        self._failures = 0

    def serve(self, line: SpeakerConnection) -> None:
        """Serve the speaker on `line` until it goes."""
        line.say(self._hello)
        line.wait_for_the_first_word()
        while not line.is_gone:
            if line.is_open:
                self._look(line)
            else:
                self._rest(line)

    def _rest(self, line: SpeakerConnection) -> None:
        """Keep the camera closed until it is asked for again."""
        line.say(Closed())
        while not line.is_gone and not line.is_open:
            self._watchdog.alive()
            line.wait(lambda: line.is_open, _REMIND)

    def _look(self, line: SpeakerConnection) -> None:
        """Look until the eye is closed or the camera fails; then wait before the next attempt."""
        try:
            with self._watchdog.expecting_frames():
                self._tell_frames(line)
            trouble, wait = Trouble("camera", "The recording has ended."), _EVER
        except CameraError as bad:
            self._failures += 1
            trouble, wait = Trouble("camera", str(bad)), RETRIES.pause(self._failures)
        finally:
            self._camera.close()
            self._seer.forget()
        self._wait_out(trouble, wait, line)

    def _tell_frames(self, line: SpeakerConnection) -> None:
        look, glance = Pace(1 / FRAMES_PER_SECOND), Pace(self._glance_every)
        for frame in self._camera.frames():
            self._watchdog.frame_came()
            self._failures = 0
            if line.is_gone or not line.is_open:
                return
            if look.is_due(frame.at):
                self._tell(frame, line, is_glance=glance.is_due(frame.at))
            self._watchdog.looked()

    def _tell(self, frame: Frame, line: SpeakerConnection, *, is_glance: bool) -> None:
        """Follow the faces on to `frame`, and read them if anybody wants to know."""
        is_wanted = is_glance or line.is_live
        tracks = self._seer.follow(frame, closely=is_wanted)
        if not is_wanted:
            return
        sight = self._seer.read(frame, tracks)
        if is_glance:
            line.say(sight.glance(now=time.monotonic()))
        if line.is_live:
            line.show(annotated(frame.pixels, (reading for _, reading in sight.readings)))

    def _wait_out(self, trouble: Trouble, wait: Seconds, line: SpeakerConnection) -> None:
        """Say the trouble, again and again so that the speaker knows us alive, until `wait` is over."""
        left = wait
        while left > 0 and line.is_open and not line.is_gone:
            line.say(trouble)
            self._watchdog.alive()
            line.wait(lambda: not line.is_open, min(left, _REMIND))
            left -= _REMIND
