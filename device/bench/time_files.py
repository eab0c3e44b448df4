"""Times networks turn by turn in one process: THREADS ROUNDS FILE...; prints one JSON object.

Its own small script, so that the other interpreter's environment needs nothing but numpy.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from mien.eye.litert import Network

WARM_UP = 20


def main() -> None:
    """Print {"interpreter": name, "ms": [[one per round], ...]} for the files in their order."""
    threads, rounds = int(sys.argv[1]), int(sys.argv[2])
    networks = [Network(Path(file), threads) for file in sys.argv[3:]]
    dice = np.random.default_rng(0)
    batches = [_noise(dice, network.inputs[0]) for network in networks]
    took: list[list[float]] = [[] for _ in networks]
    for _ in range(WARM_UP + rounds):
        for network, batch, times in zip(networks, batches, took, strict=True):
            begin = time.perf_counter()
            network.run(batch)
            times.append((time.perf_counter() - begin) * 1e3)
    name = "tflite-runtime" if "tflite_runtime" in sys.modules else "ai-edge-litert"
    print(json.dumps({"interpreter": name, "ms": [times[WARM_UP:] for times in took]}))


def _noise(dice: np.random.Generator, described: dict[str, object]) -> np.ndarray:
    """Return an input that fits: no zeros, which some kernels are quick about."""
    shape, kind = described["shape"], np.dtype(described["dtype"])  # type: ignore[call-overload]
    if kind == np.int8:
        return dice.integers(-128, 128, shape).astype(np.int8)  # type: ignore[arg-type]
    return dice.uniform(-1, 1, shape).astype(kind)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
