from dataclasses import replace

import cv2
import numpy as np
import pytest

from fakes.faces import landmarks_on
from mien.eye.camera.frame import Pixels
from mien.eye.faces.face_geometry import FaceGeometry, geometry_of
from mien.eye.faces.landmarks import Pose
from mien.eye.faces.quality import FAULTLESS, READABLE, Quality, quality_of

GOOD = geometry_of(landmarks_on((200.0, 120.0, 100.0, 120.0)))


def _textured(softness: float = 1.0, light: float = 1.0) -> Pixels:
    """Return a crop with detail in it, as a face has; larger `softness` blurs it."""
    noise = np.random.default_rng(1).normal(0.5, 0.5, (96, 96)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), softness)[24:72, 24:72]
    spread = (soft - soft.mean()) / soft.std() * 0.15 + 0.5
    return np.asarray(np.clip(spread * light, 0, 1) * 255, dtype=np.uint8)


CROP = _textured(1.2)


def test_a_large_sharp_level_face_in_daylight_has_no_fault() -> None:
    assert quality_of(GOOD, CROP) == Quality(1.0, "")


@pytest.mark.parametrize(
    ("face", "crop", "why"),
    [
        (geometry_of(landmarks_on((200.0, 120.0, 20.0, 24.0))), CROP, "small"),
        (replace(GOOD, pose=Pose(60.0, 0.0, 0.0)), CROP, "turned"),
        (replace(GOOD, pose=Pose(0.0, -52.0, 0.0)), CROP, "turned"),
        (replace(GOOD, presence=0.93), CROP, "covered"),
        (GOOD, _textured(1.2, light=0.1), "dark"),
        (GOOD, _textured(6.0), "blurred"),
    ],
)
def test_a_fault_makes_a_face_unreadable_and_is_named(face: FaceGeometry, crop: Pixels, why: str) -> None:
    quality = quality_of(face, crop)

    assert quality.why_low == why
    assert not quality.readable


def test_a_presence_as_plain_faces_have_is_no_fault() -> None:
    assert quality_of(replace(GOOD, presence=0.98), CROP).why_low == ""


def test_a_head_that_leans_is_as_good_as_a_level_one() -> None:
    assert quality_of(replace(GOOD, pose=Pose(0.0, 0.0, 45.0)), CROP).value == 1.0


def test_a_face_of_forty_pixels_can_be_read() -> None:
    quality = quality_of(geometry_of(landmarks_on((200.0, 120.0, 34.0, 40.0))), CROP)

    assert READABLE <= quality.value < FAULTLESS


def test_a_larger_crop_is_judged_alike() -> None:
    larger = np.asarray(cv2.resize(_textured(2.0), (96, 96)), np.uint8)

    assert quality_of(GOOD, larger).value == pytest.approx(quality_of(GOOD, _textured(2.0)).value, abs=0.15)


def test_a_crop_without_any_contrast_cannot_be_read() -> None:
    assert not quality_of(GOOD, np.full((48, 48), 128, np.uint8)).readable
