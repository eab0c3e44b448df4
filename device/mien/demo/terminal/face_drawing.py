"""Draws a face from the numbers that the camera process sends: a box and named points, never a picture."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from mien.demo.terminal.canvas import Canvas
from mien.mood.glance import Face
from mien.types import Box, Point

KeyPoints: TypeAlias = Mapping[str, Point]
"""Named points of a face, in pixels of the camera's picture."""

Placed: TypeAlias = Callable[[Point], Point]
"""Maps a point of the camera's picture to a point of the drawing."""

_ROOM = 1.12
"""Height of the drawing relative to the face, which ends at the hairline."""
_CHIN = 0.14
"""How much narrower a chin is than a forehead."""
_LID = 0.4
"""Height of an eye relative to its width: how far it is open is not among the numbers."""
_IRIS = 0.15
"""Width of an iris relative to its eye."""
_STEPS = 12


def face_lines(face: Face, columns: int, rows: int, *, braille: bool = True) -> tuple[str, ...]:
    """Return `face`, drawn as large as `rows` lines of `columns` characters allow."""
    canvas = Canvas(columns, rows, braille=braille)
    placed = _fit_to_canvas(face.box, canvas)
    canvas.line(*(placed(point) for point in _outline(face)))
    for line in _features(face.key_points):
        canvas.line(*(placed(point) for point in line))
    return canvas.lines()


def _fit_to_canvas(box: Box, canvas: Canvas) -> Placed:
    """Return the mapping that centres `box` on the canvas and fits all of it inside."""
    left, top, width, height = box
    scale = min((canvas.width - 1) / (width * _ROOM), (canvas.height - 1) / (height * _ROOM))
    x, y = left + width / 2, top + height * (1 - _ROOM / 2)
    middle = ((canvas.width - 1) / 2, (canvas.height - 1) / 2)
    return lambda point: (middle[0] + (point[0] - x) * scale, middle[1] + (point[1] - y) * scale)


def _outline(face: Face) -> list[Point]:
    """Return the head: an ellipse that tilts with the eyes and narrows towards the chin."""
    left, top, width, height = face.box
    x, y, half = left + width / 2, top + height * (1 - _ROOM / 2), height * _ROOM / 2
    roll = _roll(face.key_points)
    points = []
    for turn in _angles(5 * _STEPS):
        down = math.sin(turn) * half
        across = math.cos(turn) * width / 2 * (1 - _CHIN * max(0.0, math.sin(turn)))
        points.append(_leaning((x, y), across, down, roll))
    return points


def _features(points: KeyPoints) -> Iterator[Sequence[Point]]:
    """Yield brows, eyes, nose and mouth, as far as their points are known."""
    for side in ("left", "right"):
        if brow := _points_named(points, *(f"{side}_brow_{part}" for part in ("outer", "middle", "inner"))):
            yield _curve(*brow)
        if eye := _points_named(points, f"{side}_eye_outer", f"{side}_eye_inner"):
            yield from _eye(*eye)
    if nose := _points_named(points, "left_eye", "right_eye", "nose"):
        yield _nose(*nose)
    if mouth := _points_named(points, *(f"mouth_{part}" for part in ("right", "top", "left", "bottom"))):
        right, top, left, bottom = mouth
        yield _curve(right, top, left)
        yield _curve(right, bottom, left)


def _points_named(points: KeyPoints, *names: str) -> list[Point]:
    """Return the points of these names; none unless all are known."""
    return [points[name] for name in names] if points.keys() >= set(names) else []


def _curve(begin: Point, middle: Point, end: Point) -> list[Point]:
    """Return a parabola through three points."""
    line = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        first, second, third = (1 - t) * (1 - 2 * t), 4 * t * (1 - t), t * (2 * t - 1)
        line.append(
            (
                first * begin[0] + second * middle[0] + third * end[0],
                first * begin[1] + second * middle[1] + third * end[1],
            )
        )
    return line


def _eye(outer: Point, inner: Point) -> Iterator[Sequence[Point]]:
    """Yield the lids and the iris of an eye between its corners."""
    x, y = (outer[0] + inner[0]) / 2, (outer[1] + inner[1]) / 2
    half = math.dist(outer, inner) / 2
    lean = math.atan2(outer[1] - inner[1], outer[0] - inner[0])
    yield [_leaning((x, y), math.cos(t) * half, math.sin(t) * half * _LID, lean) for t in _angles(_STEPS)]
    yield [(x - half * _IRIS, y), (x + half * _IRIS, y)]


def _nose(left_eye: Point, right_eye: Point, tip: Point) -> list[Point]:
    """Return the lower edge of a nose, a third as wide as the eyes are apart."""
    half = math.dist(left_eye, right_eye) / 6
    lean = math.atan2(left_eye[1] - right_eye[1], left_eye[0] - right_eye[0])
    wings = (_leaning(tip, -half, 0.0, lean), _leaning(tip, half, 0.0, lean))
    return _curve(wings[0], _leaning(tip, 0.0, half / 2, lean), wings[1])


def _roll(points: KeyPoints) -> float:
    """Return how far the head leans to one side, in radians."""
    eyes = _points_named(points, "right_eye", "left_eye")
    return math.atan2(eyes[1][1] - eyes[0][1], eyes[1][0] - eyes[0][0]) if eyes else 0.0


def _leaning(centre: Point, across: float, down: float, lean: float) -> Point:
    """Return the point that is `across` and `down` from `centre`, turned by `lean` radians."""
    cos, sin = math.cos(lean), math.sin(lean)
    return centre[0] + across * cos - down * sin, centre[1] + across * sin + down * cos


def _angles(steps: int) -> list[float]:
    """Return the angles of a full circle, in radians, the first again at the end."""
    return [2 * math.pi * step / steps for step in range(steps + 1)]
