"""Labelled face crops from beyond FER2013, and which of them count as one kind of stranger.

The file holds grey crops of 64 px, 1.35 times the detector's box. A source is one collection: its own
photographers, people and habits of labelling. What works on a source that was left out of training has a
chance to work in a living room.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from mien_training.data.dataset import EMOTIONS, Array

# Sources that share photographs or photographers are left out together.
GROUPS: dict[str, tuple[str, ...]] = {
    "affectnet": ("affectnet_oval", "affectnet_oval_test", "affectnet96"),
    "web": ("angry_happy_sad",),
    "stock": (
        "angry_happy_sad2",
        "stock_four",
        "stock_four_faces",
        "stock_rahul",
        "stock_molo",
        "stock_fear_disgust",
        "stock_happy_sad",
    ),
    "films": ("films",),
    "posed": ("posed20",),
}
OVAL = ("affectnet_oval", "affectnet_oval_test")  # cut out on black


@dataclass(frozen=True, slots=True)
class Sources:
    """Labelled crops; all arrays share their first axis."""

    images: Array
    """uint8 [N,64,64], grey"""
    labels: Array
    """int [N], index into `EMOTIONS`"""
    source: Array
    """str [N], name of the collection"""
    points: Array
    """float32 [N,3,2], fractions of the crop: right eye, left eye, middle of the mouth"""

    def __len__(self) -> int:
        return len(self.images)


def load_sources(file: Path) -> Sources:
    """Return every crop in `file`, an npz of WebP pictures with their labels, sources and landmarks."""
    raw = dict(np.load(file, allow_pickle=False))
    ends = raw["offset"]
    packed = (raw["webp"][start:end] for start, end in pairwise(ends))
    images = np.stack([cv2.imdecode(one, cv2.IMREAD_GRAYSCALE) for one in packed])
    place = np.array([EMOTIONS.index(name) for name in raw["classes"]])
    marks = raw["landmarks"].astype(np.float32) / images.shape[1]
    points = np.stack([marks[:, 0], marks[:, 1], (marks[:, 3] + marks[:, 4]) / 2], 1)
    return Sources(images, place[raw["label"]], raw["sources"][raw["source"]], points)


def group_of(source: str) -> str:
    """Return the group that `source` is left out with."""
    return next((group for group, members in GROUPS.items() if source in members), source)
