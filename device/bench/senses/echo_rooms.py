"""Simulated rooms with music in them: what a microphone hears of a loudspeaker, and of people beside it.

A small loudspeaker bends the sound (a square and a cube of it, soft at its end) and has no bass below 100 Hz.
The room answers with a decaying noise, as loud as the direct sound. The clocks of sound card and microphone
differ, the way takes a while, and the microphone has a noise of its own.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.ear.microphone.microphone import RATE, Samples

Floats: TypeAlias = NDArray[np.floating[Any]]

FULL = 32768.0
_TAPS = 16
_FFT = 1 << 17


@dataclass(frozen=True, slots=True)
class Room:
    """Where a loudspeaker and a microphone stand."""

    echo: float
    """Seconds until the room's answer has fallen by 60 decibels."""
    delay: float
    """Seconds from the player's pipe to the microphone."""
    drift: float
    """Millionths by which the microphone's clock is faster."""
    level: float
    """Of the music at the microphone, decibels below full scale."""
    noise: float = -65.0
    """Of the microphone itself, decibels below full scale."""


def heard_of(music: Samples, room: Room, rng: np.random.Generator) -> Floats:
    """Return what the microphone hears of `music`, as many samples as it has."""
    bent = _drifted(_loudspeaker(music.astype(np.float32)), room.drift)
    sound = convolved(bent, np.convolve(answer(room.echo, rng), _bassless()))
    sound = np.concatenate([np.zeros(round(room.delay * RATE)), sound])[: len(music)]
    sound = np.pad(sound, (0, len(music) - len(sound)))
    return at_level(sound, room.level) + rng.normal(0.0, FULL * 10 ** (room.noise / 20), len(music))


def at_level(sound: Floats, level: float) -> Floats:
    """Return `sound` as loud as `level`, decibels below full scale."""
    return np.asarray(sound) * (FULL * 10 ** (level / 20) / max(1e-9, float(np.sqrt(np.mean(sound**2)))))


def answer(lasts: float, rng: np.random.Generator) -> Floats:
    """Return the impulse response of a room: the direct sound, and as much power after it."""
    count = max(2, round(lasts * RATE))
    tail = rng.normal(0.0, 1.0, count) * np.exp(-6.9 * np.arange(count) / count)
    tail[: RATE // 1000] = 0.0
    power = float(np.sqrt((tail**2).sum()))
    tail /= power or 1.0
    tail[0] = 1.0
    return np.asarray(tail)


def convolved(sound: Floats, response: Floats) -> Floats:
    """Return `sound` after `response`, as long as it was."""
    step = _FFT - len(response) + 1
    spectrum = np.fft.rfft(response, _FFT)
    whole = np.zeros(len(sound) + _FFT)
    for start in range(0, len(sound), step):
        part = np.fft.irfft(np.fft.rfft(sound[start : start + step], _FFT) * spectrum, _FFT)
        whole[start : start + _FFT] += part
    return whole[: len(sound)]


def _loudspeaker(sound: Floats) -> Floats:
    x = sound / FULL
    return np.asarray(np.tanh(1.5 * (x + 0.08 * x**2 - 0.15 * x**3)) / 1.5 * FULL)


def _bassless() -> Floats:
    """Return a high-pass at 100 Hz."""
    keeps = float(np.exp(-2 * np.pi * 100 / RATE))
    taps = -(1 - keeps) * keeps ** np.arange(-1, 799, dtype=float)
    taps[0] = 1.0
    return taps


def _drifted(sound: Floats, millionths: float) -> Floats:
    """Return `sound` as a clock hears it that is so much faster."""
    padded = np.pad(sound, (_TAPS, 2 * _TAPS))
    pieces = []
    for start in range(0, len(sound) - _TAPS, 1 << 18):
        at = np.arange(start, min(start + (1 << 18), len(sound) - _TAPS)) * (1 + millionths * 1e-6)
        whole = np.floor(at).astype(int)
        share = at - whole
        piece = np.zeros(len(at))
        for tap in range(1 - _TAPS // 2, _TAPS // 2 + 1):
            away = share - tap
            weight = np.sinc(away) * (0.5 + 0.5 * np.cos(np.pi * away / (_TAPS / 2)))
            piece += padded[np.minimum(whole + tap + _TAPS, len(padded) - 1)] * weight
        pieces.append(piece)
    return np.concatenate(pieces)
