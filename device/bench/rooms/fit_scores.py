"""Write `scores.json`: statistics of the shipped network's answers on pictures that it never saw, by source.

    python -m bench.rooms.fit_scores FER2013PLUS.npz ANSWERS.npz

From FER2013's two test parts (pixels that also stand in the training part left out), read as near as the eye
reads: pictures on which at least 8 of 10 voters and FER2013's own label agree (`clear`), those where half of
the voters agree (`voted`), and all, by their labels (`labelled`, a third of which voters dispute). From other
collections, which the network learnt from, what the folds of its recipe answered that did not: `ANSWERS`
holds `shares` [N, 7] with the bias and the temperature that ship, `labels` [N] and `source` [N]
(`mien_training.evaluation.strangers`). Stored are confusion matrices and the mean and spread of log-scores,
never a picture or a row.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.rooms.classifiers import EMOTIONS, N
from mien.eye.emotion.classify import Classifier
from mien.eye.emotion.preprocess import FRAMING, face_crop
from mien.eye.face_reader import AT_A_GLANCE
from mien.networks.model_files import weights_folder

OUT = Path(__file__).with_name("scores.json")
THEIRS = ("anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise")  # FER+, in our order
LABELS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")  # FER2013
AGREE = 0.8
CLEAREST = 30  # pictures of each emotion at least, the clearest there are
FEWEST = 5  # pictures for a mean of their own; with fewer, all emotions share one
RARE = 15  # pictures of an emotion; of a source that has fewer, AffectNet's confusions are taken
MOST = 3000  # pictures of a collection
SOURCES = {
    "affectnet": ("affectnet_oval_test", "affectnet96"),
    "web": ("angry_happy_sad", "angry_happy_sad2", "stock_happy_sad"),
    "stock": ("stock_four", "stock_four_faces", "posed20", "stock_rahul", "stock_molo"),
    "films": ("films", "stock_fear_disgust"),
}
Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def fer2013(data: Path, classifier: Classifier) -> Iterator[tuple[str, Array, Labels]]:
    """Yield a name, scores and labels of each choice of FER2013's held-out pictures."""
    with np.load(data, allow_pickle=False) as file:
        held_out = (file["usage"] > 0) & ~file["in_train"]
        votes = file["votes"][held_out].astype(float)
        names = [str(name).lower() for name in file["vote_names"]]
        order = np.array([LABELS.index(str(name).lower()) for name in file["classes"]])
        label, images = order[file["label"][held_out]], file["images"][held_out]
    share = votes[:, [names.index(name) for name in THEIRS]] / np.maximum(votes.sum(axis=1, keepdims=True), 1)
    voted, agreed = share.argmax(axis=1), share.max(axis=1)
    scores = np.array([answer(classifier, at_a_glance(picture, classifier)) for picture in images])
    clear = _clear(agreed, voted == label, label)
    yield "clear", scores[clear], label[clear]
    yield "voted", scores[agreed >= 0.5], voted[agreed >= 0.5]
    yield "labelled", scores, label


def _clear(agreed: Array, same: NDArray[np.bool_], label: Labels) -> NDArray[np.bool_]:
    """Return which pictures are clear: those with enough votes, and of each emotion the clearest."""
    clear = same & (agreed >= AGREE)
    for emotion in range(N):
        clearest = np.argsort(-np.where(same & (label == emotion), agreed, 0.0), kind="stable")[:CLEAREST]
        clear[clearest[agreed[clearest] * same[clearest] > 0.0]] = True
    return clear


def collections(data: Path) -> Iterator[tuple[str, Array, Labels]]:
    """Yield a name, scores and labels of each of the other sources, as the folds answered."""
    with np.load(data, allow_pickle=False) as file:
        shares, label, source = file["shares"].astype(float), file["labels"], file["source"]
    rng = np.random.default_rng(0)
    for pool, members in SOURCES.items():
        rows = np.concatenate([_some(np.flatnonzero(source == member), rng) for member in members])
        yield pool, shares[rows], label[rows]


def _some(rows: Labels, rng: np.random.Generator) -> Labels:
    return rows if len(rows) <= MOST else rng.choice(rows, MOST, replace=False)


def at_a_glance(picture: NDArray[np.uint8], classifier: Classifier) -> NDArray[np.uint8]:
    """Return one of FER2013's pictures as near as the eye crops; eyes and mouth are where FRAMING says."""
    right_eye, left_eye, mouth = ((float(x), float(y)) for x, y in FRAMING * len(picture))
    points = {"right_eye": right_eye, "left_eye": left_eye, "mouth_right": mouth, "mouth_left": mouth}
    box = (0.0, 0.0, float(len(picture)), float(len(picture)))
    return face_crop(picture, box, points, classifier.manifest.size, AT_A_GLANCE[0])


def answer(classifier: Classifier, crop: NDArray[np.uint8]) -> list[float]:
    """Return the network's scores of a crop, in the order of `EMOTIONS`."""
    scores = classifier.scores(crop)
    return [scores[emotion] for emotion in EMOTIONS]


def statistics(scores: Array, label: Labels) -> dict[str, Any]:
    """Return the confusion matrix, and mean and spread of log-scores by right or wrong and the likeliest."""
    taken = scores.argmax(axis=1)
    confusion = np.full((N, N), 1.0 / N)
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
    classifier = Classifier(weights_folder("emotion"))
    pools: dict[str, dict[str, Any]] = {}
    for sources in (fer2013(Path(sys.argv[1]), classifier), collections(Path(sys.argv[2]))):
        for name, scores, label in sources:
            pools[name] = statistics(scores, label)
            sys.stdout.write(f"{name}: {len(label)} pictures, {pools[name]['accuracy']:.1%} right\n")
    for pool in pools.values():
        pool["confusion"] = [
            row if count >= RARE else common
            for row, count, common in zip(
                pool["confusion"], pool["pictures"], pools["affectnet"]["confusion"], strict=True
            )
        ]
    fitted = {"emotions": list(EMOTIONS), "model": classifier.manifest.sha256, "pools": pools}
    OUT.write_text(json.dumps(fitted) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
