"""Voices as a telephone or a call over the net passes them on: real codecs, run by ffmpeg."""

import subprocess
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.ear.voice.voice_log_mel import RATE

Array: TypeAlias = NDArray[Any]

CODECS: dict[str, tuple[str, ...]] = {
    "gsm": ("-ar", "8000", "-c:a", "libgsm", "-f", "gsm"),
    "opus": ("-c:a", "libopus", "-b:a", "10k", "-application", "voip", "-f", "ogg"),
}
"""What ffmpeg's encoder is told; the decoder finds the rest in the stream."""
_PLAIN = ("-f", "s16le", "-ac", "1", "-ar", str(RATE))


def through(codec: str, sound: Array) -> Array:
    """Return `sound` after `codec`, int16 at `RATE` and as long as before."""
    encode = CODECS[codec]
    coded = _ffmpeg([*_PLAIN, "-i", "-", *encode, "-"], np.asarray(sound, np.int16).tobytes())
    plain = np.frombuffer(_ffmpeg(["-f", encode[-1], "-i", "-", *_PLAIN, "-"], coded), np.int16)
    return np.pad(plain, (0, max(0, len(sound) - len(plain))))[: len(sound)]


def _ffmpeg(arguments: list[str], content: bytes) -> bytes:
    return subprocess.run(
        ["ffmpeg", "-v", "error", *arguments],
        input=content,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
