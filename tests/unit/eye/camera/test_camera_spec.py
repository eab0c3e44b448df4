from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from mien.eye.camera.camera import Camera, CameraError, CameraFactory
from mien.eye.camera.camera_spec import open_camera
from mien.eye.camera.fake_camera import FakeCamera
from mien.eye.camera.frame import frame_of
from mien.eye.camera.recorded_camera import RecordedCamera


def test_a_recording_is_named_by_its_path() -> None:
    assert isinstance(open_camera("recorded:/somewhere/faces?loop&pace=fast&fps=12.5"), RecordedCamera)


@pytest.mark.parametrize(("turned", "corner"), [(0, (0, 0)), (90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
def test_the_pictures_of_a_camera_are_turned_clockwise(turned: int, corner: tuple[int, int]) -> None:
    picture = np.zeros((4, 6, 3), np.uint8)
    picture[0, 0] = 255  # its upper left corner
    frame = frame_of(picture, 1.5)

    (seen,) = open_camera("fake:", {"fake": lambda _: FakeCamera((picture,), ends=True)}, turned).frames()

    assert seen.pixels[corner].tolist() == [255, 255, 255]
    assert seen.pixels.any(axis=2).sum() == 1
    assert seen.light == frame.light


def test_another_kind_of_camera_can_be_brought_along() -> None:
    asked: list[str] = []

    def fake(rest: str) -> Camera:
        asked.append(rest)
        return FakeCamera()

    more: Mapping[str, CameraFactory] = {"reel": fake}

    assert isinstance(open_camera("reel:length=3", more), FakeCamera)
    assert asked == ["length=3"]


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("", "picamera2, recorded, webcam"),
        ("kinect:0", "Unknown camera 'kinect:0'"),
        ("recorded:", "needs a path"),
        ("recorded:/x?slow", "Unknown option 'slow'"),
        ("recorded:/x?pace=7", "Unknown option 'pace=7'"),
        ("recorded:/x?fps=0", "fps must be a number"),
        ("recorded:/x?fps=nan", "fps must be a number"),
        ("webcam:front", "as in webcam:0"),
        ("picamera2:1", "takes nothing"),
    ],
)
def test_a_name_that_makes_no_sense_is_refused_in_a_sentence(spec: str, says: str) -> None:
    with pytest.raises(CameraError) as refused:
        open_camera(spec)

    assert says in str(refused.value)


@pytest.mark.parametrize("spec", ["recorded:/no/such/place", "webcam:93"])
def test_naming_a_camera_opens_nothing(spec: str) -> None:
    camera: Any = open_camera(spec)

    camera.close()
    camera.close()
