"""The same file under ai-edge-litert (here) and tflite-runtime 2.14.0 (its own environment, numpy 1)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mien.eye.emotion.manifest import load_manifest
from mien.eye.emotion.preprocess import to_input
from mien.networks.litert import Network
from mien.networks.model_files import weights_folder
from model.pictures import crops

ROOT = Path(__file__).parents[2]
SHIPPED = weights_folder("emotion")
OTHER = ROOT / ".venv-tflite"
SCRIPT = ROOT / "models" / "mien_training" / "evaluation" / "run_file.py"
_MOST_STEPS = 6  # of 255: the two round their sums differently; 5 is the most seen on PrivateTest


@pytest.fixture(scope="session")
def other_python() -> Path:
    """Return the Python of the other interpreter's environment; made on first use, kept in the checkout."""
    python = OTHER / "bin" / "python"
    if python.exists():
        return python
    base = shutil.which("python3.11") or (sys.executable if sys.version_info < (3, 12) else None)
    if base is None:
        pytest.skip(
            "tflite-runtime 2.14.0 has no wheel for this Python (3.11 is the last), and no 3.11 is here"
        )
    subprocess.run([base, "-m", "venv", str(OTHER)], check=True)
    install = [str(python), "-m", "pip", "install", "-q", "tflite-runtime==2.14.0", "numpy<2"]
    if subprocess.run(install, check=False).returncode != 0:
        shutil.rmtree(OTHER)
        pytest.skip("tflite-runtime 2.14.0 could not be installed (no network, or no wheel for this machine)")
    return python


def test_both_interpreters_answer_alike(other_python: Path, tmp_path: Path) -> None:
    manifest = load_manifest(SHIPPED)
    batch = np.concatenate([to_input(crop, manifest) for crop in crops().values()])
    network = Network(SHIPPED / "emotion.tflite")
    ours = np.concatenate([network.run(one[None])[0] for one in batch]).astype(int)

    theirs = answers_of(other_python, batch, tmp_path).astype(int)

    assert np.abs(ours - theirs).max() <= _MOST_STEPS
    assert ours.argmax(1).tolist() == theirs.argmax(1).tolist()


def answers_of(python: Path, batch: NDArray[np.int8], place: Path) -> NDArray[np.int8]:
    """Return the network's answers under the interpreter that `python` has, int8 [N,7]."""
    np.save(place / "in.npy", batch)
    files = [SHIPPED / "emotion.tflite", place / "in.npy", place / "out.npy"]
    command = [str(python), str(SCRIPT), *map(str, files)]
    place_of_mien = {**os.environ, "PYTHONPATH": str(ROOT / "device")}
    done = subprocess.run(command, env=place_of_mien, check=True, capture_output=True, text=True)
    assert done.stdout.strip().endswith("tflite-runtime")
    answers: NDArray[np.int8] = np.load(place / "out.npy")
    return answers
