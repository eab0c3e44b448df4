"""A network teaches the one that begins at it: its answers, over sizes and mirrored, are part of the labels.

A label is one word by one person. A network that learnt from many of them and reads a face four ways is right
more often than any single word ("Born again neural networks", Furlanello et al. 2018).
"""

import numpy as np
import torch

from mien_training.data.augment import plain_view
from mien_training.data.dataset import Array
from mien_training.learning.answers import shares_of
from mien_training.learning.network import SIDE, EmotionNetwork
from mien_training.learning.warm_start import begin
from mien_training.recipe import Recipe

_SIZES = (1.05, 1.3)  # of the face
_NORMED_ON = 500  # pictures


def kept_teaching(recipe: Recipe, source: str, canvases: Array) -> Array:
    """Return what the start of `recipe` says of one source, float [N,7], from its run if it is there."""
    file = recipe.run / f"taught_{source}.npy"
    if not file.exists():
        recipe.run.mkdir(parents=True, exist_ok=True)
        network = EmotionNetwork(recipe.widths, recipe.blocks)
        some = torch.from_numpy(np.array(canvases[:_NORMED_ON]))
        begin(network, recipe.start, plain_view(some, 1.0, SIDE))
        network.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload,unused-ignore]
        np.save(file, shares_of(network, canvases, _SIZES).astype(np.float32))
    kept: Array = np.load(file)
    return kept
