"""What the energy gate before the speech detector saves, and whether it loses anybody.

    python -m bench.senses.bench_gate VOICES.npz [UTTERANCES]

VOICES.npz: `sound`, `offset`: utterances at 16 kHz. They are heard with pauses in silence and in noise of
three levels, with the gate and without it.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mien.ear.echo.echo_canceller import Powers
from mien.ear.microphone.microphone import BLOCK, RATE, Samples
from mien.ear.voice.energy_gate import STEP, EnergyGate, GatedStep
from mien.ear.voice.segmenter import Segmenter, micro_vad


class CountingGate(EnergyGate):
    """Counts the steps that came out of it."""

    passed = 0

    def heard(self, block: Samples, echo: Powers | None = None) -> Iterator[GatedStep]:
        """Yield what a gate yields."""
        for step in super().heard(block, echo):
            self.passed += 1
            yield step


class NoGate(CountingGate):
    """A gate that is always open."""

    @property
    def is_open(self) -> bool:
        """Say so."""
        return True


def listen(sound: Samples, *, gated: bool) -> tuple[list[tuple[int, int]], float]:
    """Return from which sample to which each stretch of speech goes, and the processor's seconds."""
    segmenter, gate = Segmenter(micro_vad()), (CountingGate if gated else NoGate)(micro_vad())
    segmenter._gate = gate  # noqa: SLF001  what is measured is inside
    found, began = [], time.process_time()
    for start in range(0, len(sound) - BLOCK + 1, BLOCK):
        for stretch in segmenter.heard(sound[start : start + BLOCK]):
            end = gate.passed * STEP - RATE // 2
            found.append((end - len(stretch.sound), end))
    return found, time.process_time() - began


def put_together(sound: Samples, offset: Samples, count: int, noise: float | None) -> tuple[Samples, float]:
    """Return utterances with pauses of 2 to 12 s between them, in noise so many decibels below them."""
    rng, parts = np.random.default_rng(0), []
    for one in rng.choice(len(offset) - 1, count, replace=False).tolist():
        parts += [
            sound[offset[one] : offset[one + 1]].astype(float),
            np.zeros(int(RATE * rng.uniform(2, 12))),
        ]
    whole = np.concatenate(parts)
    if noise is not None:
        loud = float(np.sqrt(np.mean(whole[whole != 0] ** 2)))
        whole += rng.normal(0, loud * 10 ** (-noise / 20), len(whole))
    return np.clip(np.round(whole), -32768, 32767).astype(np.int16), len(whole) / RATE


def main() -> None:
    """Print a row for each noise, then what a second of silence and of noise costs."""
    with np.load(Path(sys.argv[1])) as kept:
        sound, offset = kept["sound"], kept["offset"]
    count = int(sys.argv[2]) if sys.argv[2:] else 60
    for noise in (None, 30.0, 15.0, 5.0):
        whole, seconds = put_together(sound, offset, count, noise)
        with_it, cost = listen(whole, gated=True)
        without, full = listen(whole, gated=False)
        lost = sum(not any(min(b, d) - max(a, c) > 0.8 * (b - a) for c, d in with_it) for a, b in without)
        called = "silence" if noise is None else f"{noise:g} dB"
        share = f"{1e3 * cost / seconds:.1f} against {1e3 * full / seconds:.1f} ms a second"
        print(f"| {called} | {len(without)} | {lost} | {len(with_it)} | {share} |", flush=True)
    rng = np.random.default_rng(1)
    for called, level in (("silence", 0.0), ("steady noise", 300.0)):
        quiet = rng.normal(0, level, 60 * RATE).astype(np.int16)
        print(f"| {called} alone | {1e3 * listen(quiet, gated=True)[1] / 60:.2f} ms a second |", flush=True)


if __name__ == "__main__":
    main()
