"""How often the speaker's own music passes for a voice, and how many voices are heard over it.

    python -m bench.senses.bench_echo MUSIC.npz VOICES.npz [MINUTES]

MUSIC.npz: `heldout`, int16 at 16 kHz. VOICES.npz: `sound`, `offset`: utterances. For each level and room the
microphone hears MINUTES of music alone, with and without the canceller; then music with voices in it.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.senses.bench_gate import CountingGate
from bench.senses.echo_rooms import Room, answer, at_level, convolved, heard_of
from mien.ear.echo.echo_canceller import EchoCanceller
from mien.ear.echo.speex import SpeexCanceller
from mien.ear.microphone.microphone import BLOCK, RATE, Samples
from mien.ear.voice.energy_gate import STEP
from mien.ear.voice.segmenter import Segmenter, micro_vad

ROOMS = ((0.08, 0.12, 50.0), (0.15, 0.3, -50.0), (0.01, 0.02, 50.0), (0.15, 0.2, 20.0))
LEVELS = (-20.0, -35.0, -50.0)
ABOVE = (10.0, 0.0, -10.0)


@dataclass
class Count:
    """What was found."""

    hours: float = 0.0
    stretches: int = 0
    heard: int = 0
    """voices of which at least half is in a stretch"""
    voices: int = 0
    processor: float = 0.0
    """seconds"""


def listen(sound: Samples, music: Samples | None) -> Iterator[tuple[int, int]]:
    """Yield from which sample to which each stretch of speech goes; `music` is taken out, if it is given."""
    segmenter, gate = Segmenter(micro_vad()), CountingGate(micro_vad())
    segmenter._gate = gate  # noqa: SLF001  what comes out of it may be a second late
    canceller, taken = EchoCanceller(SpeexCanceller()), []
    for start in range(0, len(sound) - BLOCK + 1, BLOCK):
        block = sound[start : start + BLOCK]
        if music is None:
            taken.append(start)
            found = segmenter.heard(block)
        elif cleaned := canceller.clean(block, music[start : start + BLOCK]):
            taken.append(start - BLOCK)
            found = segmenter.heard(cleaned.sound, cleaned.echo)
        else:
            continue
        for stretch in found:
            block_number, step = divmod(gate.passed, BLOCK // STEP)
            end = taken[min(block_number, len(taken) - 1)] + step * STEP - RATE // 2
            yield end - len(stretch.sound), end


def trial(count: Count, music: Samples, room: Room, voices: "Voices | None", *, cancels: bool) -> None:
    """Add what is found in `music` in this room, with `voices` in it, to `count`."""
    rng = np.random.default_rng(round(1e3 * room.delay))
    sound = heard_of(music, room, rng)
    spoken = voices.put_into(sound, room, rng) if voices else []
    plain = np.clip(np.round(sound), -32768, 32767).astype(np.int16)
    began = time.process_time()
    found = list(listen(plain, music if cancels else None))
    count.processor += time.process_time() - began
    count.hours += len(music) / RATE / 3600
    count.stretches += len(found)
    count.voices += len(spoken)
    count.heard += sum(any(min(b, d) - max(a, c) > (b - a) / 2 for c, d in found) for a, b in spoken)


@dataclass(frozen=True)
class Voices:
    """Utterances that are put into music."""

    sound: Samples
    offset: NDArray[Any]
    above: float
    """decibels above the music"""

    def put_into(self, sound: NDArray[Any], room: Room, rng: np.random.Generator) -> list[tuple[int, int]]:
        """Add voices every few seconds; return from which sample to which each goes."""
        spoken, at = [], 15 * RATE
        while at < len(sound) - 8 * RATE:
            one = int(rng.integers(len(self.offset) - 1))
            voice = self.sound[self.offset[one] : self.offset[one + 1]].astype(float)
            loud = np.flatnonzero(np.abs(voice) > 0.03 * np.abs(voice).max())
            voice = convolved(voice[loud[0] : loud[-1]], answer(room.echo, rng))
            sound[at : at + len(voice)] += at_level(voice, room.level + self.above)
            spoken.append((at, at + len(voice)))
            at += len(voice) + int(RATE * rng.uniform(1.5, 5.0))
        return spoken


def main() -> None:
    """Print a row for each level of music alone, and each voice above it."""
    with np.load(Path(sys.argv[1])) as kept:
        music = kept["heldout"]
    with np.load(Path(sys.argv[2])) as kept:
        sound, offset = kept["sound"], kept["offset"]
    minutes = float(sys.argv[3]) if sys.argv[3:] else 60.0
    piece = round(minutes * 60 * RATE / len(ROOMS))
    kinds: list[tuple[str, float, Voices | None]] = [
        (f"alone, {level:g} dB", level, None) for level in LEVELS
    ]
    kinds += [(f"voice {above:+g} dB", -35.0, Voices(sound, offset, above)) for above in ABOVE]
    for called, level, voices in kinds:
        for cancels in (False, True):
            count = Count()
            for number, (echo, delay, drift) in enumerate(ROOMS):
                part = music[number * piece : (number + 1) * piece]
                part = part[: len(part) if voices is None else min(len(part), 240 * RATE)]
                trial(count, part, Room(echo, delay, drift, level), voices, cancels=cancels)
            remedy = "canceller" if cancels else "none"
            often = f"{count.stretches / count.hours:.1f} ({count.stretches} in {60 * count.hours:.0f} min)"
            heard = f"{count.heard} of {count.voices}"
            cost = f"{1e3 * count.processor / 3600 / count.hours:.1f}"
            print(f"| {called} | {remedy} | {often} | {heard} | {cost} |", flush=True)


if __name__ == "__main__":
    main()
