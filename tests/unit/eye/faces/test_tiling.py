import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.eye.faces.boxes import Square
from mien.eye.faces.tiling import scan_order, thorough_search, tiles, whole_frame

LENGTHS = st.integers(20, 1500)


def _holds(square: Square, x: float, y: float, face: float) -> bool:
    reach = (square.side - face) / 2
    return abs(x - square.x) <= reach + 1e-6 and abs(y - square.y) <= reach + 1e-6


@given(LENGTHS, LENGTHS, st.floats(0, 1), st.floats(0, 1))
def test_a_face_of_a_third_of_a_tile_is_whole_in_one_of_the_tiles(
    width: int, height: int, right: float, down: float
) -> None:
    face = 160 / 3
    x = face / 2 + right * max(0.0, width - face)
    y = face / 2 + down * max(0.0, height - face)

    assert any(
        _holds(
            tile, min(x, width / 2) if width < face else x, min(y, height / 2) if height < face else y, face
        )
        for tile in tiles(width, height, 160.0)
    )


@pytest.mark.parametrize("size", [(640, 480), (480, 640), (350, 350), (48, 48)])
def test_the_whole_picture_is_looked_at_first(size: tuple[int, int]) -> None:
    assert whole_frame(*size) in thorough_search(*size)[:3]
    assert scan_order(*size)[0] == whole_frame(*size)


def test_a_picture_that_is_one_face_is_looked_at_with_room_around_it() -> None:
    assert max(square.side for square in thorough_search(48, 48)) >= 1.5 * 48


def test_somebody_close_is_looked_for_every_few_squares_while_watching() -> None:
    turns = scan_order(640, 480)
    at = [n for n, square in enumerate(turns) if square == whole_frame(640, 480)]

    assert max(b - a for a, b in zip(at, [*at[1:], len(turns)], strict=True)) <= 9


def test_a_round_is_over_in_three_seconds_at_ten_frames_of_two_squares() -> None:
    assert len(scan_order(640, 480)) <= 60
