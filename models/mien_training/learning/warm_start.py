"""Begin from a network that is there: an earlier run's checkpoint, or an int8 file read back.

The file has no batch norms any more. Each gets the mean and the spread that its convolution has on training
pictures, and weights that undo them: the network answers as the file does, and learns on as one with norms.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ai_edge_litert.interpreter import Interpreter
from torch import Tensor, nn

from mien_training.learning.network import EmotionNetwork, convolutions
from mien_training.recipe import MODELS

_CONVOLUTIONS = ("CONV_2D", "DEPTHWISE_CONV_2D")


def begin(network: EmotionNetwork, start: str, pictures: Tensor) -> None:
    """Give `network` the weights of `start`: a TFLite file, or the mean of the runs that it names.

    `pictures`: float [B,1,S,S], standardised, to find the norms of a file on.
    """
    if not start.endswith(".tflite"):
        network.load_state_dict(averaged([checkpointed(MODELS / "runs" / run) for run in start.split()]))
        return
    biases = _read(network, MODELS / start)
    _find_norms(network, biases, pictures)


def checkpointed(run: Path) -> EmotionNetwork:
    """Return the network as the last checkpoint in the folder `run` holds it."""
    state = torch.load(run / "last.pt", map_location="cpu", weights_only=True)
    network = EmotionNetwork(state["widths"], state["blocks"])
    network.load_state_dict(state["mean"])
    return network


def begun(like: EmotionNetwork, start: str, pictures: Tensor) -> EmotionNetwork:
    """Return a network of the size of `like` that began at `start`; see `begin`."""
    network = EmotionNetwork(like.widths, like.blocks)
    begin(network, start, pictures)
    network.eval()
    return network


def averaged(networks: list[EmotionNetwork], shares: list[float] | None = None) -> dict[str, Tensor]:
    """Return the mean of the weights of runs with one start ("Model soups", Wortsman et al. 2022)."""
    states = [network.state_dict() for network in networks]
    parts = torch.tensor(shares or [1.0] * len(states))
    parts = parts / parts.sum()
    return {
        name: torch.stack([part * state[name] for part, state in zip(parts, states, strict=True)]).sum(0)
        if value.is_floating_point()
        else value
        for name, value in states[0].items()
    }


def _read(network: EmotionNetwork, file: Path) -> list[Tensor]:
    """Put the file's weights into `network`; return the offsets of its convolutions, in order."""
    interpreter = Interpreter(model_content=file.read_bytes())
    details = {tensor["index"]: tensor for tensor in interpreter.get_tensor_details()}
    # The order of the operators is told by nothing public.
    operators = interpreter._get_ops_details()  # noqa: SLF001
    layers = iter(convolutions(network))
    biases = []
    for operator in operators:
        constants = (
            [_plain(interpreter, details[index]) for index in operator["inputs"][1:3]]
            if (operator["op_name"] in (*_CONVOLUTIONS, "FULLY_CONNECTED"))
            else []
        )
        if operator["op_name"] in _CONVOLUTIONS:
            convolution, _ = next(layers)
            order = (3, 0, 1, 2) if operator["op_name"] == "DEPTHWISE_CONV_2D" else (0, 3, 1, 2)
            convolution.weight.data = constants[0].permute(order).contiguous()
            biases.append(constants[1])
        elif constants:
            network.head.weight.data, network.head.bias.data = constants
    return biases


def _plain(interpreter: Any, tensor: dict[str, Any]) -> Tensor:
    """Return a constant of the file as floats."""
    values = interpreter.get_tensor(tensor["index"]).astype(np.float32)
    packing = tensor["quantization_parameters"]
    scales = np.asarray(packing["scales"], np.float32)
    shape = [1] * values.ndim
    shape[packing["quantized_dimension"]] = len(scales)
    return torch.from_numpy(values * scales.reshape(shape))


def _find_norms(network: EmotionNetwork, biases: list[Tensor], pictures: Tensor) -> None:
    """Set each norm so that, on `pictures`, it adds its convolution's offset and nothing else."""
    hooks = [
        norm.register_forward_pre_hook(_adding(bias))
        for (_, norm), bias in zip(convolutions(network), biases, strict=True)
    ]
    with torch.no_grad():
        network.eval()(pictures)
    for hook in hooks:
        hook.remove()


def _adding(bias: Tensor) -> Callable[[nn.BatchNorm2d, tuple[Tensor]], None]:
    def set_norm(norm: nn.BatchNorm2d, inputs: tuple[Tensor]) -> None:
        mean, spread = inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3), correction=0)
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(spread)
        norm.weight.data.copy_((spread + norm.eps).sqrt())
        norm.bias.data.copy_(bias + mean)

    return set_norm
