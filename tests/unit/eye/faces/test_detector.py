import numpy as np
import pytest

from mien.eye.faces.detector import SIZE, Detection, _decoded, _merged, anchors, same_face


def test_there_are_896_anchors_two_in_each_fine_cell_and_six_in_each_coarse_one() -> None:
    made = anchors()

    assert made.shape == (896, 2)
    assert made[0] == pytest.approx([0.5 / 16, 0.5 / 16])
    assert made[2] == pytest.approx([1.5 / 16, 0.5 / 16]), "x runs first"
    assert made[512] == pytest.approx([0.5 / 8, 0.5 / 8])
    assert made[-1] == pytest.approx([7.5 / 8, 7.5 / 8])


def test_an_anchor_with_nothing_added_is_a_point_at_its_cell() -> None:
    raw = np.zeros((1, 16), np.float32)
    raw[0, 2:4] = (20, 40)  # width and height

    shape = _decoded(raw, np.array([[0.5, 0.25]], np.float32))[0]

    assert shape[0] == pytest.approx([SIZE / 2 - 10, SIZE / 4 - 20])
    assert shape[1] == pytest.approx([SIZE / 2 + 10, SIZE / 4 + 20])
    assert shape[2:] == pytest.approx(np.tile([SIZE / 2, SIZE / 4], (6, 1)))


def _shape(x: float, y: float, side: float) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    return np.array([[x, y], [x + side, y + side], *[[x + side / 2, y + side / 2]] * 6], np.float32)


def test_shapes_that_overlap_become_one_weighted_by_their_scores() -> None:
    shapes = np.stack([_shape(10, 10, 40), _shape(14, 10, 40), _shape(90, 90, 30)])

    merged = list(_merged(shapes, np.array([0.75, 0.25, 0.6], np.float32)))

    assert [score for _, score in merged] == pytest.approx([0.75, 0.6])
    assert merged[0][0][0] == pytest.approx([11, 10])


def test_a_piece_of_a_face_is_the_same_face_and_a_neighbour_is_not() -> None:
    face = (100.0, 100.0, 80.0, 80.0)

    assert same_face(face, (120.0, 110.0, 30.0, 30.0))
    assert not same_face(face, (190.0, 100.0, 80.0, 80.0))


def test_a_head_leans_as_the_line_of_its_eyes() -> None:
    points = np.array([[10, 10], [20, 20], [0, 0], [0, 0], [0, 0], [0, 0]], np.float32)

    assert Detection((0, 0, 30, 30), 0.9, points).lean == pytest.approx(np.pi / 4)
