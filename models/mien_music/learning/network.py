"""The network, twice: as musicnn's authors wrote it, and as it ships, rearranged for int8.

Pons & Serra, musicnn: pre-trained convolutional neural networks for music audio tagging (2019). Input: three
seconds of log-mel, 187 frames of 96 bands. Two filters over 7 frames and most bands (timbre) and three over
one band and up to two seconds (rhythm), the greatest over all bands; three layers over time; greatest and
mean over time; one dense layer of 200; one of 50 tags.

`Reference` follows that line by line. `Serving` computes the same, but

- eight neighbouring frames are the channels of its input, since int8 kernels need channels to be fast;
- a filter, its rectifier and its batch norm (scale s, shift t) answer in steps from 0 to 6, whatever the
  channel: clip(s * y, 0, most) where s > 0, most + clip(s * y, -most, 0) where s < 0, times 6 / most. `most`
  is the largest value that real music ever needs. So one scale fits all channels, and the greatest over all
  bands may be taken after the batch norm;
- its output is the dense layer's, before its batch norm and the tags: those are linear and done in float.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from mien_music.learning.checkpoint import Weights
from mien_music.learning.norms import norm

FRAMES, BANDS, UNITS = 187, 96, 200
TOGETHER = 8
"""Neighbouring frames that are the channels of the serving input."""
LONGEST = 128
"""Frames of the longest rhythm filter; it sees 63 frames before its own, and 64 after."""
_BEFORE = (LONGEST - 1) // 2
_TOP = 6.0
_LAST = 7
_CONSTANT = 1e-4
"""A variance that is none."""
_RARE = 0.9995
"""Share of all values that a channel's steps cover."""
Ranges: TypeAlias = Mapping[int, NDArray[np.float32]]
"""Largest distance of a channel from its batch norm's shift, by the convolution's place."""
_RHYTHMS = (128, 64, 32)


class Reference(nn.Module):  # type: ignore[misc,unused-ignore] # torch is Any where it is not installed
    """musicnn as published, in evaluation mode."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self._weights = {name: torch.from_numpy(value.copy()) for name, value in weights.items()}
        self._seen: dict[int, list[NDArray[np.float32]]] = {}

    def ranges(self) -> Ranges:
        """Return how far each channel went in everything that it heard."""
        whole = {place: np.concatenate(seen, axis=2) for place, seen in self._seen.items()}
        most = {place: np.quantile(values[0], _RARE, axis=1) for place, values in whole.items()}
        return {place: np.maximum(one, 0.02 * one.max()).astype(np.float32) for place, one in most.items()}

    def forward(self, mels: Tensor) -> tuple[Tensor, Tensor]:
        """Return the 200 units after their batch norm, and the 50 logits, of log-mels [N,187,96]."""
        normal = self._norm(mels[:, None], 0)
        timbre = functional.pad(normal, (0, 0, 3, 3))
        parts = [self._greatest(timbre, place) for place in (0, 1)]
        for place, length in enumerate(_RHYTHMS, 2):
            around = functional.pad(normal, (0, 0, (length - 1) // 2, length // 2))
            parts.append(self._greatest(around, place))
        front = torch.cat(parts, 1)
        first = self._over_time(front, 5)
        second = self._over_time(first, 6) + first
        third = self._over_time(second, 7) + second
        features = torch.cat([front, first, second, third], 1)
        pooled = torch.stack([features.amax(2), features.mean(2)], 2).flatten(1)
        dense = functional.relu(self._dense(self._norm(pooled, 9), "dense"))
        units = self._norm(dense, 10)
        return units, self._dense(units, "dense_1")

    def _greatest(self, around: Tensor, place: int) -> Tensor:
        """Return convolution `place`, rectified and normalised, the greatest over all bands: [N,C,T]."""
        normal = self._norm(functional.relu(self._convolved(around, place)), place + 1).amax(3)
        return self._noted(normal, place)

    def _over_time(self, features: Tensor, place: int) -> Tensor:
        """Return convolution `place` over 7 frames of [N,C,T]; its filters lie over channels."""
        around = functional.pad(features.transpose(1, 2)[:, None], (0, 0, 3, 3))
        normal = self._norm(functional.relu(self._convolved(around, place)), place + 1).squeeze(3)
        return self._noted(normal, place)

    def _noted(self, normal: Tensor, place: int) -> Tensor:
        """Return [N,C,T] as it is, and keep how far each channel is from its shift."""
        far = np.abs(normal.numpy() - norm(self._arrays(), place + 1)[1][:, None])
        self._seen.setdefault(place, []).append(far.transpose(1, 0, 2).reshape(1, far.shape[1], -1))
        return normal

    def _convolved(self, values: Tensor, place: int) -> Tensor:
        name = f"conv2d_{place}" if place else "conv2d"
        kernel = self._weights[f"{name}/kernel"].permute(3, 2, 0, 1)
        return functional.conv2d(values, kernel, self._weights[f"{name}/bias"])

    def _norm(self, values: Tensor, place: int) -> Tensor:
        scale, shift = (torch.from_numpy(part) for part in norm(self._arrays(), place))
        shape = (1, -1) + (1,) * (values.dim() - 2)
        return values * scale.reshape(shape) + shift.reshape(shape)

    def _dense(self, values: Tensor, name: str) -> Tensor:
        return values @ self._weights[f"{name}/kernel"] + self._weights[f"{name}/bias"]

    def _arrays(self) -> dict[str, NDArray[np.float32]]:
        return {name: value.numpy() for name, value in self._weights.items()}


class Serving(nn.Module):  # type: ignore[misc,unused-ignore] # torch is Any where it is not installed
    """The same network as it is converted: [N,8,307,96] to the dense layer's 200 units."""

    def __init__(self, weights: Weights, ranges: Ranges) -> None:
        super().__init__()
        self.timbres = nn.ModuleList([_timbre(weights, place, ranges[place]) for place in (0, 1)])
        self.rhythms = nn.ModuleList([_Rhythm(weights, place, ranges[place]) for place in (2, 3, 4)])
        self.layers = nn.ModuleList([_over_time(weights, place, ranges[place]) for place in (5, 6, 7)])
        parts = [*self.timbres, *self.rhythms]
        size, shift = (np.concatenate([getattr(part, name) for part in parts]) for name in ("size", "shift"))
        self.normal = _each(size, shift)
        self.pooled = nn.ModuleList(_pooled_norms(weights, size, shift))
        self.dense = _dense_of(weights)

    def forward(self, eights: Tensor) -> Tensor:
        """Return the dense layer's units, rectified and scaled, [N,200]."""
        around = eights[:, :, _BEFORE - 3 : _BEFORE - 3 + FRAMES]
        parts = [part(around) for part in self.timbres] + [part(eights) for part in self.rhythms]
        steps = torch.cat(parts, 1)
        first = self.layers[0].normal(self.normal(steps))
        second = self.layers[1].normal(first) + first
        third = self.layers[2].normal(second) + second
        pooled = [
            pool(part, (FRAMES, 1))
            for part in (steps, first, second, third)
            for pool in (functional.max_pool2d, functional.avg_pool2d)
        ]
        normal = [layer(part) for layer, part in zip(self.pooled, pooled, strict=True)]
        return functional.relu(self.dense(torch.cat(normal, 1))).flatten(1)


