"""How often the speaker's own music passes for a voice once it is taken out, over hours of music.

    python -m bench.senses.bench_music_alone MUSIC.npz LEVEL FIRST COUNT

MUSIC.npz: `sound`, int16 at 16 kHz, and `offset`: songs, each heard for a while. COUNT pieces of ten minutes
from piece number FIRST on are heard at LEVEL, decibels below full scale, each in a room of its own, and each
begins with a canceller that knows nothing. Prints a JSON object for each piece: hours are heard bit by bit.
`listens`: the share of the time in which the ear is not deaf.
"""

import json
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.senses.bench_echo import ROOMS
from bench.senses.echo_rooms import Room, heard_of
from mien.ear.echo.echo_canceller import EchoCanceller
from mien.ear.echo.speex import SpeexCanceller
from mien.ear.microphone.microphone import BLOCK, RATE, Samples
from mien.ear.voice.segmenter import Segmenter, micro_vad

PIECE = 600 * RATE


def loudness_alike(sound: Samples, offset: NDArray[np.int64]) -> Samples:
    """Return songs as loud as each other, as a player with ReplayGain sends them."""
    parts = []
    for start, end in pairwise(offset.tolist()):
        part = sound[start:end].astype(np.float32)
        part *= 2500.0 / max(1.0, float(np.sqrt(np.mean(part**2))))
        parts.append(np.clip(np.round(part), -32768, 32767).astype(np.int16))
    return np.concatenate(parts)


def piece_of(music: Samples, number: int, level: float) -> dict[str, object]:
    """Return what was found in one piece of ten minutes."""
    part = music[number * PIECE : (number + 1) * PIECE]
    echo, delay, drift = ROOMS[number % len(ROOMS)]
    rng = np.random.default_rng(1000 + number)
    sound = heard_of(part, Room(echo, delay, drift, level), rng)
    plain = np.clip(np.round(sound), -32768, 32767).astype(np.int16)
    began = time.process_time()
    segmenter, canceller, at, blocks = Segmenter(micro_vad()), EchoCanceller(SpeexCanceller()), [], 0
    for start in range(0, len(plain) - BLOCK + 1, BLOCK):
        cleaned = canceller.clean(plain[start : start + BLOCK], part[start : start + BLOCK])
        if cleaned is not None:
            blocks += 1
            at += [round(start / RATE, 1) for _ in segmenter.heard(cleaned.sound, cleaned.echo)]
    return {
        "level": level,
        "piece": number,
        "minutes": len(part) / RATE / 60,
        "listens": round(blocks * BLOCK / len(part), 3),
        "found": len(at),
        "at": at,
        "milliseconds": round(1e3 * (time.process_time() - began) * RATE / len(part), 1),
    }


def main() -> None:
    """Print what was found in each piece."""
    with np.load(Path(sys.argv[1])) as kept:
        music = loudness_alike(kept["sound"], kept["offset"])
    level, first, count = float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    for number in range(first, first + count):
        print(json.dumps(piece_of(music, number, level)), flush=True)


if __name__ == "__main__":
    main()
