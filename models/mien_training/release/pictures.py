"""The card's two pictures, small enough to stand in the repository."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
from matplotlib import pyplot as plt

from mien_training.data.dataset import EMOTIONS


def draw_confusion(table: list[list[int]], file: Path) -> None:
    """Draw how often each emotion (rows) was answered with each (columns), in per cent of the row."""
    counts = np.array(table, float)
    shares = 100 * counts / np.maximum(counts.sum(1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(5.2, 4.6))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=100)
    for (row, column), share in np.ndenumerate(shares):
        colour = "white" if share > 55 else "black"
        axes.text(column, row, f"{share:.0f}", ha="center", va="center", color=colour)
    names = [str(emotion) for emotion in EMOTIONS]
    axes.set_xticks(range(len(names)), names, rotation=40, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="answered", ylabel="FER2013 label", title="PrivateTest, % of each row")
    _save(figure, file)


def draw_reliability(bins: list[dict[str, Any]], file: Path) -> None:
    """Draw how often answers are right against how certain they were."""
    figure, axes = plt.subplots(figsize=(4.6, 4.2))
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    sizes = [8 + one["pictures"] / 8 for one in bins]
    axes.scatter([one["certain"] for one in bins], [one["right"] for one in bins], s=sizes, alpha=0.7)
    axes.plot([one["certain"] for one in bins], [one["right"] for one in bins])
    axes.set(xlabel="certain", ylabel="right", title="PrivateTest, FER+ majority", xlim=(0, 1), ylim=(0, 1))
    _save(figure, file)


def _save(figure: Any, file: Path) -> None:
    figure.tight_layout()
    figure.savefig(file, dpi=80)
    plt.close(figure)