class _Filter(nn.Module):  # type: ignore[misc,unused-ignore]
    """A convolution, its rectifier and its batch norm; answers in steps from 0 to 6, as large as ever needed.

    Normal values are steps * size + shift.
    """

    def __init__(
        self, weights: Weights, place: int, kernel: NDArray[np.float32], most: NDArray[np.float32], **how: Any
    ) -> None:
        super().__init__()
        scale, shift = norm(weights, place + 1)
        name = f"conv2d_{place}" if place else "conv2d"
        size, falls = most / np.float32(_TOP), (scale < 0).astype(np.float32)
        grown = scale / size
        self.filter = nn.Conv2d(kernel.shape[1], len(scale), kernel.shape[2:], **how)
        self.filter.weight.data = torch.from_numpy(kernel * grown[:, None, None, None])
        self.filter.bias.data = torch.from_numpy(weights[f"{name}/bias"] * grown + np.float32(_TOP) * falls)
        self.size, self.shift = size, shift - most * falls
        self.scaled = _each(self.size, self.shift)

    def forward(self, values: Tensor) -> Tensor:
        """Return the steps, the greatest over all bands."""
        steps = functional.relu6(self.filter(values))
        return functional.max_pool2d(steps, (1, steps.shape[3])) if steps.shape[3] > 1 else steps

    def normal(self, values: Tensor) -> Tensor:
        """Return what comes out of the batch norm."""
        normal: Tensor = self.scaled(self(values))
        return normal


def _timbre(weights: Weights, place: int, most: NDArray[np.float32]) -> _Filter:
    """Return a filter of seven frames, which are the channels, by most of the bands."""
    plain = weights[f"conv2d_{place}/kernel" if place else "conv2d/kernel"]  # [7,bands,1,C]
    kernel = np.zeros((plain.shape[3], TOGETHER, 1, plain.shape[1]), np.float32)
    kernel[:, :7, 0] = plain[:, :, 0].transpose(2, 0, 1)
    return _Filter(weights, place, kernel, most)


