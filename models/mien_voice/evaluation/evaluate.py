"""Judge what ships, and write down everything found: metrics.json, which the card is made of."""

import json
import time
from typing import Any

import numpy as np
import torch

from mien.ear.microphone.microphone import BLOCK, RATE
from mien.ear.voice.segmenter import Segmenter, micro_vad
from mien.ear.voice.voice_log_mel import windows
from mien.ear.voice.voice_network import VoiceNetwork as ShippedNetwork
from mien_voice.data.corpora import CLASSES, CORPORA, Array, Corpus, load_corpus
from mien_voice.evaluation.figures import AROUSAL, across, across_sexes, judged, left_out
from mien_voice.learning.judge import answers
from mien_voice.learning.network import trained
from mien_voice.recipe import RUNS, SHIPPED, Recipe

METRICS_FILE = "metrics.json"
BESIDE = ("over_music", "codecs")
"""Figures that steps of their own note in the same file."""
_LEVELS = (-20, -35, -50)  # decibels below full scale of music alone


def evaluate(recipe: Recipe) -> None:
    """Write metrics.json beside the network that ships."""
    torch.set_num_threads(1)
    corpora = [load_corpus(name) for name in CORPORA]
    shipped = ShippedNetwork(SHIPPED)
    figures = {
        "version": shipped.manifest.version,
        "sha256": shipped.manifest.sha256,
        "left_out": {one.name: judged(*left_out(recipe, one)) for one in corpora},
        "across": {one.name: judged(across(recipe, one), one) for one in corpora},
        "across_sexes": {one.name: _by_the_other_sex(recipe, one) for one in corpora},
        "int8": _int8_against_float(recipe, shipped, corpora),
        "music_alone": [music_alone(level) for level in _LEVELS],
        "cost": _cost(shipped),
    }
    figures |= {name: kept for name, kept in _metrics().items() if name in BESIDE}
    _write(figures)
    print(json.dumps({key: figures[key] for key in ("int8", "music_alone", "cost")}, indent=1))


def _by_the_other_sex(recipe: Recipe, corpus: Corpus) -> dict[str, Any]:
    """Return the figures of men and of women, each read by a network that heard the other sex only."""
    return {sex: judged(*heard) for sex, heard in across_sexes(recipe, corpus).items()}


def noted(name: str, what: dict[str, Any], figures: dict[str, Any]) -> None:
    """Add what `over_music` or `codecs` measured to metrics.json, in place of an older row."""
    row = {**what, **{key: figures[key] for key in ("utterances", "speakers", "chance", "unweighted")}}
    row["arousal"] = figures["arousal"]["balanced"]
    metrics = _metrics()
    others = [one for one in metrics.get(name, []) if any(one[key] != value for key, value in what.items())]
    _write({**metrics, name: [*others, row]})
    print(json.dumps(row))


def _metrics() -> dict[str, Any]:
    metrics: dict[str, Any] = json.loads((SHIPPED / METRICS_FILE).read_text(encoding="utf-8"))
    return metrics


def _write(figures: dict[str, Any]) -> None:
    (SHIPPED / METRICS_FILE).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


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
