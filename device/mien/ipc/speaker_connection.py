"""The eye's or the ear's end of the connection to the speaker: its latest requests, and messages to it."""

import contextlib
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType

from mien.ipc.messages import (
    LONGEST_LINE,
    FromEye,
    PictureAhead,
    SetEye,
    SetLive,
    SetMusic,
    WireError,
    eye_line,
    parse_speaker_line,
)
from mien.types import Seconds

logger = logging.getLogger(__name__)

_ACCEPT_FOR: Seconds = 0.5  # how often an idle process checks that its parent is still running
_TIMEOUT: Seconds = 2.0  # a speaker that reads nothing for this long counts as gone


class SpeakerConnection:
    """One connected speaker. A thread receives its requests.

    Attributes:
        is_open: Whether the eye may see, or the ear listen; false until the speaker says so.
        is_live: Whether the speaker wants pictures.
        plays_music: Whether the speaker plays music itself; true until it says otherwise.
        is_gone: Whether the speaker has disconnected.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.is_open = False
        self._has_answered = False
        self.is_live = False
        self.plays_music = True
        self.is_gone = False
        self._connection = connection
        self._changed = threading.Condition()
        self._has_warned = False
        connection.settimeout(_TIMEOUT)
        threading.Thread(target=self._listen, name="speaker", daemon=True).start()

    def say(self, message: FromEye) -> None:
        """Send `message`; a speaker that can't be reached counts as gone."""
        self.send(eye_line(message))

    def wait_for_the_first_word(self) -> None:
        """Wait, but not for ever, until the speaker has said whether the eye may see."""
        self.wait(lambda: self._has_answered, _TIMEOUT)

    def show(self, jpeg: bytes) -> None:
        """Send one picture."""
        self.send(eye_line(PictureAhead(len(jpeg))) + jpeg)

    def wait(self, until: Callable[[], bool], at_most: Seconds) -> None:
        """Wait until a request makes `until` true, the speaker is gone, or the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self.is_gone or until(), at_most)

    def close(self) -> None:
        """Disconnect."""
        self._mark_gone()
        with contextlib.suppress(OSError):  # the speaker may have disconnected first
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def send(self, content: bytes) -> None:
        """Send bytes; a speaker that can't be reached counts as gone."""
        if self.is_gone:
            return
        try:
            self._connection.sendall(content)
        except OSError:
            self._mark_gone()

    def _listen(self) -> None:
        rest = b""
        while not self.is_gone:
            try:
                received = self._connection.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                received = b""
            *lines, rest = (rest + received).split(b"\n")
            if not received or len(rest) > LONGEST_LINE:
                self._mark_gone()
            for line in lines:
                self._handle(line)

    def _handle(self, line: bytes) -> None:
        """Carry out one request; the first invalid one is logged, and all are ignored."""
        try:
            request = parse_speaker_line(line)
        except WireError as bad:
            if not self._has_warned:
                logger.warning("Ignored an invalid request from the speaker (logged once): %s", bad)
            self._has_warned = True
            return
        with self._changed:
            match request:
                case SetEye():
                    self.is_open = request.is_open
                    self._has_answered = True
                case SetLive():
                    self.is_live = request.is_on
                case SetMusic():
                    self.plays_music = request.is_on
            self._changed.notify_all()

    def _mark_gone(self) -> None:
        with self._changed:
            self.is_gone = True
            self._changed.notify_all()


def serve_speakers(
    server: socket.socket,
    serve: Callable[[SpeakerConnection], None],
    alive: Callable[[], None],
    wanted: Callable[[], bool],
) -> None:
    """Serve speakers, one at a time, while this process is `wanted`; call `alive` while none is connected."""
    server.settimeout(_ACCEPT_FOR)
    while wanted():
        alive()
        try:
            connection, _ = server.accept()
        except TimeoutError:
            continue
        speaker = SpeakerConnection(connection)
        try:
            serve(speaker)
        finally:
            speaker.close()


def end_on_signals() -> None:
    """Have SIGTERM and SIGINT raise `SystemExit`, which releases device and socket on the way."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
