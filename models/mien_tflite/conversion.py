"""Converts a PyTorch network to a float TFLite file, and that to an int8 one.

Weights, activations, input and output become int8; calibration inputs give the ranges of the activations.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import litert_torch
import torch
from ai_edge_quantizer import quantizer
from ai_edge_quantizer import recipe as recipes
from numpy.typing import NDArray

from mien.networks.litert import Network


def export_float(network: torch.nn.Module, shape: tuple[int, ...], file: Path) -> None:
    """Write `network` to `file`, with its input as `shape`: channels last, a batch of one."""
    channels_last = litert_torch.to_channel_last_io(network, args=[0])
    litert_torch.convert(channels_last, (torch.zeros(shape),)).export(str(file))


def export_int8(float_file: Path, int8_file: Path, inputs: Iterable[NDArray[Any]]) -> None:
    """Quantise `float_file` to `int8_file`, calibrated on `inputs`, each in the network's input shape."""
    engine = quantizer.Quantizer(str(float_file), recipes.static_wi8_ai8())
    # The signature calls the tensor "serving_default_args_0:0" plainly "args_0".
    name = Network(float_file).inputs[0]["name"].removeprefix("serving_default_").split(":")[0]
    calibrated = engine.calibrate({"serving_default": [{name: value} for value in inputs]})
    int8_file.unlink(missing_ok=True)
    engine.quantize(calibrated).export_model(str(int8_file))


def input_quantisation(network: Network) -> tuple[float, int]:
    """Return scale and zero point of the network's first input."""
    return _plain(network.inputs[0])


def output_quantisation(network: Network) -> tuple[float, int]:
    """Return scale and zero point of the network's first output."""
    return _plain(network.outputs[0])


def _plain(tensor: dict[str, Any]) -> tuple[float, int]:
    scale, zero_point = tensor["quantization"]
    return float(scale), int(zero_point)
