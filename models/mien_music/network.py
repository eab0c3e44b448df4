"""The network, twice: as musicnn's authors wrote it, and as it ships, rearranged for int8.

Pons & Serra, musicnn: pre-trained convolutional neural networks for music audio tagging (2019). Input: three
seconds of log-mel, 187 frames of 96 bands. Two filters over 7 frames and most bands (timbre) and three over
one band and up to two seconds (rhythm), the greatest over all bands; three layers over time; greatest and
mean over time; one dense layer of 200; one of 50 tags.

`Reference` follows that line by line. `Serving` computes the same, but

- eight neighbouring frames are the channels of its input, since int8 kernels need channels to be fast;
- a batch norm after a rectifier and before the greatest is taken apart: its scale s goes into the filter,
  so that all channels have the range of what follows. Where s < 0 the greatest of s * relu(y) is
  min(max(s * y), 0), else max(max(s * y), 0);
- its output is the dense layer's, before its batch norm and the tags: those are linear and done in float.
"""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from mien_music.checkpoint import Weights

FRAMES, BANDS, UNITS = 187, 96, 200
TOGETHER = 8
"""Neighbouring frames that are the channels of the serving input."""
LONGEST = 128
"""Frames of the longest rhythm filter; it sees 63 frames before its own, and 64 after."""
_BEFORE = (LONGEST - 1) // 2
_EPSILON = 1e-3
_RHYTHMS = (128, 64, 32)


class Reference(nn.Module):  # type: ignore[misc,unused-ignore] # torch is Any where it is not installed
    """musicnn as published, in evaluation mode."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self._weights = {name: torch.from_numpy(value.copy()) for name, value in weights.items()}

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
        return self._norm(functional.relu(self._convolved(around, place)), place + 1).amax(3)

    def _over_time(self, features: Tensor, place: int) -> Tensor:
        """Return convolution `place` over 7 frames of [N,C,T]; its filters lie over channels."""
        around = functional.pad(features.transpose(1, 2)[:, None], (0, 0, 3, 3))
        return self._norm(functional.relu(self._convolved(around, place)), place + 1).squeeze(3)

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


def norm(weights: Weights, place: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return batch norm `place` as a scale and a shift."""
    name = f"batch_normalization_{place}" if place else "batch_normalization"
    spread = np.sqrt(weights[f"{name}/moving_variance"] + _EPSILON)
    scale = weights[f"{name}/gamma"] / spread
    return scale, weights[f"{name}/beta"] - weights[f"{name}/moving_mean"] * scale


class Serving(nn.Module):  # type: ignore[misc,unused-ignore] # torch is Any where it is not installed
    """The same network as it is converted: [N,8,307,96] to the dense layer's 200 units."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.timbres = nn.ModuleList([_Timbre(weights, place) for place in (0, 1)])
        self.rhythms = nn.ModuleList([_Rhythm(weights, place) for place in (2, 3, 4)])
        self.layers = nn.ModuleList([_OverTime(weights, place) for place in (5, 6, 7)])
        self.dense = _dense_of(weights)

    def forward(self, eights: Tensor) -> Tensor:
        """Return the dense layer's units, rectified and scaled, [N,200]."""
        front = torch.cat([part(eights) for part in (*self.timbres, *self.rhythms)], 1)
        first = self.layers[0](front)
        second = self.layers[1](first) + first
        third = self.layers[2](second) + second
        pooled = [
            pool(part, (FRAMES, 1))
            for pool in (functional.max_pool2d, functional.avg_pool2d)
            for part in (front, first, second, third)
        ]
        return functional.relu(self.dense(torch.cat(pooled, 1))).flatten(1)


class _Greatest(nn.Module):  # type: ignore[misc,unused-ignore] # torch is Any where it is not installed
    """A convolution, and the greatest over all bands, with the batch norm taken apart (see above)."""

    def __init__(self, weights: Weights, place: int, kernel: NDArray[np.float32], **how: Any) -> None:
        super().__init__()
        scale, shift = norm(weights, place + 1)
        name = f"conv2d_{place}" if place else "conv2d"
        self.filter = nn.Conv2d(TOGETHER, len(scale), kernel.shape[2:], **how)
        self.filter.weight.data = torch.from_numpy(kernel * scale[:, None, None, None])
        self.filter.bias.data = torch.from_numpy(weights[f"{name}/bias"] * scale)
        self.register_buffer("sign", torch.from_numpy(np.sign(scale)).reshape(1, -1, 1, 1))
        self.register_buffer("shift", torch.from_numpy(shift).reshape(1, -1, 1, 1))

    def forward(self, eights: Tensor) -> Tensor:
        convolved = self.filter(eights)
        most = functional.max_pool2d(convolved, (1, convolved.shape[3]))
        return functional.relu(most * self.sign) * self.sign + self.shift


