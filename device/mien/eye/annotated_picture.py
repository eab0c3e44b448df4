"""The annotated picture: made only while a paired browser is watching, and never stored."""

from collections.abc import Iterable

import cv2
import numpy as np

from mien.eye.camera.frame import Pixels
from mien.eye.face_reader import Reading

_JPEG_QUALITY = 72
_READ, _UNREAD, _POINT = (90, 210, 120), (150, 150, 150), (70, 190, 255)  # BGR
_SCORES = 3  # how many scores are written beside a face


def annotated(pixels: Pixels, readings: Iterable[Reading]) -> bytes:
    """Return `pixels`, uint8 [height, width, 3] RGB, as a JPEG with the readings drawn over it."""
    picture = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    for reading in readings:
        _draw(np.asarray(picture, np.uint8), reading)
    _, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return jpeg.tobytes()


def _draw(picture: Pixels, reading: Reading) -> None:
    """Draw the box, key points and highest scores of one face, in place."""
    x, y, w, h = (round(side) for side in reading.face.box)
    colour = _READ if reading.quality.readable else _UNREAD
    cv2.rectangle(picture, (x, y), (x + w, y + h), colour, 2, cv2.LINE_AA)
    for px, py in reading.face.key_points.values():
        cv2.circle(picture, (round(px), round(py)), 2, _POINT, -1, cv2.LINE_AA)
    for row, text in enumerate(_captions(reading)):
        _write(picture, text, (x + w + 6, y + 14 + 18 * row))


def _captions(reading: Reading) -> list[str]:
    if not reading.quality.readable:
        return [f"too {reading.quality.why_low}"]
    best = sorted(reading.scores.items(), key=lambda item: -item[1])[:_SCORES]
    return [f"{emotion.value} {p:.0%}" for emotion, p in best]


def _write(picture: Pixels, text: str, at: tuple[int, int]) -> None:
    """Write light letters with a dark outline, readable on any background."""
    for colour, thick in (((0, 0, 0), 3), ((255, 255, 255), 1)):
        cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.45, colour, thick, cv2.LINE_AA)
