"""The real networks on composite portraits: detected at every size, tracked, and read by `mien look`."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from mien.cli.look import PictureReader, look
from mien.eye.camera.frame import Pixels
from mien.eye.faces.boxes import iou
from mien.eye.faces.detector import FaceDetector
from mien.eye.faces.landmarks import FaceLandmarker
from mien.eye.faces.still_image_detector import StillImageDetector
from mien.eye.faces.tracker import FaceTracker
from mien.mood.emotion import Emotion
from mien.networks.litert import NetworkError
from mien.networks.model_files import weights_folder

FACES, EMOTION = weights_folder("faces"), weights_folder("emotion")
DEVICE = Path(__file__).parents[2] / "device"
PORTRAITS = DEVICE / "mien" / "demo" / "portraits"


@pytest.fixture(scope="module")
def faces() -> StillImageDetector:
    return StillImageDetector(FACES)


def _portrait(emotion: Emotion) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    read = cv2.imread(str(PORTRAITS / f"{emotion}.png"), cv2.IMREAD_UNCHANGED)
    assert read is not None
    return np.asarray(read, np.uint8)


def _room(width: int = 640, height: int = 480) -> Pixels:
    """Return a wall with a gradient, a shelf, and a little noise."""
    dice = np.random.default_rng(3)
    wall = np.linspace(150, 100, height)[:, None, None] * np.array([1.0, 0.97, 0.9])
    room = np.tile(wall, (1, width, 1)).astype(np.float32)
    for left in range(20, width - 20, 90):
        cv2.rectangle(room, (left, 20), (left + 40, 60), [float(c) for c in dice.uniform(40, 200, 3)], -1)
    return np.asarray(np.clip(room + dice.normal(0, 3, room.shape), 0, 255), np.uint8)


def _paste(room: Pixels, emotion: Emotion, x: int, y: int, side: int) -> tuple[float, float, float, float]:
    """Paste the portrait of `emotion` into `room`, `side` px high; return the box of its face."""
    scaled = cv2.resize(_portrait(emotion), (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
    opaque = scaled[:, :, 3:] / 255
    part = room[y : y + side, x : x + side]
    part[:] = np.asarray(part * (1 - opaque) + scaled[:, :, :1] * opaque, np.uint8)
    return (x + 0.22 * side, y + 0.2 * side, 0.56 * side, 0.6 * side)


@pytest.mark.parametrize("side", [64, 100, 160, 300])
@pytest.mark.parametrize("place", [(10, 100), (300, 170), (500, 250)])
def test_a_face_is_found_at_every_size_and_place(
    faces: StillImageDetector, side: int, place: tuple[int, int]
) -> None:
    # The smallest face is 36 px wide.
    room = _room()
    x, y = min(place[0], 640 - side), min(place[1], 480 - side)
    put = _paste(room, Emotion.NEUTRAL, x, y, side)

    found = faces.find_all(room)

    assert len(found) == 1
    assert iou(found[0].box, put) > 0.4


def test_several_faces_are_found_the_largest_first(faces: StillImageDetector) -> None:
    room = _room()
    for emotion, x, side in (
        (Emotion.HAPPY, 20, 100),
        (Emotion.NEUTRAL, 200, 200),
        (Emotion.SURPRISED, 480, 70),
    ):
        _paste(room, emotion, x, 150, side)

    sides = [face.side for face in faces.find_all(room)]

    assert len(sides) == 3
    assert sides == sorted(sides, reverse=True)


def test_a_large_photograph_is_searched_for_small_faces_too(faces: StillImageDetector) -> None:
    room = _room(1600, 1200)
    put = _paste(room, Emotion.NEUTRAL, 1200, 700, 140)

    (face,) = faces.find_all(room)

    assert iou(face.box, put) > 0.4


def test_there_is_nobody_in_an_empty_room(faces: StillImageDetector) -> None:
    assert faces.find_all(_room()) == []


@pytest.mark.parametrize("side", [48, 100, 224])
@pytest.mark.parametrize("emotion", Emotion)
def test_a_picture_that_is_one_close_face_is_found(
    faces: StillImageDetector, emotion: Emotion, side: int
) -> None:
    grey = cv2.resize(_portrait(emotion)[:, :, 0], (side, side), interpolation=cv2.INTER_AREA)

    found = faces.find_all(np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), np.uint8))

    assert found
    assert found[0].presence > 0.5
    assert found[0].side > 0.5 * side


def test_a_small_picture_without_a_face_is_a_guess_that_says_so(faces: StillImageDetector) -> None:
    (face,) = faces.find_all(np.full((48, 48, 3), 120, np.uint8))

    assert face.presence == 0.0
    assert face.box == (0.0, 0.0, 48.0, 48.0)


def test_key_points_lie_where_the_face_has_them(faces: StillImageDetector) -> None:
    room = _room()
    _paste(room, Emotion.NEUTRAL, 220, 120, 200)

    (face,) = faces.find_all(room)

    points = face.key_points
    assert points["right_eye"][0] < points["nose"][0] < points["left_eye"][0]
    assert points["left_brow_middle"][1] < points["left_eye"][1] < points["nose"][1] < points["mouth_top"][1]
    assert points["mouth_top"][1] < points["mouth_bottom"][1]
    assert abs(face.pose.roll) < 8
    assert abs(face.pose.yaw) < 15


def test_a_head_that_leans_is_measured_and_its_points_lean_with_it(faces: StillImageDetector) -> None:
    room = _room()
    _paste(room, Emotion.NEUTRAL, 220, 140, 200)
    turn = cv2.getRotationMatrix2D((320, 240), -30, 1.0)  # clockwise as the viewer sees it

    (face,) = faces.find_all(np.asarray(cv2.warpAffine(room, turn, (640, 480)), np.uint8))

    assert face.pose.roll == pytest.approx(30, abs=8)


def test_a_face_that_walks_through_the_room_is_one_track() -> None:
    tracker = FaceTracker(FaceDetector(FACES), FaceLandmarker(FACES))
    seen, numbers = 0, set()
    for step in range(40):
        room = _room()
        _paste(room, Emotion.NEUTRAL, 40 + 10 * step, 150 + step, 90)
        tracks = tracker.follow(room)
        seen += len(tracks)
        numbers |= {track.number for track in tracks}

    assert numbers == {0}
    assert seen >= 34


def test_mien_look_reads_the_portraits_right_in_a_room_and_as_crops(tmp_path: Path) -> None:
    shown = (Emotion.HAPPY, Emotion.SAD, Emotion.ANGRY, Emotion.NEUTRAL, Emotion.SURPRISED)
    for emotion in shown:
        room = _room()
        _paste(room, emotion, 250, 120, 180)
        cv2.imwrite(str(tmp_path / f"{emotion}-room.jpg"), cv2.cvtColor(room, cv2.COLOR_RGB2BGR))
        small = cv2.resize(_portrait(emotion)[:, :, 0], (48, 48), interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(tmp_path / f"{emotion}-crop.png"), small)
    out = io.StringIO()

    status = look([tmp_path], as_json=True, out=out, looker=lambda: PictureReader(FACES, EMOTION))

    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    read = {
        Path(line["file"]).stem: max(line["faces"][0]["scores"], key=line["faces"][0]["scores"].get)
        for line in lines
    }
    assert status == 0
    assert read == {f"{emotion}-{how}": emotion for emotion in shown for how in ("room", "crop")}


def test_looking_at_videos_ends_when_interrupted(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((64, 64, 3), np.uint8))
    film = cv2.VideoWriter(str(tmp_path / "b.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (320, 240))
    for _ in range(20_000):  # this takes minutes to process
        film.write(np.zeros((240, 320, 3), np.uint8))
    film.release()
    (tmp_path / "c.avi").symlink_to(tmp_path / "b.avi")
    with subprocess.Popen(
        [sys.executable, "-m", "mien", "look", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(DEVICE)},
        stdout=subprocess.PIPE,
        text=True,
    ) as looking:
        assert looking.stdout is not None
        assert "a.png" in looking.stdout.readline(), "the picture is done, the videos have begun"
        looking.send_signal(signal.SIGINT)
        try:
            said, _ = looking.communicate(timeout=250)
        finally:
            looking.kill()

    assert (looking.returncode, said) == (130, "")


def test_a_damaged_or_missing_network_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="cannot be run"):
        FaceLandmarker(tmp_path)
    network = (FACES / "face_landmark.tflite").read_bytes()
    (tmp_path / "face_landmark.tflite").write_bytes(b"\0" * 100 + network[100:2000])
    with pytest.raises(NetworkError, match="cannot be run"):
        FaceLandmarker(tmp_path)