class _Timbre(_Greatest):
    """Seven frames, which are the channels, by most of the bands."""

    def __init__(self, weights: Weights, place: int) -> None:
        plain = weights[f"conv2d_{place}/kernel" if place else "conv2d/kernel"]  # [7,bands,1,C]
        kernel = np.zeros((plain.shape[3], TOGETHER, 1, plain.shape[1]), np.float32)
        kernel[:, :7, 0] = plain[:, :, 0].transpose(2, 0, 1)
        super().__init__(weights, place, kernel)

    def forward(self, eights: Tensor) -> Tensor:
        return super().forward(eights[:, :, _BEFORE - 3 : _BEFORE - 3 + FRAMES])


class _Rhythm(_Greatest):
    """One band by many frames: eight of them are the channels, the rest is every eighth frame."""

    def __init__(self, weights: Weights, place: int) -> None:
        plain = weights[f"conv2d_{place}/kernel"][:, 0, 0]  # [frames,C]
        self.length = len(plain)
        kernel = plain.T.reshape(-1, self.length // TOGETHER, TOGETHER).transpose(0, 2, 1)[..., None].copy()
        super().__init__(weights, place, kernel, dilation=(TOGETHER, 1))

    def forward(self, eights: Tensor) -> Tensor:
        start = _BEFORE - (self.length - 1) // 2
        return super().forward(eights[:, :, start : start + FRAMES + self.length - TOGETHER])


class _OverTime(nn.Module):  # type: ignore[misc,unused-ignore] # torch is Any where it is not installed
    """A layer over seven frames."""

    def __init__(self, weights: Weights, place: int) -> None:
        super().__init__()
        kernel = weights[f"conv2d_{place}/kernel"]  # [7,in,1,out]
        scale, shift = norm(weights, place + 1)
        self.filter = nn.Conv2d(kernel.shape[1], kernel.shape[3], (7, 1), padding=(3, 0))
        grown = np.abs(scale)
        self.filter.weight.data = torch.from_numpy(
            (kernel[:, :, 0].transpose(2, 1, 0) * grown[:, None, None])[..., None]
        )
        self.filter.bias.data = torch.from_numpy(weights[f"conv2d_{place}/bias"] * grown)
        self.register_buffer("sign", torch.from_numpy(np.sign(scale)).reshape(1, -1, 1, 1))
        self.register_buffer("shift", torch.from_numpy(shift).reshape(1, -1, 1, 1))

    def forward(self, features: Tensor) -> Tensor:
        return functional.relu(self.filter(features)) * self.sign + self.shift


def _dense_of(weights: Weights) -> nn.Conv2d:
    """Return the dense layer with the batch norm before it, and the size of the one after it."""
    scale, shift = norm(weights, 9)
    kernel = weights["dense/kernel"]  # [features x (greatest, mean), 200]
    grown = np.abs(norm(weights, 10)[0])
    bias = (weights["dense/bias"] + shift @ kernel) * grown
    whole = (kernel * scale[:, None] * grown).reshape(-1, 2, UNITS).transpose(1, 0, 2).reshape(-1, UNITS)
    dense = nn.Conv2d(len(whole), UNITS, 1)
    dense.weight.data = torch.from_numpy(whole.T[..., None, None].copy())
    dense.bias.data = torch.from_numpy(bias)
    return dense


def tags_of(weights: Weights) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return weights [200,50] and bias of the tags' logits, as they follow from what `Serving` returns."""
    scale, shift = norm(weights, 10)
    kernel = weights["dense_1/kernel"]
    return np.sign(scale)[:, None] * kernel, weights["dense_1/bias"] + shift @ kernel


def in_eights(mels: NDArray[np.float32], weights: Weights) -> NDArray[np.float32]:
    """Return log-mels [N,187,96] as `Serving` takes them, [N,8,307,96]: normalised, zeros around."""
    scale, shift = norm(weights, 0)
    around = np.pad(mels * scale + shift, ((0, 0), (_BEFORE, LONGEST - 1 - _BEFORE), (0, 0)))
    eights = np.lib.stride_tricks.sliding_window_view(around, TOGETHER, axis=1)
    return np.ascontiguousarray(eights.transpose(0, 3, 1, 2), dtype=np.float32)
