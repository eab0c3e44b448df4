"""Where the arithmetic is done: on a graphics card when there is one; pictures are made on the processor."""

from collections.abc import Callable

import torch
from torch import Tensor, nn


def best_place() -> torch.device:
    """Return the first graphics card, or the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def place_of(network: nn.Module) -> torch.device:
    """Return where `network` lies."""
    place: torch.device = next(network.parameters()).device
    return place


def said_at(place: torch.device, network: Callable[[Tensor], Tensor], pictures: Tensor) -> Tensor:
    """Return what `network`, which lies at `place`, says of `pictures` [B,1,S,S]: float32, at `place`."""
    with torch.autocast(place.type, torch.bfloat16):
        return network(pictures.to(place).to(memory_format=torch.channels_last)).float()
