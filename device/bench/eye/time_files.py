"""Times networks in turn in one process: THREADS ROUNDS FILE...; prints one JSON object.

It is a script of its own so that the environment of the other interpreter needs only numpy.
"""

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mien.networks.litert import Network

WARM_UP = 20


def main() -> None:
    """Print {"interpreter": name, "ms": [[one per round], ...]} for the files in their order."""
    threads, rounds = int(sys.argv[1]), int(sys.argv[2])
    networks = [Network(Path(file), threads) for file in sys.argv[3:]]
    rng = np.random.default_rng(0)
    batches = [_noise(rng, network.inputs[0]) for network in networks]
    took: list[list[float]] = [[] for _ in networks]
    for _ in range(WARM_UP + rounds):
        for network, batch, times in zip(networks, batches, took, strict=True):
            begin = time.perf_counter()
            network.run(batch)
            times.append((time.perf_counter() - begin) * 1e3)
    name = "tflite-runtime" if "tflite_runtime" in sys.modules else "ai-edge-litert"
    print(json.dumps({"interpreter": name, "ms": [times[WARM_UP:] for times in took]}))


def _noise(rng: np.random.Generator, described: Mapping[str, Any]) -> NDArray[Any]:
    """Return a suitable input; not zeros, which some kernels skip."""
    shape, kind = tuple(described["shape"]), np.dtype(described["dtype"])
    if kind == np.int8:
        return rng.integers(-128, 128, shape, dtype=np.int8)
    return np.asarray(rng.uniform(-1, 1, shape), kind)


if __name__ == "__main__":
    main()
