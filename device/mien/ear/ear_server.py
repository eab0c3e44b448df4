"""Serves one speaker: listens while it is connected, the ear is open and no music plays.

The microphone picks up the speaker's own music, singing included. So the ear listens only in its gaps and
pauses: see docs/ear.md for what that costs, and for measurements.
"""

import time

from mien.ear.microphone.microphone import BLOCK, RATE, Microphone, MicrophoneError, Samples
from mien.ear.voice.segmenter import Segmenter
from mien.ear.voice.voice_reader import ReadsVoice, loudness_of, utterance_of
from mien.health.watchdog import Watchdog
from mien.ipc.ear_messages import EarHello, FromEar, Listening, ear_line
from mien.ipc.messages import Closed, Trouble
from mien.ipc.speaker_connection import SpeakerConnection
from mien.retry import Backoff
from mien.types import Seconds

RETRIES = Backoff(shortest=1.0, longest=30.0)
AFTERGLOW: Seconds = 1.5  # after music stops: its echo, and what is left in the sound card's buffer
_REMIND: Seconds = 2.0  # a speaker that receives nothing for longer assumes that the ear hangs
_REPORT_EVERY = 10  # blocks: once a second
_EVER: Seconds = float("inf")


class EarService:
    """Serves the connected speaker. The microphone is open only inside `serve`."""

    def __init__(
        self,
        microphone: Microphone,
        segmenter: Segmenter,
        read: ReadsVoice,
        hello: EarHello,
        watchdog: Watchdog,
    ) -> None:
        self._microphone, self._segmenter, self._read = microphone, segmenter, read
        self._hello, self._watchdog = hello, watchdog
        self._failures = 0
        self._silent_blocks = 0

    def serve(self, speaker: SpeakerConnection) -> None:
        """Serve `speaker` until it disconnects."""
        _say(speaker, self._hello)
        speaker.wait_for_the_first_word()
        while not speaker.is_gone:
            if speaker.is_open:
                self._listen(speaker)
            else:
                self._stay_closed(speaker)

    def _stay_closed(self, speaker: SpeakerConnection) -> None:
        """Keep the microphone closed until the speaker wants it again."""
        _say(speaker, Closed())
        while not speaker.is_gone and not speaker.is_open:
            self._watchdog.alive()
            speaker.wait(lambda: speaker.is_open, _REMIND)

    def _listen(self, speaker: SpeakerConnection) -> None:
        """Listen until the ear is closed or the microphone fails; then wait before trying again."""
        try:
            with self._watchdog.expecting_frames():
                self._report_blocks(speaker)
            trouble, wait = Trouble("microphone", "The recording has ended."), _EVER
        except MicrophoneError as bad:
            self._failures += 1
            trouble, wait = Trouble("microphone", str(bad)), RETRIES.pause(self._failures)
        finally:
            self._microphone.close()
            self._segmenter.forget()
        self._wait_out(trouble, wait, speaker)

    def _report_blocks(self, speaker: SpeakerConnection) -> None:
        self._silent_blocks = 0
        for number, block in enumerate(self._microphone.blocks()):
            self._watchdog.frame_came()
            self._failures = 0
            if speaker.is_gone or not speaker.is_open:
                return
            self._hear(block, speaker)
            if number % _REPORT_EVERY == 0:
                _say(speaker, Listening(loudness_of(block), self._segmenter.speaks))
            self._watchdog.looked()

    def _hear(self, block: Samples, speaker: SpeakerConnection) -> None:
        """Process the speech in `block`, unless our own music is in it."""
        self._silent_blocks = 0 if speaker.plays_music else self._silent_blocks + 1
        if self._silent_blocks * BLOCK / RATE <= AFTERGLOW:
            self._segmenter.forget()
            return
        for spoken in self._segmenter.heard(block):
            _say(speaker, utterance_of(spoken, time.monotonic(), self._read))

    def _wait_out(self, trouble: Trouble, wait: Seconds, speaker: SpeakerConnection) -> None:
        """Report the trouble repeatedly, so that the speaker knows that we run, until `wait` is over."""
        left = wait
        while left > 0 and speaker.is_open and not speaker.is_gone:
            _say(speaker, trouble)
            self._watchdog.alive()
            speaker.wait(lambda: not speaker.is_open, min(left, _REMIND))
            left -= _REMIND


def _say(speaker: SpeakerConnection, message: FromEar) -> None:
    speaker.send(ear_line(message))
