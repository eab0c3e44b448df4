"""Reads one face: how clearly it is visible, and which emotion it shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mien.eye.camera.frame import Pixels
from mien.eye.emotion.preprocess import face_crop
from mien.eye.faces.face_geometry import FaceGeometry
from mien.eye.faces.quality import Quality, quality_of
from mien.mood.emotion import Scores
from mien.mood.glance import Face


@dataclass(frozen=True, slots=True)
class Reading:
    """A face and its emotion; `scores` are given even where `quality` says not to trust them."""

    face: FaceGeometry
    quality: Quality
    scores: Scores


# Magnification relative to FER2013's framing; chosen on sources that training never saw.
AT_A_GLANCE = (1.2,)
CAREFULLY = (1.2, 1.0, 1.1, 1.3, 1.4)


class FaceReader:
    """The emotion network and the size of its crop."""

    def __init__(
        self, scores: Callable[[Pixels], Scores], size: int, sizes: Sequence[float] = AT_A_GLANCE
    ) -> None:
        """Read with `scores`, which takes a grey crop, uint8 [size, size].

        With `sizes` other than `AT_A_GLANCE` each face is read at each size and mirrored, and the mean is
        taken: a little better, at many times the cost. A tracked face is read repeatedly anyway.
        """
        self._scores = scores
        self._size = size
        self._sizes = sizes

    def read(self, pixels: Pixels, face: FaceGeometry) -> Reading:
        """Return the reading of `face` in `pixels`, uint8 [height, width, 3] RGB."""
        crops = [face_crop(pixels, face.box, face.key_points, self._size, nearer) for nearer in self._sizes]
        views = crops if len(crops) == 1 else [view for crop in crops for view in (crop, _mirrored(crop))]
        return Reading(face, quality_of(face, crops[0]), _mean([self._scores(view) for view in views]))


def _mirrored(crop: Pixels) -> Pixels:
    return np.ascontiguousarray(crop[:, ::-1])


def _mean(answers: Sequence[Scores]) -> Scores:
    return {emotion: sum(answer[emotion] for answer in answers) / len(answers) for emotion in answers[0]}


def as_glanced(reading: Reading, track: int) -> Face:
    """Return `reading` as part of a glance, with the number of its `track`."""
    return Face(
        track=track,
        box=reading.face.box,
        quality=reading.quality.value,
        scores=reading.scores,
        why_low=reading.quality.why_low,
        key_points=reading.face.key_points,
    )
