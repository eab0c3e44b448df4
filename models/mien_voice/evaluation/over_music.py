"""How well voices are read that were heard through a room with the speaker's own music in it.

    python -m mien_voice.evaluation.over_music RECIPE CORPUS ABOVE VOICES FOLD...

Needs `device` on the path as well. Each voice stands in a simulated room of `echo_rooms.py`, so many
decibels above or below the music there, and is read three times by the network that never heard its speaker:
as the microphone hears it without music, with music, and with the music taken out by the ear's own canceller,
which had half a minute to learn the room. Where a voice begins and ends is known here; how many are found is
measured in `bench_echo.py`. The figures go into metrics.json.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from bench.senses.echo_rooms import Room, answer, at_level, convolved, heard_of
from mien.ear.echo.echo_canceller import EchoCanceller
from mien.ear.echo.speex import SpeexCanceller
from mien.ear.microphone.microphone import BLOCK, RATE
from mien.ear.voice.voice_log_mel import decibels, power_bands
from mien_voice.data.corpora import Array, Corpus, fold_of, load_corpus, only
from mien_voice.evaluation.evaluate import noted
from mien_voice.evaluation.figures import judged
from mien_voice.learning.judge import answers
from mien_voice.learning.network import trained
from mien_voice.recipe import RUNS, Recipe, load_recipe

WAYS = ("without music", "with music", "music taken out")
_ROOMS = ((0.08, 0.12, 50.0), (0.15, 0.3, -50.0), (0.01, 0.02, 50.0), (0.15, 0.2, 20.0))
_LEVEL = -35.0
"""Decibels below full scale of the music at the microphone."""
_LEARNS = 30 * RATE
"""Samples of music that the canceller hears first."""
_SETTLES = 3 * RATE
"""And from one voice to the next."""
_AT_A_TIME = 12
"""Voices that are heard one after the other."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A voice in a room, in three ways; int16 at `RATE`."""

    ways: tuple[Array, Array, Array]
    """As in `WAYS`."""
    one: int
    """Its number in the corpus."""


def heard_over_music(voices: dict[int, Array], music: Array, above: float, number: int) -> list[Heard]:
    """Return these voices as they are heard one after the other in the room of this number."""
    echo, delay, drift = _ROOMS[number % len(_ROOMS)]
    room, rng = Room(echo, delay, drift, _LEVEL), np.random.default_rng(number)
    dry = {one: convolved(voice, answer(room.echo, rng)) for one, voice in voices.items()}
    length = _LEARNS + sum(len(voice) + _SETTLES for voice in dry.values())
    start = int(rng.integers(len(music) - length))
    played = music[start : start + length]
    alone = np.random.default_rng(number).normal(0.0, 32768 * 10 ** (room.noise / 20), length)
    with_music, places, at = heard_of(played, room, rng), {}, _LEARNS
    for one, voice in dry.items():
        loud = at_level(voice, room.level + above)
        for sound in (alone, with_music):
            sound[at : at + len(voice)] += loud
        places[one] = (at, at + len(voice))
        at += len(voice) + _SETTLES
    cleaned = taken_out(_whole(with_music), played)
    ways = (_whole(alone), _whole(with_music), cleaned)
    return [Heard(tuple(way[a:b] for way in ways), one) for one, (a, b) in places.items()]  # type: ignore[arg-type]


def taken_out(heard: Array, played: Array) -> Array:
    """Return `heard` without the music, as the ear gets it; silence where that can't be done."""
    canceller, left = EchoCanceller(SpeexCanceller()), np.zeros_like(heard)
    for start in range(0, len(heard) - BLOCK + 1, BLOCK):
        cleaned = canceller.clean(heard[start : start + BLOCK], played[start : start + BLOCK])
        if cleaned is not None and start >= BLOCK:
            left[start - BLOCK : start] = cleaned.sound
    return left


def _whole(sound: Array) -> Array:
    return np.clip(np.round(sound), -32768, 32767).astype(np.int16)


def read_over_music(
    recipe: Recipe, corpus: Corpus, networks: dict[int, nn.Module], above: float, count: int
) -> tuple[dict[str, Array], Corpus]:
    """Return the logits of each way for `count` voices whose speakers a network never heard, and these."""
    fold = fold_of(corpus, recipe.folds)
    able = np.flatnonzero(np.isin(fold, list(networks)))
    rng = np.random.default_rng(0)
    chosen = np.sort(rng.choice(able, min(count, len(able)), replace=False))
    with np.load(RUNS / "voice" / f"{corpus.name}.npz") as kept:
        sound, offset = kept["sound"], kept["offset"]
    with np.load(RUNS / "voice" / "music.npz") as kept:
        music = kept["heldout"]
    rows: dict[str, dict[int, Array]] = {way: {} for way in WAYS}
    groups = np.array_split(rng.permutation(chosen), max(1, len(chosen) // _AT_A_TIME))
    for number, group in enumerate(groups):
        voices = {one: _spoken(sound[offset[one] : offset[one + 1]]) for one in group.tolist()}
        for heard in heard_over_music(voices, music, above, number):
            for way, part in zip(WAYS, heard.ways, strict=True):
                bands = decibels(power_bands(part))
                rows[way][heard.one] = answers(networks[int(fold[heard.one])], [bands])[0]
    logits = {way: np.stack([rows[way][one] for one in chosen.tolist()]) for way in WAYS}
    return logits, only(corpus, chosen)


def _spoken(voice: Array) -> Array:
    loud = np.flatnonzero(np.abs(voice.astype(int)) > 0.03 * np.abs(voice.astype(int)).max())
    return voice[loud[0] : loud[-1] + 1].astype(float)


def main() -> None:
    """Note the figures of each way."""
    torch.set_num_threads(1)
    recipe, corpus = load_recipe(Path(sys.argv[1])), load_corpus(sys.argv[2])
    above, count, folds = float(sys.argv[3]), int(sys.argv[4]), [int(word) for word in sys.argv[5:]]
    networks: dict[int, nn.Module] = {number: trained(recipe, f"fold_{number}") for number in folds}
    by_way, heard = read_over_music(recipe, corpus, networks, above, count)
    for way, logits in by_way.items():
        what = {"corpus": corpus.name, "above": above, "way": way}
        noted("over_music", what, judged(logits, heard))


if __name__ == "__main__":
    main()