class _Rhythm(_Filter):
    """One band by many frames: eight of them are the channels, the rest is every eighth frame."""

    def __init__(self, weights: Weights, place: int, most: NDArray[np.float32]) -> None:
        plain = weights[f"conv2d_{place}/kernel"][:, 0, 0]  # [frames,C]
        self.length = len(plain)
        kernel = plain.T.reshape(-1, self.length // TOGETHER, TOGETHER).transpose(0, 2, 1)[..., None].copy()
        super().__init__(weights, place, kernel, most, dilation=(TOGETHER, 1))

    def forward(self, eights: Tensor) -> Tensor:
        """Return the steps, the greatest over all bands."""
        start = _BEFORE - (self.length - 1) // 2
        return super().forward(eights[:, :, start : start + FRAMES + self.length - TOGETHER])


def _over_time(weights: Weights, place: int, most: NDArray[np.float32]) -> _Filter:
    """Return a filter over seven frames, the last layer's with a frame of zeros at either end.

    The converter takes two constants of one shape for one if they begin alike, as those of two layers do
    whose first filters are dead: their weights have shrunk to nothing.
    """
    more = 1 if place == _LAST else 0
    kernel = weights[f"conv2d_{place}/kernel"][:, :, 0].transpose(2, 1, 0)[..., None]  # [out,in,7,1]
    longer = np.pad(kernel, ((0, 0), (0, 0), (more, more), (0, 0)))
    return _Filter(weights, place, longer, most, padding=(3 + more, 0))


def _each(size: NDArray[np.float32], shift: NDArray[np.float32]) -> nn.Conv2d:
    """Return values * size + shift, as a convolution: its int8 weights have a scale for each channel."""
    each = nn.Conv2d(len(size), len(size), 1, groups=len(size))
    each.weight.data = torch.from_numpy(size.astype(np.float32).reshape(-1, 1, 1, 1))
    each.bias.data = torch.from_numpy(shift.astype(np.float32))
    return each


def _pooled_norms(weights: Weights, size: NDArray[np.float32], shift: NDArray[np.float32]) -> list[nn.Conv2d]:
    """Return the batch norm of the greatest and the mean of the front and of each of the three layers.

    `size` and `shift` turn the front's steps into normal values. A feature that was the same for all music in
    training counts as just that: its batch norm would blow up a rounding error.
    """
    scale, offset = norm(weights, 9)
    constant = weights["batch_normalization_9/moving_variance"] < _CONSTANT
    offset = np.where(constant, weights["batch_normalization_9/beta"], offset)
    scale = np.where(constant, 0, scale)
    found = []
    for begin, end in _bounds(len(scale) // 2, len(size)):
        for pool in (0, 1):
            one, other = scale[pool::2][begin:end], offset[pool::2][begin:end]
            found.append(_each(one * size, other + one * shift) if begin == 0 else _each(one, other))
    return found


def _bounds(features: int, front: int) -> list[tuple[int, int]]:
    """Return where the front and each of the three layers lie among the features."""
    width = (features - front) // 3
    return [(0, front), *((front + width * place, front + width * (place + 1)) for place in range(3))]


def _dense_of(weights: Weights) -> nn.Conv2d:
    """Return the dense layer, with the size of the batch norm after it; its features part by part."""
    kernel = weights["dense/kernel"]  # [features x (greatest, mean), 200]
    grown = np.abs(norm(weights, 10)[0])
    features = len(kernel) // 2
    front = sum(len(norm(weights, place)[0]) for place in range(1, 6))
    rows = [kernel[pool::2][begin:end] for begin, end in _bounds(features, front) for pool in (0, 1)]
    whole = np.concatenate(rows) * grown
    dense = nn.Conv2d(len(whole), UNITS, 1)
    dense.weight.data = torch.from_numpy(whole.T[..., None, None].astype(np.float32).copy())
    dense.bias.data = torch.from_numpy((weights["dense/bias"] * grown).astype(np.float32))
    return dense


def in_eights(mels: NDArray[np.float32], weights: Weights) -> NDArray[np.float32]:
    """Return log-mels [N,187,96] as `Serving` takes them, [N,8,307,96]: normalised, zeros around."""
    scale, shift = norm(weights, 0)
    around = np.pad(mels * scale + shift, ((0, 0), (_BEFORE, LONGEST - 1 - _BEFORE), (0, 0)))
    eights = np.lib.stride_tricks.sliding_window_view(around, TOGETHER, axis=1)
    return np.ascontiguousarray(eights.transpose(0, 3, 1, 2), dtype=np.float32)
