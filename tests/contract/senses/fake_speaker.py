"""The speaker's end of the eye's socket, and waiting for what happens elsewhere."""

import errno
import socket
import time
from collections.abc import Callable
from pathlib import Path

from mien.ipc.messages import FromEye, PictureAhead, parse_eye_line


class FakeSpeaker:
    """A speaker at the other end of a real socket."""

    def __init__(self, path: Path, first: bytes | None = b'{"eye": "open"}') -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(10)
        # A socket has its name a moment before anybody listens at it.
        eventually(lambda: self._socket.connect_ex(str(path)) in {0, errno.EISCONN}, within=10)
        self._reader = self._socket.makefile("rb")
        if first is not None:
            self.ask(first)

    def ask(self, line: bytes) -> None:
        self._socket.sendall(line + b"\n")

    def hear(self) -> FromEye:
        line = self._reader.readline()
        if not line:
            raise EOFError
        return parse_eye_line(line)

    def hear_one(self, kind: type | tuple[type, ...]) -> FromEye:
        """Return the next message of `kind`, passing over what comes before it."""
        while not isinstance(said := self.hear(), kind):
            if isinstance(said, PictureAhead):
                self.take(said.size)
        return said

    def take(self, size: int) -> bytes:
        return self._reader.read(size)

    def go(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._reader.close()
        self._socket.close()


def eventually(is_so: Callable[[], bool], *, within: float = 20.0) -> None:
    end = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
