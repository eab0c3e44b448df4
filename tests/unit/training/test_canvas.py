"""Canvases: eyes and mouth in one place, and 0 for what is no photograph."""

import numpy as np
import pytest

pytest.importorskip("tqdm", reason="tqdm comes with `make train`")

from mien_training.data import canvas


def test_eyes_and_mouth_are_put_in_their_place() -> None:
    picture = np.full((64, 64), 200, np.uint8)
    points = np.array([[0.30, 0.35], [0.60, 0.40], [0.42, 0.70]])
    for x, y in points * 64:
        picture[int(y) - 1 : int(y) + 2, int(x) - 1 : int(x) + 2] = 20

    drawn = canvas._drawn(picture, points, masked=False)

    for x, y in canvas.PLACED * canvas.SIDE:
        assert drawn[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3].min() < 100


def test_black_around_a_face_that_was_cut_out_is_background_and_dark_hair_inside_it_is_not() -> None:
    picture = np.zeros((64, 64), np.uint8)
    picture[12:52, 12:52] = 150
    picture[20:30, 20:30] = 4

    drawn = canvas._drawn(picture, canvas.PLACED, masked=True)

    assert (drawn[:10] == 0).all()
    assert (drawn[22:28, 22:28] > 0).all()


def test_a_dark_photograph_is_no_background_but_what_lies_beyond_its_edge_is() -> None:
    picture = np.full((64, 64), 6, np.uint8)
    half_as_large = 0.5 + (canvas.PLACED - 0.5) * 2

    drawn = canvas._drawn(picture, half_as_large, masked=False)

    assert (drawn[20:44, 20:44] > 0).all()
    assert (drawn[:14] == 0).all()
