import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.eye.emotion.manifest import Manifest
from mien.eye.emotion.preprocess import FRAMING, CropPixels, face_crop, standardised, to_input
from mien.mood.emotion import Emotion
from mien.types import Box, Point

SIZE = 48
BOX: Box = (100.0, 60.0, 90.0, 100.0)
MANIFEST = Manifest(
    format=1,
    version="0",
    labels=tuple(Emotion),
    size=SIZE,
    channels=1,
    least_spread=8.0,
    clip=3.0,
    input_scale=6 / 255,
    input_zero_point=0,
    output_scale=0.1,
    output_zero_point=0,
    temperature=1.0,
    abstain=0.4,
    sha256="0" * 64,
    recipe="none",
    data="none",
)


def points_at(left: float, top: float, side: float, turn: float = 0.0) -> dict[str, Point]:
    """Return eyes and mouth of an ideally framed face in that square, turned about its corner."""
    wheel = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    right_eye, left_eye, mouth = (FRAMING * side) @ wheel.T + (left, top)
    aside = wheel @ (0.15 * side, 0.0)
    return {
        "right_eye": tuple(right_eye),
        "left_eye": tuple(left_eye),
        "mouth_right": tuple(mouth - aside),
        "mouth_left": tuple(mouth + aside),
    }


def painted(left: float, top: float, side: float, turn: float = 0.0) -> CropPixels:
    """Return a 320x240 frame with a soft pattern fixed to the face that `points_at` describes."""
    rows, columns = np.mgrid[:240, :320].astype(float)
    x, y = columns + 0.5 - left, rows + 0.5 - top
    u = (np.cos(turn) * x + np.sin(turn) * y) / side
    v = (-np.sin(turn) * x + np.cos(turn) * y) / side
    grey = 128 + 60 * np.sin(5 * u + 1) * np.cos(7 * v) + 40 * np.sin(9 * v)
    return np.repeat(grey.astype(np.uint8)[..., None], 3, axis=2)


@given(
    left=st.floats(20, 150),
    top=st.floats(20, 90),
    side=st.floats(50, 120),
    turn=st.floats(-0.3, 0.3),
)
def test_a_face_is_cropped_alike_wherever_it_stands_however_large_and_leaning(
    left: float, top: float, side: float, turn: float
) -> None:
    upright = face_crop(painted(80, 60, 96), BOX, points_at(80, 60, 96), SIZE)

    moved = face_crop(painted(left, top, side, turn), BOX, points_at(left, top, side, turn), SIZE)

    assert np.abs(moved.astype(int) - upright)[4:-4, 4:-4].mean() < 5


def test_an_ideally_framed_face_is_the_square_itself() -> None:
    frame = painted(100, 80, SIZE)

    crop = face_crop(frame, BOX, points_at(100, 80, SIZE), SIZE)

    assert np.abs(crop.astype(int) - frame[80:128, 100:148, 0]).max() <= 1


def test_without_key_points_the_box_is_framed_alike() -> None:
    side, left, top = 90.0, 110.0, 70.0
    hairline_to_chin: Box = (left + 0.0825 * side, top + 0.0735 * side, 0.83 * side, 0.919 * side)
    frame = painted(left, top, side)

    by_box = face_crop(frame, hairline_to_chin, {}, SIZE)

    by_points = face_crop(frame, hairline_to_chin, points_at(left, top, side), SIZE)
    assert np.abs(by_box.astype(int) - by_points).mean() < 4


@given(nearer=st.floats(0.7, 1.4))
def test_a_face_taken_nearer_is_the_middle_of_its_square(nearer: float) -> None:
    frame, side = painted(100, 60, 96), 96 / nearer
    middle = points_at(148 - side / 2, 108 - side / 2, side)

    crop = face_crop(frame, BOX, points_at(100, 60, 96), SIZE, nearer).astype(int)

    assert np.abs(crop - face_crop(frame, BOX, middle, SIZE)).max() <= 1


@pytest.mark.parametrize("side", [24.0, 90.0, 130.0])
def test_a_symmetric_face_gives_a_symmetric_crop_at_any_size(side: float) -> None:
    """Half a pixel aside would show: pixels are areas, not points."""
    columns = np.abs(np.arange(320) + 0.5 - 160) / side
    frame = np.tile((220 - 300 * columns).clip(20, 220), (240, 1)).astype(np.uint8)

    crop = face_crop(frame, BOX, points_at(160 - side / 2, 60, side), SIZE).astype(int)

    assert np.abs(crop - crop[:, ::-1]).max() <= 2


def test_a_large_face_is_averaged_not_sampled() -> None:
    """A fine chequerboard is grey from afar; sampling would make it black or white."""
    board = np.indices((480, 480)).sum(0) % 2 * 255

    crop = face_crop(board.astype(np.uint8), (0, 0, 480, 480), {}, SIZE)

    assert np.abs(crop.astype(int) - 127)[2:-2, 2:-2].max() < 10


anywhere = st.floats(-2000, 2000)


@given(
    x=anywhere,
    y=anywhere,
    width=st.floats(0.01, 3000),
    height=st.floats(0.01, 3000),
    points=st.none() | st.lists(st.tuples(anywhere, anywhere), min_size=4, max_size=4),
    channels=st.booleans(),
)
def test_any_box_and_any_points_give_a_crop_even_partly_or_wholly_outside(
    x: float, y: float, width: float, height: float, points: list[Point] | None, *, channels: bool
) -> None:
    frame = np.full((90, 120, 3) if channels else (90, 120), 77, np.uint8)
    names = ("right_eye", "left_eye", "mouth_right", "mouth_left")

    crop = face_crop(frame, (x, y, width, height), dict(zip(names, points or [], strict=False)), SIZE)

    assert crop.shape == (SIZE, SIZE)
    assert crop.dtype == np.uint8
    assert np.all(crop == 77)  # borders are repeated, never made up


def test_a_dim_and_a_flat_face_read_like_a_bright_one() -> None:
    bright = np.tile(np.linspace(40, 240, SIZE), (SIZE, 1)).astype(np.uint8)
    dim = (bright // 4 + 3).astype(np.uint8)

    difference = standardised(bright, 8.0, 3.0) - standardised(dim, 8.0, 3.0)

    assert np.abs(difference).max() < 0.1


def test_the_noise_of_an_empty_crop_is_not_blown_up() -> None:
    flat = np.full((SIZE, SIZE), 100, np.uint8)
    flat[::2] += 1

    assert np.abs(standardised(flat, 8.0, 3.0)).max() < 0.1


@given(st.integers(0, 255), st.integers(0, 255))
def test_the_input_is_the_standardised_crop_in_steps_of_the_manifest(low: int, high: int) -> None:
    crop = np.full((SIZE, SIZE), low, np.uint8)
    crop[: SIZE // 4] = high

    given_in = to_input(crop, MANIFEST)

    assert given_in.shape == (1, SIZE, SIZE, 1)
    assert given_in.dtype == np.int8
    back = (given_in[0, :, :, 0].astype(float) - MANIFEST.input_zero_point) * MANIFEST.input_scale
    assert back == pytest.approx(standardised(crop, 8.0, 3.0), abs=MANIFEST.input_scale / 2 + 0.013)
