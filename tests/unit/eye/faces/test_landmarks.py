import numpy as np
import pytest

from fakes.faces import landmarks_on
from mien.eye.faces.face_geometry import assumed_geometry
from mien.eye.faces.landmarks import NAMED, Landmarks

BOX = (100.0, 50.0, 80.0, 100.0)


def _turned(landmarks: Landmarks, degrees: float) -> Landmarks:
    """Turn the head about the vertical axis, which gives its points depth."""
    angle = np.radians(degrees)
    x, z = landmarks.points[:, 0] - 140, landmarks.points[:, 2]
    points = landmarks.points.copy()
    points[:, 0] = 140 + np.cos(angle) * x - np.sin(angle) * z
    points[:, 2] = np.sin(angle) * x + np.cos(angle) * z
    return Landmarks(points, 1.0)


def test_a_level_head_looks_straight_ahead() -> None:
    pose = landmarks_on(BOX).pose

    assert (pose.yaw, pose.pitch, pose.roll) == pytest.approx((0, 0, 0), abs=0.01)


@pytest.mark.parametrize("degrees", [-40.0, 25.0])
def test_a_turned_head_has_that_yaw(degrees: float) -> None:
    assert _turned(landmarks_on(BOX), degrees).pose.yaw == pytest.approx(degrees, abs=0.5)


def test_the_box_holds_every_point_and_the_next_square_has_room_around_it() -> None:
    landmarks = landmarks_on(BOX)

    assert landmarks.box == pytest.approx(BOX, abs=1)
    assert landmarks.square.side == pytest.approx(150, abs=1)


def test_every_named_point_is_there_and_left_is_the_persons_own() -> None:
    points = landmarks_on(BOX).key_points

    assert set(points) == set(NAMED)
    assert points["left_eye_outer"][0] > points["right_eye_outer"][0], "a face looks back at the camera"


def test_a_presumed_face_has_the_same_points_within_its_box() -> None:
    face = assumed_geometry(BOX)

    assert set(face.key_points) == set(NAMED)
    assert all(100 <= x <= 180 and 50 <= y <= 150 for x, y in face.key_points.values())
    assert face.presence == 0.0
