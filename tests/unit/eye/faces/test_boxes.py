import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.eye.faces.boxes import Square, containment, crop_square, iou, matrix_to, square_around, to_picture

SQUARES = st.builds(
    Square,
    x=st.floats(-100, 700),
    y=st.floats(-100, 500),
    side=st.floats(10, 900),
    lean=st.floats(-math.pi, math.pi),
)


@given(SQUARES, st.floats(0, 192), st.floats(0, 192))
def test_a_point_taken_out_of_a_square_and_back_is_where_it_was(square: Square, x: float, y: float) -> None:
    there = to_picture(np.array([[x, y, 5.0]], np.float32), square, 192)[0]
    back = matrix_to(square, 192) @ [there[0], there[1], 1.0]

    assert back == pytest.approx([x, y], abs=0.5)


def test_depth_is_scaled_like_the_rest() -> None:
    there = to_picture(np.array([[0.0, 0.0, 10.0]], np.float32), Square(0, 0, 384), 192)

    assert there[0, 2] == pytest.approx(20.0)


def test_a_square_that_leans_shows_the_head_upright() -> None:
    picture = np.zeros((200, 200, 3), np.uint8)
    lean = math.radians(30)
    for along in np.linspace(-40, 40, 400):  # a line of eyes, leaning
        picture[round(100 + along * math.sin(lean)), round(100 + along * math.cos(lean))] = 255

    shown = crop_square(picture, Square(100, 100, 100, lean), 100)

    assert shown[47:54].sum() > 0.95 * shown.sum()


@pytest.mark.parametrize("lean", [0.0, 0.5])
def test_what_lies_past_the_picture_is_black(lean: float) -> None:
    white = np.full((50, 50, 3), 255, np.uint8)

    shown = crop_square(white, Square(25, 25, 200, lean), 100)

    assert not shown[:20].any()
    assert (shown[45:55, 45:55] > 250).all()


def test_a_square_that_misses_the_picture_is_all_black() -> None:
    assert not crop_square(np.full((50, 50, 3), 255, np.uint8), Square(500, 500, 40), 64).any()


@pytest.mark.parametrize("lean", [0.0, 0.3])
def test_a_large_square_is_averaged_not_sampled(lean: float) -> None:
    stripes = np.zeros((800, 800, 3), np.uint8)
    stripes[:, ::2] = 255

    shown = crop_square(stripes, Square(400, 400, 400, lean), 50)

    assert shown.std() < 10
    assert shown.mean() == pytest.approx(127, abs=5)


def test_a_box_overlaps_itself_wholly_and_one_beside_it_not_at_all() -> None:
    box = (10.0, 10.0, 20.0, 30.0)

    assert iou(box, box) == pytest.approx(1.0)
    assert iou(box, (30.0, 10.0, 20.0, 30.0)) == 0.0
    assert iou(box, (20.0, 10.0, 20.0, 30.0)) == pytest.approx(1 / 3)


def test_a_small_box_in_a_large_one_is_inside_it_whichever_comes_first() -> None:
    large, small = (0.0, 0.0, 100.0, 100.0), (40.0, 40.0, 10.0, 10.0)

    assert containment(large, small) == containment(small, large) == pytest.approx(1.0)


def test_the_square_around_a_box_has_its_middle_and_its_longer_side() -> None:
    assert square_around((10.0, 20.0, 40.0, 60.0), grow=1.5) == Square(30.0, 50.0, 90.0)
