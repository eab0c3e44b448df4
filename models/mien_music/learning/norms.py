"""What is linear in the network, without torch: its batch norms, and the tags at its end."""

import numpy as np
from numpy.typing import NDArray

from mien_music.learning.checkpoint import Weights

_EPSILON = 1e-3


def norm(weights: Weights, place: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return batch norm `place` as a scale and a shift."""
    name = f"batch_normalization_{place}" if place else "batch_normalization"
    spread = np.sqrt(weights[f"{name}/moving_variance"] + _EPSILON)
    scale = weights[f"{name}/gamma"] / spread
    return scale, weights[f"{name}/beta"] - weights[f"{name}/moving_mean"] * scale


def tags_of(weights: Weights) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return weights [200,50] and bias of the tags' logits, as they follow from what `Serving` returns."""
    scale, shift = norm(weights, 10)
    kernel = weights["dense_1/kernel"]
    return np.sign(scale)[:, None] * kernel, weights["dense_1/bias"] + shift @ kernel
