"""FER2013 with its FER+ votes, as arrays: what is learnt from, what chooses, what judges.

Two targets per picture: the FER2013 label (one search word per picture, noisy) and the FER+ votes (ten
people asked what they see). They agree on about two pictures in three, so both are kept apart.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.mood.emotion import Emotion

Array: TypeAlias = NDArray[Any]

EMOTIONS = tuple(Emotion)
TRAINING, PUBLIC, PRIVATE = range(3)
USAGES = ("Training", "PublicTest", "PrivateTest")
# FER2013's own order of labels, and FER+'s order of votes.
FER2013 = (
    Emotion.ANGRY,
    Emotion.DISGUSTED,
    Emotion.FEARFUL,
    Emotion.HAPPY,
    Emotion.SAD,
    Emotion.SURPRISED,
    Emotion.NEUTRAL,
)
FERPLUS = (
    Emotion.NEUTRAL,
    Emotion.HAPPY,
    Emotion.SURPRISED,
    Emotion.SAD,
    Emotion.ANGRY,
    Emotion.DISGUSTED,
    Emotion.FEARFUL,
)  # then contempt, unknown, not a face
NOT_A_FACE = 9


@dataclass(frozen=True, slots=True)
class Faces:
    """Some pictures and what is known of them; all arrays share their first axis.

    `images` uint8 [N,48,48]; `labels` int [N], index into `EMOTIONS`; `votes` float32 [N,7], shares of the
    ten voters in that order, the rest of each row went to contempt, unknown or no face (a row without FER+
    votes is all zero); `in_train` bool [N]: the same pixels stand in FER2013's training part; `row` int [N]:
    place in the whole data set.
    """

    images: Array
    labels: Array
    votes: Array
    in_train: Array
    row: Array

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, chosen: Array) -> "Faces":
        """Return the pictures that `chosen` (a mask or indices) picks."""
        parts = (self.images, self.labels, self.votes, self.in_train, self.row)
        return Faces(*(part[chosen] for part in parts))


def load_faces(file: Path, usage: int) -> Faces:
    """Return one part of the data set in `file` (an npz as `from_csv` writes it).

    The training part comes without the pictures that also stand in a test part and without those that most
    voters call no face.
    """
    raw = dict(np.load(file, allow_pickle=False))
    everything = _all_faces(raw)
    if usage != TRAINING:
        return everything[_usages(raw) == usage]
    votes = np.concatenate([raw["votes"], np.zeros((len(raw["extra_label"]), 10), np.uint8)])
    return everything[(_usages(raw) == TRAINING) & ~_leaked(raw) & (votes.argmax(1) != NOT_A_FACE)]


def _all_faces(raw: dict[str, Array]) -> Faces:
    place = np.array([EMOTIONS.index(emotion) for emotion in FER2013])
    count = len(raw["label"]) + len(raw["extra_label"])
    votes = np.zeros((count, len(EMOTIONS)), np.float32)
    for column, emotion in enumerate(FERPLUS):
        votes[: len(raw["votes"]), EMOTIONS.index(emotion)] = raw["votes"][:, column]
    votes[: len(raw["votes"])] /= np.maximum(raw["votes"].sum(1, keepdims=True), 1)
    return Faces(
        images=np.concatenate([raw["images"], raw["extra_images"]]),
        labels=place[np.concatenate([raw["label"], raw["extra_label"]]).astype(int)],
        votes=votes,
        in_train=np.concatenate([raw["in_train"], np.zeros(len(raw["extra_label"]), bool)]),
        row=np.arange(count),
    )


def _usages(raw: dict[str, Array]) -> Array:
    return np.concatenate([raw["usage"], raw["extra_usage"]])


def _leaked(raw: dict[str, Array]) -> Array:
    """Return which pictures have the pixels of some test picture."""
    images, usages = np.concatenate([raw["images"], raw["extra_images"]]), _usages(raw)
    pixels = np.array([image.tobytes() for image in images], dtype=object)
    tested = set(pixels[usages != TRAINING])
    return np.array([one in tested for one in pixels])


def from_csv(fer2013: Path, ferplus: Path, out: Path) -> None:
    """Write the npz that `load_faces` reads from the two official files, row by row.

    `fer2013`: fer2013.csv of the Kaggle challenge (emotion, pixels, Usage); `ferplus`: fer2013new.csv of
    Microsoft's FERPlus. The two name the same pictures in the same order.
    """
    labels, images, usages = _read_fer2013(fer2013)
    votes = _read_ferplus(ferplus)
    if len(votes) != len(labels):
        raise ValueError(f"{fer2013} has {len(labels)} pictures and {ferplus} {len(votes)}; they must match")
    has_votes = votes.sum(1) > 0
    extra = ~has_votes & (usages != TRAINING)
    trained = {image.tobytes() for image in images[usages == TRAINING]}
    in_train = np.array([image.tobytes() in trained for image in images]) & (usages != TRAINING)
    np.savez_compressed(
        out,
        images=images[has_votes],
        label=labels[has_votes],
        votes=votes[has_votes],
        usage=usages[has_votes],
        in_train=in_train[has_votes],
        extra_images=images[extra],
        extra_label=labels[extra],
        extra_usage=usages[extra],
    )


def _read_fer2013(file: Path) -> tuple[Array, Array, Array]:
    with file.open(newline="", encoding="utf-8") as lines:
        rows = [(int(r["emotion"]), r["pixels"], USAGES.index(r["Usage"])) for r in csv.DictReader(lines)]
    images = [np.array(pixels.split(), np.uint8).reshape(48, 48) for _, pixels, _ in rows]
    labels = np.array([label for label, _, _ in rows], np.int8)
    return labels, np.stack(images), np.array([usage for _, _, usage in rows], np.uint8)


def _read_ferplus(file: Path) -> Array:
    """Return the ten votes per picture, uint8 [N,10]: the last ten columns, whatever stands before them."""
    with file.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.reader(lines))[1:]
    return np.array([[int(vote or 0) for vote in row[-10:]] for row in rows], np.uint8)
