"""Whole photographs through `mien look`: what an owner would see, not crops through the network."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from mien_training.data.dataset import EMOTIONS, Array
from mien_training.evaluation import baseline, measures

_ROOT = Path(__file__).parents[3]


def looked(folder: Path) -> dict[str, Any]:
    """Return the figures for the pictures in `folder`, whose labels.csv names one expression each.

    The largest face counts; a picture without one is a wrong answer. No folder, no figures.
    """
    if not (folder / "labels.csv").exists():
        return {}
    with (folder / "labels.csv").open(encoding="utf-8") as lines:
        labels = {row["file"]: row["label"] for row in csv.DictReader(lines)}
    shares = _shares(folder)
    truths = np.array([EMOTIONS.index(label) for label in labels.values()])
    nothing = np.full(len(EMOTIONS), -1.0)
    table = np.stack([shares.get(name, nothing) for name in labels])
    beside = baseline.photographed(table, [folder / name for name in labels], truths)
    return {"photographs": _figures(table, truths) | beside}


def _figures(table: Array, truths: Array) -> dict[str, Any]:
    found = table.max(1) >= 0
    five, five_truths = measures.five_class(table, truths)
    return {
        "seven": measures.rate(measures.hits(table, truths) & found),
        "five": measures.rate(measures.hits(five, five_truths) & (five.max(1) >= 0)),
        "recall": measures.recalls(table[found], truths[found]),
        "confusion": measures.confusion(table[found], truths[found]),
        "without_a_face": int((~found).sum()),
    }


def _shares(folder: Path) -> dict[str, Array]:
    """Return the probabilities [7] of the largest face in each picture that has one."""
    own = _ROOT / ".venv" / "bin" / "python"
    python = str(own) if own.exists() else sys.executable
    command = [python, "-m", "mien", "look", "--json", str(folder)]
    place = {**os.environ, "PYTHONPATH": str(_ROOT / "device")}
    lines = subprocess.run(command, env=place, stdout=subprocess.PIPE, check=False, text=True).stdout
    answers = [json.loads(line) for line in lines.splitlines()]
    return {
        Path(answer["file"]).name: np.array([answer["faces"][0]["scores"][emotion] for emotion in EMOTIONS])
        for answer in answers
        if answer.get("faces")
    }
