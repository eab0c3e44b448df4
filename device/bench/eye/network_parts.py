"""Takes TFLite networks apart and builds others: single operators, a float twin, one large convolution.

The interpreter does not say where the time goes in a network. So each operator becomes a network of its own,
run by the same interpreter; together they take longer than the network does (each copies its input and
output), and the benchmark shows both.
"""

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as schema
from flatbuffers import Builder
from numpy.typing import NDArray

_NAMES = {value: name for name, value in vars(schema.BuiltinOperator).items() if isinstance(value, int)}
_WEIGHED = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
_INT8 = schema.TensorType.INT8
_FLOAT = schema.TensorType.FLOAT32


@dataclass(frozen=True, slots=True)
class NetworkPart:
    """One operator of a network."""

    name: str
    """Its kind, such as CONV_2D."""

    shape: str
    """Of its output: height x width x channels."""

    multiply_accumulates: int
    """How many it does."""

    file: bytes
    """A TFLite file with this operator alone."""


def parts_of(file: Path) -> list[NetworkPart]:
    """Return the operators of the network in `file`, in order."""
    network = _read(file)
    return [_part(network, operator) for operator in network.subgraphs[0].operators]


def _read(file: Path) -> Any:
    """Return the network in `file`, with weights that are stored behind its end moved inside."""
    raw = file.read_bytes()
    network = schema.ModelT.InitFromPackedBuf(raw, 0)
    for buffer in network.buffers:
        if buffer.offset > 1:
            buffer.data = np.frombuffer(raw, np.uint8, buffer.size, buffer.offset)
        buffer.offset = buffer.size = 0
    return network


def _part(network: Any, operator: Any) -> NetworkPart:
    graph = network.subgraphs[0]
    tensors = [graph.tensors[index] for index in operator.inputs if index >= 0]
    out = graph.tensors[operator.outputs[0]]
    name = _NAMES[network.operatorCodes[operator.opcodeIndex].builtinCode]
    work = 0
    if name in _WEIGHED:
        # Every output value is a sum over one filter; a depthwise filter has one channel.
        filters = [int(side) for side in tensors[1].shape]
        one = filters[1] * filters[2] if name == "DEPTHWISE_CONV_2D" else int(np.prod(filters[1:]))
        work = int(np.prod(out.shape)) * one
    alone = copy.copy(network)
    alone.subgraphs = [copy.copy(graph)]
    alone.subgraphs[0].operators = [operator]
    moving = [i for i in operator.inputs if i >= 0 and network.buffers[graph.tensors[i].buffer].data is None]
    alone.subgraphs[0].inputs = moving
    alone.subgraphs[0].outputs = list(operator.outputs)
    alone.signatureDefs = []
    return NetworkPart(name, "x".join(str(int(side)) for side in out.shape[1:]), work, _packed(alone))


def float_twin(file: Path) -> bytes:
    """Return the network in `file`, whose weights alone are int8, with the same weights as float32."""
    network = _read(file)
    for tensor in network.subgraphs[0].tensors:
        buffer = network.buffers[tensor.buffer]
        if tensor.type != _INT8 or buffer.data is None:
            continue
        steps = np.asarray(buffer.data, np.uint8).view(np.int8).reshape([int(s) for s in tensor.shape])
        scale = np.asarray(tensor.quantization.scale, np.float32)
        along = [1] * steps.ndim
        along[tensor.quantization.quantizedDimension if len(scale) > 1 else 0] = len(scale)
        values = steps.astype(np.float32) * scale.reshape(along)
        buffer.data = np.frombuffer(values.tobytes(), np.uint8)
        tensor.type, tensor.quantization = _FLOAT, None
    return _packed(network)


def large_convolution(side: int = 48, channels: int = 256) -> NetworkPart:
    """Return an int8 3x3 convolution that is nothing but arithmetic: the best the kernels can do."""
    rng = np.random.default_rng(0)
    network, graph = schema.ModelT(), schema.SubGraphT()
    filters = rng.integers(-127, 128, (channels, 3, 3, channels)).astype(np.int8)
    bias = np.zeros(channels, np.int32)
    empty = schema.BufferT()
    network.version, network.buffers = 3, [empty, _buffer(filters), _buffer(bias)]
    image = (1, side, side, channels)
    each = np.full(channels, 0.01, np.float32)
    graph.tensors = [
        _tensor("in", image, _INT8, 0, np.array([0.02], np.float32)),
        _tensor("filters", filters.shape, _INT8, 1, each),
        _tensor("bias", bias.shape, schema.TensorType.INT32, 2, each * np.float32(0.02)),
        _tensor("out", image, _INT8, 0, np.array([1.0], np.float32)),
    ]
    operator, options, code = schema.OperatorT(), schema.Conv2DOptionsT(), schema.OperatorCodeT()
    options.padding, options.strideW, options.strideH = schema.Padding.SAME, 1, 1
    options.dilationWFactor, options.dilationHFactor = 1, 1
    code.builtinCode, code.deprecatedBuiltinCode, code.version = (
        *(schema.BuiltinOperator.CONV_2D, schema.BuiltinOperator.CONV_2D),
        3,
    )
    operator.inputs, operator.outputs, operator.opcodeIndex = [0, 1, 2], [3], 0
    operator.builtinOptionsType, operator.builtinOptions = schema.BuiltinOptions.Conv2DOptions, options
    graph.inputs, graph.outputs, graph.operators = [0], [3], [operator]
    network.subgraphs, network.operatorCodes = [graph], [code]
    work = side * side * channels * channels * 9
    return NetworkPart("CONV_2D", f"{side}x{side}x{channels}", work, _packed(network))


def _buffer(values: NDArray[Any]) -> Any:
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(values.tobytes(), np.uint8)
    return buffer


def _tensor(name: str, shape: tuple[int, ...], kind: int, buffer: int, scale: NDArray[np.float32]) -> Any:
    tensor, quantization = schema.TensorT(), schema.QuantizationParametersT()
    quantization.scale, quantization.zeroPoint = scale, np.zeros(len(scale), np.int64)
    tensor.name, tensor.shape, tensor.type, tensor.buffer = name, list(shape), kind, buffer
    tensor.quantization = quantization
    return tensor


def _packed(network: Any) -> bytes:
    builder = Builder(1 << 20)
    builder.Finish(network.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())
