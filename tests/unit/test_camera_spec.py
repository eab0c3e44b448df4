from collections.abc import Mapping
from typing import Any

import pytest

from fakes.camera import FakeCamera
from mien.eye.camera.camera import Camera, CameraError, CameraFactory
from mien.eye.camera.recorded import RecordedCamera
from mien.eye.camera.spec import open_camera


def test_a_recording_is_named_by_its_path() -> None:
    assert isinstance(open_camera("recorded:/somewhere/faces?loop&pace=fast&fps=12.5"), RecordedCamera)


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
        ("kinect:0", "There is no camera 'kinect:0'"),
        ("recorded:", "needs a path"),
        ("recorded:/x?slow", "no option 'slow'"),
        ("recorded:/x?pace=7", "no option 'pace=7'"),
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
