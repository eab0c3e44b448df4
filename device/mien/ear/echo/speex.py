"""The echo canceller of the SpeexDSP library (BSD 3-clause; Debian's libspeexdsp1, 1.2.1), by ctypes.

An adaptive filter in the frequency domain learns how the room changes the music, and takes that off. It is
the plain linear part; what the filter leaves is judged in `residual.py`.
"""

import ctypes
from functools import lru_cache
from typing import Any

import numpy as np

from mien.ear.microphone.microphone import RATE, Samples
from mien.errors import MienError

FRAME = RATE // 50
"""Samples that the filter takes at a time: 20 ms; 10 take off no more and cost half as much again."""
TAIL = 3_200
"""Samples that the room may take to answer, and what is left of the delay: 200 ms."""
_LIBRARY = "libspeexdsp.so.1"
_SET_RATE = 24


class EchoLibraryError(MienError):
    """The library is not installed; says how to install it."""


class SpeexCanceller:
    """One adaptive filter; not thread-safe."""

    def __init__(self) -> None:
        """Raises `EchoLibraryError` without the library."""
        self._library = _speexdsp()
        self._state = self._library.speex_echo_state_init(FRAME, TAIL)
        rate = ctypes.c_int(RATE)
        self._library.speex_echo_ctl(self._state, _SET_RATE, ctypes.byref(rate))

    def cancel(self, heard: Samples, played: Samples) -> Samples:
        """Return `heard` without the echo of `played`, both as long, and a multiple of `FRAME`."""
        heard, played = np.ascontiguousarray(heard, np.int16), np.ascontiguousarray(played, np.int16)
        left = np.empty_like(heard)
        places = [sound.ctypes.data for sound in (heard, played, left)]
        for at in range(0, 2 * len(heard), 2 * FRAME):  # bytes
            self._library.speex_echo_cancellation(self._state, *(place + at for place in places))
        return left

    def forget(self) -> None:
        """Drop what was learnt of the room."""
        self._library.speex_echo_state_reset(self._state)

    def __del__(self) -> None:
        if getattr(self, "_state", None):
            self._library.speex_echo_state_destroy(self._state)


@lru_cache(maxsize=1)
def _speexdsp() -> Any:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError as bad:
        raise EchoLibraryError(
            f"Taking music out of what is heard needs SpeexDSP: install libspeexdsp1 ({bad})."
        ) from bad
    pointer = ctypes.c_void_p
    library.speex_echo_state_init.argtypes = [ctypes.c_int, ctypes.c_int]
    library.speex_echo_state_init.restype = pointer
    library.speex_echo_ctl.argtypes = [pointer, ctypes.c_int, pointer]
    library.speex_echo_cancellation.argtypes = [pointer, pointer, pointer, pointer]
    library.speex_echo_cancellation.restype = None
    library.speex_echo_state_reset.argtypes = [pointer]
    library.speex_echo_state_destroy.argtypes = [pointer]
    return library
