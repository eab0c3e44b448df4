"""Runs a TFLite network. The only file that imports ai_edge_litert or tflite_runtime."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mien.errors import MienError

try:
    from ai_edge_litert.interpreter import Interpreter
except ImportError:  # its older name: for Python 3.11 at most, numpy below 2
    from tflite_runtime.interpreter import Interpreter


_GREETING = b"INFO: Created TensorFlow Lite"


@contextmanager
def _without_greeting() -> Iterator[None]:
    """Keep the interpreter's greeting off the terminal; it writes to the file descriptor and has no switch.

    Anything else written in the meantime appears a few milliseconds late.
    """
    try:
        terminal = os.dup(2)
    except OSError:  # standard error is closed: nobody reads it
        yield
        return
    with open(os.memfd_create("stderr"), "w+b", buffering=0) as written:  # noqa: PTH123  it has no path
        os.dup2(written.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(terminal, 2)
            written.seek(0)
            os.write(terminal, b"".join(line for line in written if not line.startswith(_GREETING)))
            os.close(terminal)


class NetworkError(MienError):
    """The file is not a network that this interpreter can run."""


class Network:
    """One TFLite file, loaded; not thread-safe.

    Attributes:
        inputs: The interpreter's descriptions of the inputs: name, shape, dtype, quantization.
        outputs: The same for the outputs.
    """

    def __init__(self, file: Path, threads: int = 1) -> None:
        """Load `file`; raises `NetworkError` if it is missing, damaged or too new."""
        try:
            with _without_greeting():
                self._interpreter = Interpreter(model_path=str(file), num_threads=threads)
                self._interpreter.allocate_tensors()
        except (OSError, ValueError, RuntimeError) as bad:
            raise NetworkError(f"{file} cannot be run: {bad}") from bad
        self.inputs: Sequence[dict[str, Any]] = self._interpreter.get_input_details()
        self.outputs: Sequence[dict[str, Any]] = self._interpreter.get_output_details()

    def run(self, batch: NDArray[Any]) -> list[NDArray[Any]]:
        """Return every output for `batch`, which must have the input's shape and dtype."""
        self._interpreter.set_tensor(self.inputs[0]["index"], np.ascontiguousarray(batch))
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(output["index"]) for output in self.outputs]
