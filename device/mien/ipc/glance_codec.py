"""A glance as a line of JSON, and back. Anything else is refused.

A glance is one line:

    {"at": 12.4, "light": 0.6, "age": 0.05, "faces": [
        {"track": 3, "box": [x, y, w, h], "quality": 0.8, "why_low": "",
         "key_points": {"left_eye": [x, y], ...}, "scores": {"angry": 0.01, ...}}]}

`mien record` writes the same line without key points, and `mien replay` reads both.
"""

import json
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from mien.errors import MienError
from mien.mood.emotion import Emotion, Scores
from mien.mood.glance import MAX_FACES, Face, Glance
from mien.types import Box, Point

_SUM_TOLERANCE = 0.02
_EMOTIONS = tuple(Emotion)


class GlanceError(MienError, ValueError):
    """A line that is not a glance; says what is wrong with it."""


def to_line(glance: Glance, *, key_points: bool = True) -> str:
    """Return `glance` as one line of JSON, without the newline."""
    return json.dumps(
        {
            "at": round(glance.at, 4),
            "light": round(glance.light, 3),
            "age": round(glance.age, 4),
            "faces": [_face_to_json(face, key_points=key_points) for face in glance.faces],
        },
        separators=(",", ":"),
        allow_nan=False,
    )


def _face_to_json(face: Face, *, key_points: bool) -> dict[str, Any]:
    """Return `face` as a JSON object."""
    plain: dict[str, Any] = {
        "track": face.track,
        "box": [round(side, 1) for side in face.box],
        "quality": round(face.quality, 3),
        "why_low": face.why_low,
        "scores": {emotion.value: round(p, 5) for emotion, p in face.scores.items()},
    }
    if key_points and face.key_points:
        plain["key_points"] = {name: [round(x, 1), round(y, 1)] for name, (x, y) in face.key_points.items()}
    return plain


def from_line(line: str | bytes) -> Glance:
    """Return the glance in `line`.

    Raises:
        GlanceError: the line is not JSON, lacks a field, or a number is out of its range.
    """
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as bad:
        raise GlanceError(f"a glance must be one line of JSON: {bad}") from bad
    return from_json(plain)


def from_json(plain: object) -> Glance:
    """Return the glance in `plain`, which `json.loads` made; raises `GlanceError` as `from_line` does."""
    if not isinstance(plain, dict):
        raise GlanceError("a glance must be a JSON object")
    faces = plain.get("faces", [])
    if not isinstance(faces, list) or len(faces) > MAX_FACES:
        raise GlanceError(f"faces must be a list of at most {MAX_FACES}")
    return Glance(
        at=_number(plain, "at"),
        faces=tuple(_face(face) for face in faces),
        light=_number(plain, "light", default=0.5, low=0.0, high=1.0),
        age=_number(plain, "age", default=0.0, low=0.0),
    )


def _face(plain: object) -> Face:
    if not isinstance(plain, dict):
        raise GlanceError("a face must be a JSON object")
    track = plain.get("track")
    if not isinstance(track, int) or isinstance(track, bool) or track < 0:
        raise GlanceError("track must be a whole number, 0 or more")
    why_low = plain.get("why_low", "")
    if not isinstance(why_low, str):
        raise GlanceError("why_low must be text")
    return Face(
        track=track,
        box=_box(plain.get("box")),
        quality=_number(plain, "quality", default=1.0, low=0.0, high=1.0),
        scores=_scores(plain.get("scores")),
        why_low=why_low,
        key_points=_key_points(plain.get("key_points", {})),
    )


def _box(plain: object) -> Box:
    if not isinstance(plain, list) or len(plain) != 4:
        raise GlanceError("box must be [x, y, w, h]")
    x, y, w, h = (_finite(side, "box") for side in plain)
    if w <= 0 or h <= 0:
        raise GlanceError("box must have a width and a height above 0")
    return (x, y, w, h)


def _scores(plain: object) -> Scores:
    if not isinstance(plain, dict):
        raise GlanceError("scores must be an object with a probability per emotion")
    values: list[Any] = [plain.get(emotion) for emotion in _EMOTIONS]
    # Checked all at once, since a recorded day has millions of scores; only failures are checked one by one.
    if len(plain) != len(_EMOTIONS) or not all(type(p) is float and 0.0 <= p <= 1.0 for p in values):
        values = _scores_one_by_one(plain)
    total = math.fsum(values)
    if abs(total - 1.0) > _SUM_TOLERANCE:
        raise GlanceError(f"scores must sum to 1, not {total:.3f}")
    return MappingProxyType({emotion: p / total for emotion, p in zip(_EMOTIONS, values, strict=True)})


def _scores_one_by_one(plain: Mapping[str, object]) -> list[float]:
    """Return the scores in order; raises `GlanceError` for the first that is missing, unknown or invalid."""
    unknown = sorted(set(plain) - set(_EMOTIONS))
    if unknown:
        raise GlanceError(f"scores has an unknown emotion {unknown[0]!r}")
    return [_number(plain, emotion.value, low=0.0, high=1.0) for emotion in _EMOTIONS]


def _key_points(plain: object) -> Mapping[str, Point]:
    if not isinstance(plain, dict) or len(plain) > MAX_FACES:
        raise GlanceError("key_points must be an object of named points")
    points: dict[str, Point] = {}
    for name, point in plain.items():
        if not isinstance(point, list) or len(point) != 2:
            raise GlanceError(f"key point {name!r} must be [x, y]")
        points[str(name)] = (_finite(point[0], name), _finite(point[1], name))
    return MappingProxyType(points)


def _number(
    plain: Mapping[str, object],
    key: str,
    *,
    default: float | None = None,
    low: float = -math.inf,
    high: float = math.inf,
) -> float:
    if key not in plain and default is not None:
        return default
    if key not in plain:
        raise GlanceError(f"{key} is missing")
    value = _finite(plain[key], key)
    if not low <= value <= high:
        raise GlanceError(f"{key} must lie between {low:g} and {high:g}, not {value:g}")
    return value


def _finite(value: object, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise GlanceError(f"{what} must be a number")
    try:
        number = float(value)
    except OverflowError as bad:
        raise GlanceError(f"{what} is too large a number") from bad
    if not math.isfinite(number):
        raise GlanceError(f"{what} must be a finite number")
    return number
