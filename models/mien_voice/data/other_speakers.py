"""Training utterances as other people would say them: a vocal tract of another length, a pitch to go with it.

34 speakers are few, and a network that learns from them takes a high voice for an excited one. Praat's
"Change gender" (PSOLA, and formants moved by resampling; Boersma & Weenink, by `praat-parselmouth`) makes
others of them, a little beyond the range of men and women.
"""

from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import parselmouth
from parselmouth.praat import call

from mien.ear.voice.voice_log_mel import FRAME, HOP, RATE, decibels, power_bands
from mien_voice.data.corpora import Array, load_corpus, spoken
from mien_voice.data.virtual_speakers import Change, changes
from mien_voice.recipe import RUNS

_LOWEST, _HIGHEST = 75.0, 600.0  # Hz: where a pitch is looked for
_AROUND = RATE // 10
"""Samples kept before and after what is spoken, which the change needs."""


@lru_cache(maxsize=2)
def load_others(name: str) -> list[list[Array]]:
    """Return for each utterance of the corpus how others would say it, decibels [frames, BANDS].

    Made once, in about five minutes of processor time, and kept in `models/runs/voice`.
    """
    made = RUNS / "voice" / f"{name}_others.npz"
    if not made.exists():
        _make(name, made)
    with np.load(made) as kept:
        flat = np.split(kept["loud"].astype(np.float32), kept["offset"][1:-1])
        each = int(kept["each"])
    return [flat[start : start + each] for start in range(0, len(flat), each)]


def _make(name: str, made: Path) -> None:
    rng = np.random.default_rng(0)
    corpus = load_corpus(name)
    with np.load(RUNS / "voice" / f"{name}.npz") as kept:
        sound, offset = kept["sound"], kept["offset"]
    drawn = [changes(rng, is_man=bool(man)) for man in corpus.man]
    loud = [
        other
        for (start, end), asked in zip(pairwise(offset), drawn, strict=True)
        for other in said_by_others(sound[start:end], asked)
    ]
    ends = np.cumsum([0] + [len(one) for one in loud])
    np.savez(made, loud=np.concatenate(loud).astype(np.float16), offset=ends, each=len(drawn[0]))


def said_by_others(sound: Array, asked: tuple[Change, ...]) -> list[Array]:
    """Return the decibels of what is spoken in `sound` after each change, all as long as it is unchanged."""
    first, last = spoken(decibels(power_bands(sound)))
    before = max(0, first * HOP - _AROUND)
    voice = parselmouth.Sound(sound[before : last * HOP + FRAME + _AROUND] / 32768.0, RATE)
    pitch = call(voice, "To Pitch", 0.01, _LOWEST, _HIGHEST)
    usual = call(pitch, "Get quantile", 0, 0, 0.5, "Hertz")
    return [_changed(voice, pitch, usual, one, before)[first:last] for one in asked]


def _changed(voice: Any, pitch: Any, usual: float, by: Change, before: int) -> Array:
    """Return the decibels after one change; `before` samples of silence come first."""
    wanted = 0.0 if np.isnan(usual) else usual * by.pitch  # 0: leave it as it is; a whisper has none
    changed = call([voice, pitch], "Change gender", by.formants, wanted, 1.0, 1.0).values[0]
    sound = np.concatenate([np.zeros(before), changed]) * 32768.0
    return decibels(power_bands(sound.clip(-32768, 32767).astype(np.int16)))
