"""Judge the file that ships, and write down everything found: metrics.json, which the card is made of.

PrivateTest is for judging only; how many different networks have been shown to it is counted.
"""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from mien.eye.emotion.manifest import MANIFEST_FILE, NETWORK_FILE, Manifest, load_manifest
from mien.eye.emotion.preprocess import standardised, to_input
from mien.networks.litert import Network
from mien_training.data.dataset import PRIVATE, PUBLIC, Array, Faces, load_faces
from mien_training.evaluation import baseline, measures, photos, sweep
from mien_training.recipe import Recipe

_ROOT = Path(__file__).parents[3]
SHIPPED = _ROOT / "models" / "emotion"
FLOAT_FILE = "float.tflite"
METRICS_FILE = "metrics.json"
STRANGERS_FILE = "strangers.json"
Figures = dict[str, Any]


def evaluate(recipe: Recipe, folder: Path = SHIPPED) -> None:
    """Write metrics.json beside the network in `folder`."""
    from mien_training.learning.lessons import (
        framed_fer2013,  # torch, which readers of metrics.json need not have
    )

    reader = Int8Reader(folder)
    private, public = (framed_fer2013(usage, recipe.serve.nearer) for usage in (PRIVATE, PUBLIC))
    shares = reader.shares(private.images)
    figures: Figures = {
        "version": reader.manifest.version,
        "sha256": reader.manifest.sha256,
        "nearer": recipe.serve.nearer,
        "private_test_looks": _looks(folder / METRICS_FILE, reader.manifest.sha256),
        "strangers": json.loads((recipe.run / STRANGERS_FILE).read_text(encoding="utf-8")),
        "private_test": judged(shares, private),
        "public_test": judged(reader.shares(public.images), public),
        "int8_minus_float": _float_difference(recipe, reader.manifest, shares, private),
        **_other_interpreter(reader, private),
        "cost": _cost(recipe, folder),
        "corruptions": sweep.swept(reader.shares, public, reader.manifest.abstain),
    }
    as_they_are = load_faces(recipe.run.parent / "fer2013plus.npz", PRIVATE)  # as the baseline wants them
    figures |= baseline.compared(shares, as_they_are) | photos.looked(recipe.run.parent / "photos")
    text = json.dumps(figures, indent=1)
    (folder / METRICS_FILE).write_text(text + "\n", encoding="utf-8")
    print(json.dumps(figures["private_test"]["ferplus"], indent=1))


class Int8Reader:
    """The shipped network over many pictures; the manifest alone says how."""

    def __init__(self, folder: Path) -> None:
        self.manifest: Manifest = load_manifest(folder)
        self.file = folder / NETWORK_FILE
        self._network = Network(self.file)

    def outputs(self, images: Array) -> Array:
        """Return the network's own answers, int8 [N,7], for uint8 [N,S,S]."""
        return np.concatenate([self._network.run(to_input(image, self.manifest))[0] for image in images])

    def shares(self, images: Array) -> Array:
        """Return the calibrated probabilities, float [N,7], for uint8 [N,S,S]."""
        steps = self.outputs(images).astype(np.float64) - self.manifest.output_zero_point
        return softmax(steps * self.manifest.output_scale / self.manifest.temperature)


def softmax(logits: Array) -> Array:
    """Return probabilities along the last axis."""
    weights = np.exp(logits - logits.max(-1, keepdims=True))
    shares: Array = weights / weights.sum(-1, keepdims=True)
    return shares


def judged(shares: Array, faces: Faces) -> Figures:
    """Return every figure for `shares` [N,7] against both targets of `faces`."""
    clear = faces.votes.max(1) > 0.5
    return {
        "fer2013": _against(shares, faces.labels, faces.in_train),
        "ferplus": _against(shares[clear], faces.votes[clear].argmax(1), faces.in_train[clear]),
    }


def _against(shares: Array, truths: Array, in_train: Array) -> Figures:
    """Return the figures against one target; `in_train`: the same pixels stand in FER2013's training part."""
    right = measures.hits(shares, truths)
    bins = measures.reliability(shares, truths)
    return {
        "seven": measures.rate(right),
        "seven_without_in_train": measures.rate(right[~in_train]),
        "five": measures.rate(measures.hits(*measures.five_class(shares, truths))),
        "balanced": measures.balanced(shares, truths),
        "recall": measures.recalls(shares, truths),
        "confusion": measures.confusion(shares, truths),
        "ece": measures.calibration_error(bins),
        "reliability": bins,
        "abstain": measures.abstain_curve(shares, truths),
    }


def _float_difference(recipe: Recipe, manifest: Manifest, shares: Array, faces: Faces) -> Figures:
    """Return what quantising cost on PrivateTest: int8 minus float, paired."""
    twin = Network(recipe.run / FLOAT_FILE)
    crops = standardised(faces.images, manifest.least_spread, manifest.clip)[:, None, :, :, None]
    logits = np.concatenate([twin.run(crop)[0] for crop in crops])
    return measures.difference(measures.hits(shares, faces.labels), measures.hits(logits, faces.labels))


def _other_interpreter(reader: "Int8Reader", faces: Faces) -> Figures:
    """Return how tflite-runtime answers PrivateTest, if its environment (.venv-tflite) was made."""
    python = _ROOT / ".venv-tflite" / "bin" / "python"
    if not python.exists():
        return {}
    inputs = np.concatenate([to_input(image, reader.manifest) for image in faces.images])
    with tempfile.TemporaryDirectory() as place:
        there, back = Path(place) / "in.npy", Path(place) / "out.npy"
        np.save(there, inputs)
        script = Path(__file__).with_name("run_file.py")
        command = [str(python), str(script), str(reader.file), str(there), str(back)]
        subprocess.run(command, env={"PYTHONPATH": str(_ROOT / "device")}, check=True)
        theirs = np.load(back).astype(int)
    ours = reader.outputs(faces.images).astype(int)
    return {
        "other_interpreter": {
            "name": "tflite-runtime 2.14.0",
            "seven": measures.rate(measures.hits(theirs, faces.labels)),
            "differing": int((ours.argmax(1) != theirs.argmax(1)).sum()),
            "most_steps": int(np.abs(ours - theirs).max()),
        }
    }


def _cost(recipe: Recipe, folder: Path) -> Figures:
    from mien_training.learning.network import EmotionNetwork, ServingNetwork, multiply_accumulates

    network = ServingNetwork(EmotionNetwork(recipe.widths, recipe.blocks), 0.0)
    return {
        "multiply_accumulates": multiply_accumulates(network),
        "parameters": sum(weights.numel() for weights in network.parameters()),
        "bytes": (folder / NETWORK_FILE).stat().st_size,
    }


def _looks(file: Path, sha256: str) -> int:
    """Return how many networks PrivateTest has judged, this one included."""
    if not file.exists():
        return 1
    before = json.loads(file.read_text(encoding="utf-8"))
    return int(before["private_test_looks"]) + int(before["sha256"] != sha256)


def load_metrics(folder: Path = SHIPPED) -> Figures:
    """Return what `evaluate` wrote into `folder`; a `ValueError` if it judged another network."""
    figures: Figures = json.loads((folder / METRICS_FILE).read_text(encoding="utf-8"))
    if figures["sha256"] != load_manifest(folder).sha256:
        raise ValueError(f"{METRICS_FILE} judged another network than {MANIFEST_FILE} names: evaluate first")
    return figures
