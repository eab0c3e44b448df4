"""How a network does on people it never saw: sources left out of training, each scored by itself.

Each fold of a recipe is the same recipe without some groups of sources. The mean and the worst over sources
left out decide between recipes, never a source that was learnt from.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from mien.eye.face_reader import AT_A_GLANCE, CAREFULLY
from mien_training.data.augment import cropped, plain_view
from mien_training.data.dataset import EMOTIONS, PUBLIC, Array
from mien_training.data.sources import GROUPS
from mien_training.evaluation import baseline, measures
from mien_training.evaluation.evaluate import STRANGERS_FILE
from mien_training.learning.answers import shares_of
from mien_training.learning.lessons import FER2013, fer2013_canvases, source_canvases
from mien_training.learning.network import SIDE, EmotionNetwork
from mien_training.learning.warm_start import begin, checkpointed
from mien_training.recipe import MODELS, Recipe, load_recipe

Figures = dict[str, Any]
Judged = tuple[Array, Array]
"""Canvases, uint8 [N,S,S], and what they show, int [N]."""

_WHILE_TRAINING = 1200  # pictures of a group
_MOST = 1600  # pictures of a source in the end, evenly taken
_EVENLY = 2000  # of each source, for the calibration
_BEFORE = "runs/emotion-0.2.0/emotion.tflite"
_BEFORE_SIZES = (1.0, 0.8, 0.9, 1.1, 1.2)  # that 0.2.0 read with care


def strangers(recipe: Recipe) -> None:
    """Score every fold of `recipe` on what it never saw, beside 0.2.0 and the baseline.

    The folds answer with the recipe's bias, as the file that ships does. Their answers without it are kept as
    well, to soften labels. 0.2.0 reads with care, as it shipped; the folds read one crop, and with care.
    """
    bias = np.array([recipe.serve.bias[emotion] for emotion in EMOTIONS])
    units: Figures = {}
    pooled: list[Judged] = []
    for fold in (load_recipe(MODELS / "recipes" / f"{name}.toml") for name in recipe.folds):
        network = checkpointed(fold.run).eval().to(memory_format=torch.channels_last)
        left_out = [source for name in fold.leave_out for source in GROUPS[name]]
        plain = kept_answers(network, fold.run, left_out)
        with torch.no_grad():
            network.head.bias += torch.from_numpy(bias).float()
        for source in left_out:
            canvases, truths = source_canvases([source])[source]
            logits = np.log(np.maximum(plain[source], 1e-7)) + bias
            pooled.append((logits, truths))
            units[source] = {"fold": fold.name, "ours": figures(_softmax(logits), truths)} | others(
                network, canvases, truths
            )
    recipe.run.mkdir(parents=True, exist_ok=True)
    text = json.dumps(
        {"sources": units, "calibration": calibration(pooled, recipe.serve.temperature)}, indent=1
    )
    (recipe.run / STRANGERS_FILE).write_text(text + "\n", encoding="utf-8")


def kept_answers(network: nn.Module, run: Path, sources: list[str]) -> dict[str, Array]:
    """Return the probabilities at a glance for each source, float [N,7], from `run` if they are there."""
    for source in sources:
        if not (run / f"answers_{source}.npy").exists():
            shares = shares_of(network, source_canvases([source])[source][0], AT_A_GLANCE)
            np.save(run / f"answers_{source}.npy", shares.astype(np.float32))
    return {source: np.load(run / f"answers_{source}.npy") for source in sources}


def others(network: nn.Module, canvases: Array, truths: Array) -> Figures:
    """Return the figures of `network` with care, of 0.2.0 and of the baseline, over some `_MOST` pictures."""
    step = max(1, len(truths) // _MOST)
    some, shown = np.array(canvases[::step]), truths[::step]
    return {
        "carefully": figures(shares_of(network, some, CAREFULLY), shown),
        "before": figures(shares_of(_network_before(some), some, _BEFORE_SIZES), shown),
        "baseline": figures(_baseline_shares(some), shown),
    }


def _network_before(canvases: Array) -> nn.Module:
    """Return 0.2.0 as a float network."""
    network = EmotionNetwork((32, 64, 128, 192), (1, 2, 2, 1))
    begin(network, _BEFORE, plain_view(torch.from_numpy(canvases[:500]), 1.0, SIDE))
    return network.eval().to(memory_format=torch.channels_last)


def _baseline_shares(canvases: Array) -> Array:
    """Return what the baseline, which must be there, says; it takes the face as its detector's box has it."""
    network = baseline.fetched()
    if network is None:
        raise FileNotFoundError("the baseline is not in models/runs/baseline")
    crops = cropped(torch.from_numpy(canvases), 1.0, baseline.SIDE)[:, 0].round().to(torch.uint8)
    return baseline.shares(network, crops.numpy())


