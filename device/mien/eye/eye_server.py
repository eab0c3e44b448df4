"""Serves one speaker: watches while it is connected and the eye is open, and reports what is seen."""

import time
from dataclasses import dataclass

from mien.eye.annotated_picture import annotated
from mien.eye.camera.camera import Camera, CameraError
from mien.eye.camera.frame import Frame
from mien.eye.frame_pipeline import FramePipeline
from mien.health.watchdog import Watchdog
from mien.ipc.messages import Closed, Hello, Trouble
from mien.ipc.speaker_connection import SpeakerConnection
from mien.retry import Backoff
from mien.types import Seconds

FRAMES_A_SECOND = 10.0  # enough to follow a person across the room
_REMIND: Seconds = 2.0  # a speaker that receives nothing for longer assumes that the eye hangs
RETRIES = Backoff(shortest=1.0, longest=30.0)
_EVER: Seconds = float("inf")
_JITTER: Seconds = 0.02  # a frame that comes this much too early still counts


@dataclass(slots=True)
class Pace:
    """Lets one moment through every `interval` seconds."""

    interval: Seconds
    due: Seconds = -_EVER

    def is_due(self, at: Seconds) -> bool:
        """Return whether `at` is one of the moments; the next is then an interval away."""
        if at < self.due - _JITTER:
            return False
        on_time = at < self.due + self.interval
        self.due = (self.due if on_time else at) + self.interval
        return True


class EyeService:
    """Serves the connected speaker. The camera is open only inside `serve`."""

    def __init__(
        self,
        camera: Camera,
        pipeline: FramePipeline,
        hello: Hello,
        watchdog: Watchdog,
        glances_per_second: float,
    ) -> None:
        self._camera, self._pipeline, self._hello, self._watchdog = camera, pipeline, hello, watchdog
        self._glance_every = 1 / glances_per_second
        self._failures = 0

    def serve(self, speaker: SpeakerConnection) -> None:
        """Serve `speaker` until it disconnects."""
        speaker.say(self._hello)
        speaker.wait_for_the_first_word()
        while not speaker.is_gone:
            if not speaker.is_open or not self._watch(speaker):
                self._stay_closed(speaker)

    def _stay_closed(self, speaker: SpeakerConnection) -> None:
        """Keep the camera closed until the speaker wants it again, as it may already."""
        speaker.say(Closed())
        while not speaker.is_gone and not speaker.is_open:
            self._watchdog.alive()
            speaker.wait(lambda: speaker.is_open, _REMIND)

    def _watch(self, speaker: SpeakerConnection) -> bool:
        """Watch until the eye is closed; or until the camera fails, and wait before trying again.

        Return whether the camera failed or its recording ended.
        """
        try:
            with self._watchdog.expecting_frames():
                if not self._report_frames(speaker):
                    return False
            trouble, wait = Trouble("camera", "The recording has ended."), _EVER
        except CameraError as bad:
            self._failures += 1
            trouble, wait = Trouble("camera", str(bad)), RETRIES.pause(self._failures)
        finally:
            self._camera.close()
            self._pipeline.forget()
        self._wait_out(trouble, wait, speaker)
        return True

    def _report_frames(self, speaker: SpeakerConnection) -> bool:
        """Report what is seen until the recording ends; False if the eye was closed or the speaker left."""
        look, glance = Pace(1 / FRAMES_A_SECOND), Pace(self._glance_every)
        for frame in self._camera.frames():
            self._watchdog.frame_came()
            self._failures = 0
            if speaker.is_gone or not speaker.is_open:
                return False
            if look.is_due(frame.at):
                self._report(frame, speaker, is_glance=glance.is_due(frame.at))
            self._watchdog.looked()
        return True

    def _report(self, frame: Frame, speaker: SpeakerConnection, *, is_glance: bool) -> None:
        """Track the faces in `frame`, and classify them for a glance or a picture."""
        is_wanted = is_glance or speaker.is_live
        tracks = self._pipeline.follow(frame, closely=is_wanted)
        if not is_wanted:
            return
        sight = self._pipeline.read(frame, tracks)
        if is_glance:
            speaker.say(sight.glance(now=time.monotonic()))
        if speaker.is_live:
            speaker.show(annotated(frame.pixels, (reading for _, reading in sight.readings)))

    def _wait_out(self, trouble: Trouble, wait: Seconds, speaker: SpeakerConnection) -> None:
        """Report the trouble repeatedly, so that the speaker knows that we run, until `wait` is over."""
        left = wait
        while left > 0 and speaker.is_open and not speaker.is_gone:
            speaker.say(trouble)
            self._watchdog.alive()
            speaker.wait(lambda: not speaker.is_open, min(left, _REMIND))
            left -= _REMIND
