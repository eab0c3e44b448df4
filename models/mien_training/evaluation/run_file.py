"""Runs a network over inputs under whichever interpreter this Python has: NETWORK IN.npy OUT.npy.

Its own small script, so that the other interpreter's environment needs nothing but numpy.
"""

import sys
from pathlib import Path

import numpy as np

from mien.networks import litert


def main() -> None:
    """Write the first output for every row of IN.npy; print which interpreter it was."""
    file, inputs, outputs = (Path(name) for name in sys.argv[1:])
    network = litert.Network(file)
    batch = np.load(inputs)
    np.save(outputs, np.concatenate([network.run(one[None])[0] for one in batch]))
    print("tflite-runtime" if "tflite_runtime" in sys.modules else "ai-edge-litert")


if __name__ == "__main__":
    main()
