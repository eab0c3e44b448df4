"""The device that does the arithmetic: a graphics card if there is one. Pictures are made on the CPU."""

from collections.abc import Callable

import torch
from torch import Tensor, nn


def best_device() -> torch.device:
    """Return the first graphics card, or the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def device_of(network: nn.Module) -> torch.device:
    """Return the device that `network` is on."""
    device: torch.device = next(network.parameters()).device
    return device


def predict(device: torch.device, network: Callable[[Tensor], Tensor], pictures: Tensor) -> Tensor:
    """Return the output of `network`, which is on `device`, for `pictures` [B,1,S,S]: float32."""
    with torch.autocast(device.type, torch.bfloat16):
        return network(pictures.to(device).to(memory_format=torch.channels_last)).float()
