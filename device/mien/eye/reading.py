"""Reads one face: how well it can be seen, and what it shows."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mien.eye.camera.frame import Pixels
from mien.eye.emotion.preprocess import face_crop
from mien.eye.faces.quality import Quality, quality_of
from mien.eye.faces.seen import Seen
from mien.glance import Face
from mien.mood.emotion import Scores


@dataclass(frozen=True, slots=True)
class Reading:
    """A face and what it shows; `scores` are given even where `quality` says not to trust them."""

    face: Seen
    quality: Quality
    scores: Scores


class FaceReader:
    """The emotion network and how large a crop it takes."""

    def __init__(self, scores: Callable[[Pixels], Scores], size: int, *, both_ways: bool = False) -> None:
        """Read with `scores`, which takes a grey crop, uint8 [size, size].

        `both_ways` reads the mirror image too, which shows the same, and takes the mean: a little surer, at
        twice the price. A face that is watched is read again and again anyway.
        """
        self._scores = scores
        self._size = size
        self._both_ways = both_ways

    def read(self, pixels: Pixels, face: Seen) -> Reading:
        """Return what `face` in `pixels`, uint8 [height, width, 3] RGB, shows."""
        crop = face_crop(pixels, face.box, face.key_points, self._size)
        scores = self._scores(crop)
        if self._both_ways:
            mirrored = self._scores(np.ascontiguousarray(crop[:, ::-1]))
            scores = {emotion: (p + mirrored[emotion]) / 2 for emotion, p in scores.items()}
        return Reading(face, quality_of(face, crop), scores)


def as_glanced(reading: Reading, track: int) -> Face:
    """Return `reading` as it goes into a glance, under the number of its `track`."""
    return Face(
        track=track,
        box=reading.face.box,
        quality=reading.quality.value,
        scores=reading.scores,
        why_low=reading.quality.why_low,
        key_points=reading.face.key_points,
    )
