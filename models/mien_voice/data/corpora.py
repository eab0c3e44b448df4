"""The two corpora as they are learnt from: log power in mel bands, labels, and who speaks.

`sounds` decodes them once; the terms of both are on the card.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.ear.voice.voice_log_mel import decibels, power_bands
from mien_voice.recipe import RUNS, SEXES

Array: TypeAlias = NDArray[Any]

CLASSES = ("angry", "disgusted", "fearful", "happy", "neutral", "sad", "surprised", "calm", "bored")
CORPORA = ("ravdess", "emodb")
SPOKEN_BY: dict[str, tuple[str, ...]] = {
    "ravdess": CLASSES[:8],
    "emodb": tuple(name for name in CLASSES if name not in {"surprised", "calm"}),
}
"""The classes of each corpus."""

# How likely a voice with this label is excited, and how likely it is pleased: what the two other heads learn.
AROUSED = {
    "angry": 0.97, "disgusted": 0.5, "fearful": 0.92, "happy": 0.9, "neutral": 0.12, "sad": 0.12,
    "surprised": 0.92, "calm": 0.04, "bored": 0.04,
}  # fmt: skip
PLEASED = {
    "angry": 0.1, "disgusted": 0.15, "fearful": 0.2, "happy": 0.95, "neutral": 0.5, "sad": 0.2,
    "surprised": 0.6, "calm": 0.6, "bored": 0.4,
}  # fmt: skip
EXCITED = ("angry", "fearful", "happy", "surprised")
CALM = ("neutral", "sad", "calm", "bored")

_RAVDESS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgusted", "surprised")
_EMODB = dict(
    zip("WLEAFTN", ["angry", "bored", "disgusted", "fearful", "happy", "sad", "neutral"], strict=True)
)
_MEN_OF_EMODB = (3, 10, 11, 12, 15)
_QUIET = 35.0  # decibels under its loudest frames: before and after that nobody speaks
_MARGIN = 8  # frames kept around the speech


@dataclass(frozen=True, slots=True)
class Corpus:
    """Utterances of one corpus."""

    name: str
    loud: list[Array]
    """decibels, float32 [frames, BANDS], for each utterance; silence before and after is cut off"""
    label: Array
    """int [N] into `CLASSES`"""
    speaker: Array
    """int [N]; of this corpus"""
    strong: Array
    """bool [N]: said to be strongly felt"""
    man: Array
    """bool [N]: a man speaks; the others are women"""


def load_corpus(name: str) -> Corpus:
    """Return the corpus in `models/runs/voice`, whose bands are made once and kept there."""
    file, made = RUNS / "voice" / f"{name}.npz", RUNS / "voice" / f"{name}_bands.npz"
    with np.load(file) as kept:
        names = [str(one) for one in kept["name"]]
        if not made.exists():
            _make_bands(kept, made)
    with np.load(made) as bands:
        loud = np.split(bands["loud"].astype(np.float32), bands["offset"][1:-1])
    parsed = [_of_ravdess(one) if name == "ravdess" else _of_emodb(one) for one in names]
    label, speaker, strong = (np.array(column) for column in zip(*parsed, strict=True))
    man = speaker % 2 == 1 if name == "ravdess" else np.isin(speaker, _MEN_OF_EMODB)
    return Corpus(name, loud, label, speaker, strong, man)


def _make_bands(kept: Any, made: Path) -> None:
    sound, offset = kept["sound"], kept["offset"]
    loud = [speech(sound[a:b]) for a, b in pairwise(offset)]
    ends = np.cumsum([0] + [len(one) for one in loud])
    np.savez(made, loud=np.concatenate(loud).astype(np.float16), offset=ends)


def speech(sound: Array) -> Array:
    """Return the decibels of the part in which somebody speaks."""
    loud = decibels(power_bands(sound))
    first, last = spoken(loud)
    part: Array = loud[first:last]
    return part


def spoken(loud: Array) -> tuple[int, int]:
    """Return the frames, of these decibels, from which on and up to which somebody speaks."""
    level = loud.mean(1)
    heard = np.flatnonzero(level > np.percentile(level, 95) - _QUIET)
    return max(0, int(heard[0]) - _MARGIN), int(heard[-1]) + _MARGIN


def _of_ravdess(name: str) -> tuple[int, int, bool]:
    parts = name.removesuffix(".ogg").split("-")
    return CLASSES.index(_RAVDESS[int(parts[2]) - 1]), int(parts[6]), parts[3] == "02"


def _of_emodb(name: str) -> tuple[int, int, bool]:
    return CLASSES.index(_EMODB[name[5]]), int(name[:2]), False


def fold_of(corpus: Corpus, folds: dict[str, int]) -> Array:
    """Return the group of each utterance's speaker, int [N]; men and women are dealt out alike."""
    speakers = sorted(set(corpus.speaker.tolist()), key=lambda one: (one % 2, one))
    group = {speaker: number % folds[corpus.name] for number, speaker in enumerate(speakers)}
    return np.array([group[speaker] for speaker in corpus.speaker.tolist()])


def learnt_from(corpus: Corpus, part: str, folds: dict[str, int]) -> Array:
    """Return which utterances the run `part` learns from, bool [N].

    `fold_7` leaves out the eighth group of ten of one corpus, say, and the third of five of the other;
    `only_emodb` leaves out the other corpus, and `men` all women.
    """
    if part.startswith("fold_"):
        number = int(part.removeprefix("fold_")) % folds[corpus.name]
        return np.asarray(fold_of(corpus, folds) != number)
    if part.startswith("only_"):
        return np.full(len(corpus.label), corpus.name == part.removeprefix("only_"))
    if part in SEXES:
        return np.asarray(corpus.man == (part == "men"))
    return np.full(len(corpus.label), fill_value=True)


def only(corpus: Corpus, chosen: Array) -> Corpus:
    """Return these utterances of the corpus."""
    loud = [corpus.loud[one] for one in chosen.tolist()]
    tables = (corpus.label, corpus.speaker, corpus.strong, corpus.man)
    return Corpus(corpus.name, loud, *(table[chosen] for table in tables))
