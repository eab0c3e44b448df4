"""Made-up songs, each the same on every machine: chords, a beat, a voice-like buzz."""

import numpy as np
from numpy.typing import NDArray

from mien.music.audio.features import RATE

SECONDS = 12
_C, _MAJOR, _MINOR = 261.63, (0, 4, 7, 12), (0, 3, 7, 12)


def song(
    *, minor: bool = False, tempo: float = 120.0, loud: float = 0.2, bright: int = 4, drums: bool = False
) -> NDArray[np.float32]:
    """Return broken chords on I, IV, V and I; a note has so many overtones."""
    steps = int(SECONDS * tempo / 60 * 2)
    out = np.zeros(SECONDS * RATE + RATE, np.float64)
    rng = np.random.default_rng(18)
    for step in range(steps):
        root = (0, 5, 7, 0)[step // 8 % 4]
        note = root + (_MINOR if minor else _MAJOR)[step % 4]
        begin = int(step * 30 / tempo * RATE)
        _add(out, begin, _note(_C * 2 ** (note / 12), bright))
        if drums:
            _add(out, begin, rng.normal(0, 0.5, RATE // 20) * np.exp(-np.arange(RATE // 20) / 150))
    return (loud * out[: SECONDS * RATE]).astype(np.float32)


def _note(pitch: float, overtones: int) -> NDArray[np.float64]:
    time = np.arange(RATE // 2) / RATE
    waves = [
        np.sin(2 * np.pi * pitch * n * time) / n for n in range(1, overtones + 1) if pitch * n < RATE / 2
    ]
    note: NDArray[np.float64] = np.sum(waves, axis=0) * np.exp(-4 * time) * np.minimum(1, time * 200)
    return note


def _add(out: NDArray[np.float64], begin: int, sound: NDArray[np.float64]) -> None:
    out[begin : begin + len(sound)] += sound[: max(0, len(out) - begin)]
