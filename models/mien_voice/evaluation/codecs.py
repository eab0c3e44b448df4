"""Voices as a telephone or a call over the net passes them on: through real codecs, by ffmpeg, and read then.

    python -m mien_voice.evaluation.codecs RECIPE FOLD...

Needs ffmpeg. RAVDESS goes through each codec; the voices whose speakers the folds left out are read by those.
The figures go into metrics.json.
"""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

from mien.ear.voice.voice_log_mel import RATE
from mien_voice.data.corpora import Array, fold_of, load_corpus, only, speech
from mien_voice.evaluation.evaluate import noted
from mien_voice.evaluation.figures import judged
from mien_voice.learning.judge import answers
from mien_voice.learning.network import trained
from mien_voice.recipe import RUNS, load_recipe

CODECS: dict[str, tuple[str, ...]] = {
    "none": (),
    "gsm": ("-ar", "8000", "-c:a", "libgsm", "-f", "gsm"),
    "opus": ("-c:a", "libopus", "-b:a", "10k", "-application", "voip", "-f", "ogg"),
}
"""What ffmpeg's encoder is told; the decoder finds the rest in the stream."""
_PLAIN = ("-f", "s16le", "-ac", "1", "-ar", str(RATE))


def through(codec: str, sound: Array) -> Array:
    """Return `sound` after `codec`, int16 at `RATE` and as long as before."""
    encode = CODECS[codec]
    if not encode:
        return sound
    coded = _ffmpeg([*_PLAIN, "-i", "-", *encode, "-"], np.asarray(sound, np.int16).tobytes())
    plain = np.frombuffer(_ffmpeg(["-f", encode[-1], "-i", "-", *_PLAIN, "-"], coded), np.int16)
    return np.pad(plain, (0, max(0, len(sound) - len(plain))))[: len(sound)]


def _ffmpeg(arguments: list[str], content: bytes) -> bytes:
    return subprocess.run(
        ["ffmpeg", "-v", "error", *arguments], input=content, stdout=subprocess.PIPE, check=True
    ).stdout


def bands_through(codec: str) -> list[Array]:
    """Return the decibels of RAVDESS after `codec`, which are made once and kept."""
    made = RUNS / "voice" / f"ravdess_{codec}_bands.npz"
    if not made.exists():
        with np.load(RUNS / "voice" / "ravdess.npz") as kept:
            sound, offset = kept["sound"], kept["offset"]
        loud = [speech(through(codec, sound[a:b])) for a, b in pairwise(offset)]
        ends = np.cumsum([0] + [len(one) for one in loud])
        np.savez(made, loud=np.concatenate(loud).astype(np.float16), offset=ends)
    with np.load(made) as bands:
        return np.split(bands["loud"].astype(np.float32), bands["offset"][1:-1])


def main() -> None:
    """Note the figures of each codec."""
    torch.set_num_threads(1)
    recipe, folds = load_recipe(Path(sys.argv[1])), [int(word) for word in sys.argv[2:]]
    corpus, networks = load_corpus("ravdess"), {n: trained(recipe, f"fold_{n}") for n in folds}
    fold = fold_of(corpus, recipe.folds)
    chosen = np.flatnonzero(np.isin(fold, folds))
    for codec in CODECS:
        loud = bands_through(codec) if codec != "none" else corpus.loud
        logits = np.stack([answers(networks[int(fold[one])], [loud[one]])[0] for one in chosen.tolist()])
        noted("codecs", {"codec": codec}, judged(logits, only(corpus, chosen)))


if __name__ == "__main__":
    main()
