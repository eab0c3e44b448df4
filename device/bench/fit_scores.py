"""Write `scores.json`: statistics of the shipped network's answers on held-out pictures of clear faces.

    python device/bench/fit_scores.py FER2013PLUS.npz

Taken are the PublicTest pictures on which at least 8 of 10 voters and FER2013's own label agree (or, of an
emotion that is rarely so clear, the clearest few), and whose pixels are not in the training part: a clear
expression, as the face of a burst shows it. Stored are a confusion matrix and the mean and spread of
log-scores, never a picture or a row.
"""

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scores import NAMES, N

from mien.eye.emotion.classify import Classifier
from mien.eye.model_files import weights_folder
from mien.mood.filter import EMOTIONS

OUT = Path(__file__).with_name("scores.json")
THEIRS = ("anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise")  # FER+, in our order
LABELS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")  # FER2013
PUBLIC_TEST = 1
AGREE = 0.8
CLEAREST = 30  # pictures of each emotion at least, the clearest there are
FEWEST = 5  # pictures for a mean of their own; with fewer, all emotions share one
SMOOTHING = 1.0  # a confusion never seen still counts as seen once
Array = NDArray[np.float64]


def clear_faces(data: Path) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return pictures [n,48,48] and the index of their emotion."""
    with np.load(data, allow_pickle=False) as file:
        votes = file["votes"].astype(float)
        share = votes / np.maximum(votes.sum(axis=1, keepdims=True), 1.0)
        names = [str(name).lower() for name in file["vote_names"]]
        ours = share[:, [names.index(name) for name in THEIRS]]
        order = np.array([LABELS.index(str(name).lower()) for name in file["classes"]])
        label = order[file["label"]]
        held_out = (file["usage"] == PUBLIC_TEST) & ~file["in_train"] & (ours.argmax(axis=1) == label)
        agreed = np.where(held_out, ours.max(axis=1), 0.0)
        taken = np.flatnonzero(agreed >= AGREE).tolist()
        for emotion in range(N):
            clearest = np.argsort(-np.where(label == emotion, agreed, 0.0), kind="stable")[:CLEAREST]
            taken += [i for i in clearest.tolist() if agreed[i] > 0.0]
        rows = np.unique(taken)
        return file["images"][rows], label[rows]


def statistics(scores: Array, label: NDArray[np.int64]) -> dict[str, object]:
    """Return the confusion matrix, and mean and spread of log-scores by right or wrong and the likeliest."""
    taken = scores.argmax(axis=1)
    confusion = np.full((N, N), SMOOTHING / N)
    np.add.at(confusion, (label, taken), 1.0)
    logs = np.log(scores + 1e-3)
    mean, spread = np.zeros((2, N, N)), np.zeros((2, N, N))
    for right in (0, 1):
        each = {y: logs[(taken == y) & ((taken == label) == bool(right))] for y in range(N)}
        shared = np.concatenate([np.roll(rows, -y, axis=1) for y, rows in each.items()])
        for y, rows in each.items():
            enough = rows if len(rows) >= FEWEST else np.roll(shared, y, axis=1)
            mean[right, y], spread[right, y] = enough.mean(axis=0), enough.std(axis=0)
    return {
        "pictures": np.bincount(label, minlength=N).tolist(),
        "accuracy": round(float(np.mean(taken == label)), 4),
        "confusion": np.round(confusion / confusion.sum(axis=1, keepdims=True), 4).tolist(),
        "mean": np.round(mean, 3).tolist(),
        "spread": np.round(spread, 3).tolist(),
    }


def main() -> None:
    """Fit and write."""
    images, label = clear_faces(Path(sys.argv[1]))
    classifier = Classifier(weights_folder("emotion"))
    scores = np.array([[classifier.scores(picture)[e] for e in EMOTIONS] for picture in images])
    fitted = {"emotions": NAMES, "model": classifier.manifest.sha256, **statistics(scores, label)}
    OUT.write_text(json.dumps(fitted) + "\n")
    sys.stdout.write(f"{OUT.name}: {len(label)} pictures, {fitted['accuracy']:.1%} right\n")


if __name__ == "__main__":
    main()