def calibration(pooled: list[Judged], serving: float) -> Figures:
    """Return the best temperature for strangers at a glance, and how the one that serves does.

    `pooled`: logits, float [N,7], and what the pictures show; every source counts alike.
    """
    steps = np.exp(np.linspace(-1, 1.5, 126))
    losses = [np.mean([_missed(logits / step, truths) for logits, truths in pooled]) for step in steps]
    temperature = float(steps[int(np.argmin(losses))])
    shares = [_softmax(logits / serving) for logits, _ in pooled]
    evenly = np.concatenate(
        [np.resize(np.arange(len(one)), _EVENLY) + start for one, start in _starts(shares)]
    )
    together, truths = np.concatenate(shares)[evenly], np.concatenate([shown for _, shown in pooled])[evenly]
    return {
        "temperature": round(temperature, 4),
        "ece": measures.calibration_error(measures.reliability(together, truths)),
        "abstain": measures.abstain_curve(together, truths),
    }


def _starts(parts: list[Array]) -> list[tuple[Array, int]]:
    """Return each part with its place in all of them together."""
    ends = np.cumsum([len(part) for part in parts])
    return [(part, int(end) - len(part)) for part, end in zip(parts, ends, strict=True)]


def _missed(logits: Array, truths: Array) -> float:
    shares = _softmax(logits)
    return float(-np.log(np.maximum(shares[np.arange(len(truths)), truths], 1e-9)).mean())


def _softmax(logits: Array) -> Array:
    weights = np.exp(logits - logits.max(1, keepdims=True))
    shares: Array = weights / weights.sum(1, keepdims=True)
    return shares


def group(name: str, most: int | None = None) -> Judged:
    """Return the pictures of one group; of FER2013, PublicTest's with an FER+ majority.

    `most`: take no more than about this many, evenly.
    """
    if name == FER2013:
        drawn, faces = fer2013_canvases(PUBLIC)
        clear = faces.votes.max(1) > 0.5
        canvases, truths = drawn[clear], faces.votes.argmax(1)[clear]
    else:
        parts = list(source_canvases(GROUPS[name]).values())
        canvases = np.concatenate([part for part, _ in parts])
        truths = np.concatenate([labels for _, labels in parts])
    step = 1 if most is None else max(1, len(truths) // most)
    return canvases[::step], truths[::step]


def figures(shares: Array, truths: Array) -> Figures:
    """Return the figures of one source; recall only of emotions that it has."""
    there = np.bincount(truths, minlength=len(EMOTIONS))
    recall = measures.recalls(shares, truths)
    has_five = bool(np.isin(truths, measures.FIVE).any())
    return {
        "pictures": len(truths),
        "seven": round(float(measures.hits(shares, truths).mean()), 4),
        "five": round(float(measures.hits(*measures.five_class(shares, truths)).mean()), 4)
        if has_five
        else None,
        "balanced": measures.balanced(shares, truths),
        "recall": {name: recall[name] for name, count in zip(EMOTIONS, there, strict=True) if count},
        "counts": {name: int(count) for name, count in zip(EMOTIONS, there, strict=True) if count},
    }


def scored_run(network: nn.Module, recipe: Recipe) -> Figures:
    """Return for the log how the groups that `recipe` leaves out are read at a glance, and PublicTest."""
    scored = {}
    for name in dict.fromkeys((*recipe.leave_out, FER2013)):
        canvases, truths = group(name, _WHILE_TRAINING)
        scored[name] = figures(shares_of(network, canvases, AT_A_GLANCE), truths)
    return scored
