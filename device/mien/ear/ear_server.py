"""Serves one speaker: listens while it is connected and the ear is open.

The speaker's own music is in the microphone, with voices of its own. Where the player gives a copy of what it
plays, that is taken out first; else the ear listens in the music's gaps and pauses only. See docs/ear.md.
"""

import time
from dataclasses import dataclass

from mien.ear.echo.own_music import OwnMusic
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
_REPORT_EVERY = 10  # blocks: once a second; and when somebody begins to speak, or ends
_EVER: Seconds = float("inf")


@dataclass(frozen=True, slots=True)
class EarParts:
    """What the ear is made of."""

    microphone: Microphone
    """Where sound comes from."""
    segmenter: Segmenter
    """Finds speech in it."""
    read: ReadsVoice
    """Says what a stretch of speech is like."""
    own_music: OwnMusic | None = None
    """Takes our own music out of what is heard; None: the ear is deaf while it plays."""


class EarService:
    """Serves the connected speaker. The microphone is open only inside `serve`."""

    def __init__(self, parts: EarParts, hello: EarHello, watchdog: Watchdog) -> None:
        self._microphone, self._segmenter, self._read = parts.microphone, parts.segmenter, parts.read
        self._hello, self._watchdog = hello, watchdog
        self._own_music = parts.own_music
        self._failures = 0
        self._silent_blocks = 0
        self._was_cleaned = False

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
            if self._own_music is not None:
                self._own_music.close()
        self._wait_out(trouble, wait, speaker)

    def _report_blocks(self, speaker: SpeakerConnection) -> None:
        self._silent_blocks = 0
        for number, block in enumerate(self._microphone.blocks()):
            self._watchdog.frame_came()
            self._failures = 0
            if speaker.is_gone or not speaker.is_open:
                return
            spoke = self._segmenter.speaks
            self._hear(block, speaker)
            if number % _REPORT_EVERY == 0 or self._segmenter.speaks is not spoke:
                _say(speaker, Listening(loudness_of(block), self._segmenter.speaks, self._segmenter.noise))
            self._watchdog.looked()

    def _hear(self, block: Samples, speaker: SpeakerConnection) -> None:
        """Follow the speech in `block`, unless our own music is in it and can't be taken out."""
        cleaned = self._own_music.clean(block) if self._own_music is not None else None
        self._silent_blocks = 0 if speaker.plays_music else self._silent_blocks + 1
        plays = self._silent_blocks * BLOCK / RATE <= AFTERGLOW
        if (plays and cleaned is None) or plays is not self._was_cleaned:
            self._segmenter.forget()
        self._was_cleaned = plays
        if not plays:
            found = self._segmenter.heard(block)
        elif cleaned is not None:
            found = self._segmenter.heard(cleaned.sound, cleaned.echo)
        else:
            return
        for spoken in found:
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
