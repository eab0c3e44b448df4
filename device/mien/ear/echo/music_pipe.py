"""The music as the player sends it: a pipe that MPD writes its output into, 16 kHz, 16 bits, mono."""

import os
import stat
from pathlib import Path
from typing import Protocol

import numpy as np

from mien.ear.microphone.microphone import Samples

_MOST = 1 << 16  # bytes that a pipe holds
_LOOKS = 20  # readings without a sound after which the pipe is opened anew: a new MPD has made a new one


class Reference(Protocol):
    """Where the samples that the player sends to its sound card can be had as well."""

    def take(self) -> Samples:
        """Return what was sent since the last time; nothing is fine."""

    def close(self) -> None:
        """Let go of it. May be called twice; `take` may be called again afterwards."""


class MusicPipe:
    """The pipe at `path`, which need not be there; it is opened for reading, and never waited for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None
        self._silent = _LOOKS
        self._odd = b""

    def take(self) -> Samples:
        """Return what was written since the last time."""
        content = self._read()
        if content:
            self._silent = 0
        elif self._silent >= _LOOKS:
            self._open()
        else:
            self._silent += 1
        content = self._odd + content
        even = len(content) // 2 * 2
        self._odd = content[even:]
        return np.frombuffer(content[:even], np.int16)

    def close(self) -> None:
        """Close the pipe."""
        if self._file is not None:
            os.close(self._file)
        self._file, self._silent, self._odd = None, _LOOKS, b""

    def _read(self) -> bytes:
        if self._file is None:
            return b""
        try:
            return os.read(self._file, _MOST)
        except BlockingIOError:
            return b""
        except OSError:
            self.close()
            return b""

    def _open(self) -> None:
        """Open the pipe, and drop what it held: nobody knows when that was played."""
        self.close()
        self._silent = 0
        try:
            if stat.S_ISFIFO(self._path.stat().st_mode):
                self._file = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return
        self._read()
