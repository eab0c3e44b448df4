from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mien.demo.terminal.canvas import Canvas
from mien.demo.terminal.face_drawing import face_lines
from mien.demo.terminal.ring_drawing import ring_lines
from mien.mood.glance import NO_POINTS
from unit.demo.views import BOX, FACE, KEY_POINTS

ANYWHERE = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))


def test_a_line_sets_the_dots_between_its_ends() -> None:
    canvas = Canvas(2, 1)
    canvas.line((0, 0), (3, 3))

    assert canvas.lines() == ("\u2811\u2884",)  # ⠑⢄


def test_without_braille_a_cell_has_an_upper_and_a_lower_dot() -> None:
    canvas = Canvas(4, 1, braille=False)
    canvas.line((0, 0), (0, 0))
    canvas.line((1, 1), (1, 1))
    canvas.line((2, 0), (2, 1))

    assert canvas.lines() == ("'.: ",)


@given(st.lists(ANYWHERE, min_size=2, max_size=5))
def test_what_lies_outside_the_canvas_is_left_out(points: list[tuple[float, float]]) -> None:
    canvas = Canvas(5, 3)
    canvas.line(*points)

    assert [len(line) for line in canvas.lines()] == [5, 5, 5]


def test_a_face_fills_its_place_from_top_to_bottom_and_stands_in_the_middle() -> None:
    lines = face_lines(FACE, 40, 15)

    assert lines[0].strip()
    assert lines[-1].strip()
    left = min(len(line) - len(line.lstrip()) for line in lines)
    right = min(len(line) - len(line.rstrip()) for line in lines)
    assert abs(left - right) <= 1
    assert left > 0


def test_corners_of_the_mouth_that_go_down_change_the_drawing_where_the_mouth_is() -> None:
    sad = {**KEY_POINTS, "mouth_left": (340.0, 296.0), "mouth_right": (298.0, 296.0)}
    happy_lines, sad_lines = (
        face_lines(replace(FACE, key_points=points), 40, 20) for points in (KEY_POINTS, sad)
    )

    changed = [row for row in range(20) if happy_lines[row] != sad_lines[row]]
    assert changed
    assert 11 <= min(changed) <= max(changed) <= 17


def test_a_face_that_moves_across_the_picture_is_drawn_alike() -> None:
    moved = replace(
        FACE,
        box=(BOX[0] + 100, BOX[1] - 50, *BOX[2:]),
        key_points={name: (x + 100, y - 50) for name, (x, y) in KEY_POINTS.items()},
    )

    assert face_lines(moved, 30, 12) == face_lines(FACE, 30, 12)


def test_a_face_without_points_is_an_outline() -> None:
    outline = face_lines(replace(FACE, key_points=NO_POINTS), 30, 12)

    assert outline[0].strip()
    assert not outline[6][10:20].strip()


@given(st.dictionaries(st.sampled_from(sorted(KEY_POINTS)), ANYWHERE))
def test_any_points_can_be_drawn(points: dict[str, tuple[float, float]]) -> None:
    lines = face_lines(replace(FACE, key_points=points), 30, 12)

    assert [len(line) for line in lines] == [30] * 12


def test_the_ring_is_round_has_the_mood_in_its_middle_and_can_be_read_without_colours() -> None:
    ring = ((255, 0, 0), *((100, 0, 0),) * 7, (0, 0, 0), *((100, 0, 0),) * 7)
    lines = [line.plain for line in ring_lines(ring, 9, "happy", ".oO")]

    assert {len(line) for line in lines} == {17}
    assert lines[0][8] == "O"
    assert lines[8][8] == "."
    assert lines[4].split() == ["o", "happy", "o"]
    assert sum(line.count("o") for line in lines) == 14
