from pathlib import Path

import pytest

from mien.demo.camera_check import check_camera
from mien.eye.camera.camera import CameraError


def test_a_webcam_that_is_missing_is_reported_with_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()

    with pytest.raises(CameraError, match=r"There is no camera .*/video7\. This machine has .*/video0\."):
        check_camera("webcam:7", tmp_path)


def test_without_any_webcam_the_demo_without_a_camera_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(CameraError, match=r"No webcam is plugged in; without --camera"):
        check_camera("webcam:", tmp_path)


def test_a_webcam_that_is_there_is_not_opened_yet(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()

    check_camera("webcam:0", tmp_path)
    check_camera("webcam", tmp_path)


def test_a_camera_that_is_misspelt_is_reported() -> None:
    with pytest.raises(CameraError, match="Unknown camera 'webcm:0'"):
        check_camera("webcm:0")
