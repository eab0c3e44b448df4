"""The eye's end of the connection to the speaker: what it asked for last, and a way to tell it things."""

import contextlib
import logging
import socket
import threading
from collections.abc import Callable

from mien.ipc.messages import (
    LONGEST_LINE,
    FromEye,
    PictureAhead,
    SetEye,
    SetLive,
    WireError,
    eye_line,
    parse_speaker_line,
)
from mien.types import Seconds

logger = logging.getLogger(__name__)

_PATIENCE: Seconds = 2.0  # a speaker that takes in nothing for so long is as good as gone


class SpeakerConnection:
    """One speaker, connected. A thread of its own takes in what the speaker asks for.

    `is_open`: the eye may look, which it may not before it is told so. `is_live`: pictures are wanted.
    `is_gone`: the speaker hung up.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.is_open = False
        self._is_told = False
        self.is_live = False
        self.is_gone = False
        self._connection = connection
        self._changed = threading.Condition()
        self._nonsense = False
        connection.settimeout(_PATIENCE)
        threading.Thread(target=self._listen, name="speaker", daemon=True).start()

    def say(self, message: FromEye) -> None:
        """Tell the speaker `message`; a speaker that cannot be told is gone."""
        self._send(eye_line(message))

    def wait_for_the_first_word(self) -> None:
        """Wait until the speaker has said whether the eye may look, but not for ever."""
        self.wait(lambda: self._is_told, _PATIENCE)

    def show(self, jpeg: bytes) -> None:
        """Send one picture."""
        self._send(eye_line(PictureAhead(len(jpeg))) + jpeg)

    def wait(self, until: Callable[[], bool], at_most: Seconds) -> None:
        """Wait until a request makes `until` true, the speaker goes, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self.is_gone or until(), at_most)

    def close(self) -> None:
        """Hang up."""
        self._set_gone()
        with contextlib.suppress(OSError):  # the speaker may have hung up first
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def _send(self, content: bytes) -> None:
        if self.is_gone:
            return
        try:
            self._connection.sendall(content)
        except OSError:
            self._set_gone()

    def _listen(self) -> None:
        rest = b""
        while not self.is_gone:
            try:
                heard = self._connection.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                heard = b""
            *lines, rest = (rest + heard).split(b"\n")
            if not heard or len(rest) > LONGEST_LINE:
                self._set_gone()
            for line in lines:
                self._take(line)

    def _take(self, line: bytes) -> None:
        """Do what one line asks for; nonsense is told once and left out."""
        try:
            request = parse_speaker_line(line)
        except WireError as bad:
            if not self._nonsense:
                logger.warning("The speaker talks nonsense, which is left out (said once): %s", bad)
            self._nonsense = True
            return
        with self._changed:
            match request:
                case SetEye():
                    self.is_open = request.is_open
                    self._is_told = True
                case SetLive():
                    self.is_live = request.is_on
            self._changed.notify_all()

    def _set_gone(self) -> None:
        with self._changed:
            self.is_gone = True
            self._changed.notify_all()
