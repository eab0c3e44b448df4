"""Judge what ships, and write down everything found: metrics.json, which the card is made of."""

import json
import time
from typing import Any

import numpy as np
import torch

from mien.ear.microphone.microphone import BLOCK, RATE
from mien.ear.voice.segmenter import Segmenter, micro_vad
from mien.ear.voice.voice_log_mel import HOP, decibels, power_bands, windows
from mien.ear.voice.voice_network import VoiceNetwork as ShippedNetwork
from mien_voice.corpora import CALM, CLASSES, CORPORA, EXCITED, Array, Corpus, fold_of, load_corpus, spoken
from mien_voice.figures import AROUSAL, across, judged, left_out
from mien_voice.judge import answers
from mien_voice.network import trained
from mien_voice.quantise import SHIPPED
from mien_voice.recipe import RUNS, Recipe

METRICS_FILE = "metrics.json"
MIXED = 120  # utterances of each corpus that are mixed with music
_LEVELS = (-20, -35, -50)  # decibels below full scale of music alone


def evaluate(recipe: Recipe) -> None:
    """Write metrics.json beside the network that ships."""
    torch.set_num_threads(1)
    corpora = [load_corpus(name) for name in CORPORA]
    shipped = ShippedNetwork(SHIPPED)
    figures = {
        "version": shipped.manifest.version,
        "sha256": shipped.manifest.sha256,
        "left_out": {one.name: judged(left_out(recipe, one), one) for one in corpora},
        "across": {one.name: judged(across(recipe, one), one) for one in corpora},
        "int8": _int8_against_float(recipe, shipped, corpora),
        "music_alone": [music_alone(level) for level in _LEVELS],
        "with_music": [with_music(recipe, corpora, decibels) for decibels in (None, 10, 0, -10)],
        "cost": _cost(shipped),
    }
    (SHIPPED / METRICS_FILE).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({key: figures[key] for key in ("int8", "music_alone", "with_music", "cost")}, indent=1))


def _int8_against_float(recipe: Recipe, shipped: ShippedNetwork, corpora: list[Corpus]) -> dict[str, Any]:
    """Return how often the file answers as the float network it was made of; both have heard these."""
    rng = np.random.default_rng(0)
    network = trained(recipe, "all")
    pairs = []
    for corpus in corpora:
        chosen = rng.choice(len(corpus.loud), 80, replace=False)
        exact = answers(network, [corpus.loud[one] for one in chosen])
        ours = np.stack([shipped.logits(windows(corpus.loud[one])) for one in chosen])
        pairs.append((exact, ours))
    exact, ours = (np.concatenate(column) for column in zip(*pairs, strict=True))
    kinds = len(CLASSES)
    return {
        "utterances": len(exact),
        "same_emotion": round(float((exact[:, :kinds].argmax(1) == ours[:, :kinds].argmax(1)).mean()), 3),
        "same_arousal": round(float(((exact[:, AROUSAL] > 0) == (ours[:, AROUSAL] > 0)).mean()), 3),
    }


def music_alone(level: float) -> dict[str, float]:
    """Return how often music alone passes for speech, an hour, at so many decibels below full scale."""
    music = _heldout()
    sound = (music * (10 ** (level / 20) * 32768 / np.sqrt(np.mean(music.astype(float) ** 2)))).clip(
        -32768, 32767
    )
    segmenter, found = Segmenter(micro_vad()), 0
    for start in range(0, len(sound), BLOCK):
        found += sum(1 for _ in segmenter.heard(sound[start : start + BLOCK].astype(np.int16)))
    hours = len(music) / RATE / 3600
    return {"level": level, "minutes": round(60 * hours, 1), "an_hour": round(found / hours, 1)}


def with_music(recipe: Recipe, corpora: list[Corpus], above: float | None) -> dict[str, Any]:
    """Return how well voices are read that stand so many decibels above music; None: without it."""
    rng, music = np.random.default_rng(1), _heldout().astype(float)
    row: dict[str, Any] = {"above": above}
    for corpus in corpora:
        with np.load(RUNS / "voice" / f"{corpus.name}.npz") as kept:
            sound, offset = kept["sound"], kept["offset"]
        fold, right = fold_of(corpus, recipe.folds), []
        networks = [trained(recipe, f"fold_{number}") for number in range(recipe.folds)]
        for one in rng.choice(len(corpus.loud), MIXED, replace=False).tolist():
            name = CLASSES[corpus.label[one]]
            if name not in EXCITED + CALM:
                continue
            voice = sound[offset[one] : offset[one + 1]].astype(float)
            start = int(rng.integers(len(music) - len(voice)))
            logits = answers(networks[fold[one]], [_mixed(voice, music[start:], above)])[0]
            right.append((name in EXCITED, bool((logits[AROUSAL] > 0) == (name in EXCITED))))
        row[corpus.name] = round(
            float(np.mean([np.mean([ok for high, ok in right if high is side]) for side in (True, False)])), 3
        )
    return row


def _mixed(voice: Array, music: Array, above: float | None) -> Array:
    """Return the decibels of the speech in `voice` with `music` behind it, as loud as it is to be."""
    first, last = spoken(decibels(power_bands(voice.astype(np.int16))))
    voice = voice[first * HOP : last * HOP]
    part = music[: len(voice)] if above is not None else 0.0 * voice
    loud = np.sqrt(np.mean(voice**2)) / max(1.0, np.sqrt(np.mean(part**2)))
    both = voice + part * loud * 10 ** (-(above or 0.0) / 20)
    return decibels(power_bands((both * min(1.0, 32000 / np.abs(both).max())).astype(np.int16)))


def _heldout() -> Array:
    with np.load(RUNS / "voice" / "music.npz") as kept:
        return np.asarray(kept["heldout"])


def _cost(shipped: ShippedNetwork) -> dict[str, float]:
    sound = np.random.default_rng(0).normal(0, 2000, 3 * RATE).astype(np.int16)
    shipped.read(sound)
    times = []
    for _ in range(20):
        began = time.process_time()
        shipped.read(sound)
        times.append(time.process_time() - began)
    vad = micro_vad()
    began = time.process_time()
    for start in range(0, 3 * RATE, RATE // 100):
        vad(sound[start : start + RATE // 100].tobytes())
    return {
        "bytes": (SHIPPED / "voice.tflite").stat().st_size,
        "milliseconds_a_second": round(1e3 * float(np.median(times)) / 3, 2),
        "speech_detector_milliseconds_a_second": round(1e3 * (time.process_time() - began) / 3, 2),
    }
