import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.demo.reel import (
    HEIGHT,
    SHOWN,
    WIDTH,
    Painter,
    Scene,
    load_portraits,
    reel_camera,
    scene_at,
    slots_of,
)
from mien.eye.camera.camera import CameraError
from mien.mood.emotion import Emotion

SLOTS = slots_of(20.0, 4.0)


def test_the_reel_goes_through_its_moods_with_nobody_between() -> None:
    assert [slot.emotion for slot in SLOTS[1::2]] == list(SHOWN)
    assert all(slot.emotion is None for slot in SLOTS[::2])


@given(st.floats(-10, 200))
def test_a_scene_stays_within_the_room_and_its_ranges(at: float) -> None:
    scene = scene_at(SLOTS, at)

    assert 0.0 <= scene.strength <= 1.0
    assert 0.0 <= scene.turned <= 1.0
    assert 0.0 < scene.light <= 1.0
    if scene.emotion is not None:
        assert scene.size / 2 < scene.x < WIDTH - scene.size / 2
        assert 0 < scene.y < HEIGHT


def test_before_and_after_the_reel_nobody_is_there() -> None:
    assert scene_at(SLOTS, -1.0).emotion is None
    assert scene_at(SLOTS, SLOTS[-1].end + 1.0).emotion is None


def test_somebody_comes_in_within_a_second_of_the_start_however_long_the_gaps_are() -> None:
    assert scene_at(slots_of(20.0, 5.0), 1.1).emotion is SHOWN[0]
    assert scene_at(slots_of(20.0, 0.5), 0.6).emotion is SHOWN[0]


def test_somebody_in_the_room_looks_different_from_nobody() -> None:
    empty = Painter(load_portraits(), seed=1).paint(Scene(None))
    person = Painter(load_portraits(), seed=1).paint(Scene(Emotion.HAPPY, 1.0, 320, 240, 200))

    assert empty.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(person.astype(int) - empty.astype(int))[140:340, 240:400].mean() > 20
    assert np.abs(person.astype(int) - empty.astype(int))[:100, 400:].mean() < 3


def test_a_reel_with_its_own_lengths_can_be_asked_for() -> None:
    assert reel_camera("length=7.5&gap=2").length == pytest.approx(6.0 * 7.5 + 5 * 2 + 1)


@pytest.mark.parametrize("rest", ["length", "speed=2", "length=-1", "gap=x"])
def test_a_reel_that_makes_no_sense_is_refused(rest: str) -> None:
    with pytest.raises(CameraError):
        reel_camera(rest)
