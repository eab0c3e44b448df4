"""A second opinion for soft labels: the expression network of npm's @vladmandic/face-api 1.7.15 (MIT).

It reads posed faces well and news photographs badly, and its training data are unknown: it may soften a
label, never make one. Fetched by hand into `models/runs/opinion`: its weights and their manifest.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from mien.mood.emotion import Emotion
from mien_training.data.augment import cropped
from mien_training.data.dataset import EMOTIONS, Array

_ORDER = (
    Emotion.NEUTRAL,
    Emotion.HAPPY,
    Emotion.SAD,
    Emotion.ANGRY,
    Emotion.FEARFUL,
    Emotion.DISGUSTED,
    Emotion.SURPRISED,
)
_MEAN = (122.782, 117.001, 104.298)  # of red, green and blue
_SIDE = 112  # px
_NEARER = 1.05  # size of the face that it reads best, times FER2013's framing
_BATCH = 64

Weights = dict[str, Tensor]


def opinions(folder: Path, canvases: Array) -> Array:
    """Return what the network in `folder` says of canvases uint8 [N,S,S], float32 [N,7] in our order."""
    weights = _loaded(folder)
    order = [_ORDER.index(emotion) for emotion in EMOTIONS]
    batches = torch.from_numpy(np.ascontiguousarray(canvases)).split(_BATCH)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        said = [_answers(weights, cropped(batch, _NEARER, _SIDE)) for batch in batches]
    answers: Array = torch.cat(said).float().softmax(1)[:, order].numpy()
    return answers


def kept_opinions(runs: Path, source: str, canvases: Array) -> Array:
    """Return `opinions(...)` of one source, from `runs` if they were asked for before."""
    file = runs / f"teacher_{source}.npy"
    if not file.exists():
        np.save(file, opinions(runs / "opinion", canvases))
    kept: Array = np.load(file)
    return kept


def _loaded(folder: Path) -> Weights:
    """Return the weights by name; each is stored as bytes with a scale and a least value, or as floats."""
    (group,) = json.loads((folder / "face_expression_model-weights_manifest.json").read_text("utf-8"))
    raw, start, weights = (folder / "face_expression_model.bin").read_bytes(), 0, {}
    for entry in group["weights"]:
        count, packing = int(np.prod(entry["shape"])), entry.get("quantization")
        values = np.frombuffer(raw, np.uint8 if packing else np.float32, count, start).astype(np.float32)
        start += count * (1 if packing else 4)
        if packing:
            values = values * packing["scale"] + packing["min"]
        weights[entry["name"]] = torch.from_numpy(values.reshape(entry["shape"]))
    return weights


def _answers(weights: Weights, grey: Tensor) -> Tensor:
    """Return the logits, float [B,7] in its own order, for grey levels [B,1,112,112]."""
    x = (grey.expand(-1, 3, -1, -1) - torch.tensor(_MEAN).view(1, 3, 1, 1)) / 255
    x = x.to(memory_format=torch.channels_last)
    for number in range(4):
        x = _dense_block(weights, f"dense{number}", x)
    return functional.avg_pool2d(x, 7).flatten(1) @ weights["fc/weights"] + weights["fc/bias"]


def _dense_block(weights: Weights, name: str, x: Tensor) -> Tensor:
    """Halve the side once, then add up the outputs of three more convolutions."""
    total = torch.relu(_convolved(weights, f"{name}/conv0", x, 2))
    for number in (1, 2, 3):
        total = total + _convolved(weights, f"{name}/conv{number}", torch.relu(total), 1)
    return torch.relu(total)


def _convolved(weights: Weights, name: str, x: Tensor, stride: int) -> Tensor:
    """Return a 3x3 convolution of `x`, whole or separable, padded as TensorFlow does."""
    side = x.shape[-1]
    missing = max((-(-side // stride) - 1) * stride + 3 - side, 0)
    x = functional.pad(x, (missing // 2, missing - missing // 2) * 2)
    bias = weights[f"{name}/bias"]
    if f"{name}/filters" in weights:
        return functional.conv2d(x, weights[f"{name}/filters"].permute(3, 2, 0, 1), bias, stride)
    deep = weights[f"{name}/depthwise_filter"].permute(2, 3, 0, 1)
    point = weights[f"{name}/pointwise_filter"].permute(3, 2, 0, 1)
    return functional.conv2d(functional.conv2d(x, deep, stride=stride, groups=x.shape[1]), point, bias)
