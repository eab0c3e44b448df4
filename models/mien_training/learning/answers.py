"""What a network answers on canvases: read at sizes of the face, mirrored, and averaged."""

from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch import Tensor, nn

from mien_training.data.augment import plain_view
from mien_training.data.dataset import Array
from mien_training.learning.device import device_of, predict
from mien_training.learning.network import SIDE

_BATCH = 256


def shares_of(network: nn.Module, canvases: Array, sizes: Iterable[float]) -> Array:
    """Return the mean probabilities, float [N,7], over `sizes` of the face; of several, mirrored too."""

    def views(batch: Tensor) -> list[Tensor]:
        crops = [plain_view(batch, nearer, SIDE) for nearer in sizes]
        return crops if len(crops) == 1 else [view for crop in crops for view in (crop, crop.flip(3))]

    return averaged(lambda x: predict(device_of(network), network, x).softmax(1).cpu(), canvases, views)


def averaged(
    answers: Callable[[Tensor], Tensor], canvases: Array, views: Callable[[Tensor], list[Tensor]]
) -> Array:
    """Return the mean of `answers` over the `views` of each canvas, float [N,7]."""
    said = []
    with torch.no_grad():
        for start in range(0, len(canvases), _BATCH):
            batch = torch.from_numpy(np.ascontiguousarray(canvases[start : start + _BATCH]))
            said.append(torch.stack([answers(view) for view in views(batch)]).mean(0))
    shares: Array = torch.cat(said).numpy()
    return shares
