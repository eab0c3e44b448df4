import numpy as np
import pytest

from fakes.faces import HAPPY, FakeClassifier, FakeRoom, landmarks_on
from mien.eye.camera.frame import Pixels, frame_of
from mien.eye.eye_server import Pace
from mien.eye.face_reader import FaceReader
from mien.eye.faces.face_geometry import geometry_of
from mien.eye.faces.tracker import FaceTracker
from mien.eye.frame_pipeline import FramePipeline
from mien.health.watchdog import Watchdog
from mien.mood.emotion import Emotion, Scores

FRAME = frame_of(np.full((480, 640, 3), 128, np.uint8), at=3.0)


def test_a_glance_says_who_is_there_what_they_show_and_how_old_it_is() -> None:
    room, network = FakeRoom((300.0, 200.0, 90.0, 90.0)), FakeClassifier()
    pipeline = FramePipeline(FaceTracker(room, room), FaceReader(network.scores, 48))

    glance = pipeline.read(FRAME, pipeline.follow(FRAME)).glance(now=3.25)

    assert (glance.at, glance.age) == (3.0, 0.25)
    assert glance.light == pytest.approx(128 / 255)
    assert [face.scores for face in glance.faces] == [HAPPY]
    assert glance.faces[0].why_low == "dark", "a grey wall has no face to read in it"
    assert network.crops[0].shape == (48, 48)


def test_a_face_read_carefully_has_the_mean_of_itself_and_its_mirror_image_at_every_size() -> None:
    ramp = (np.arange(640) // 4).astype(np.uint8)
    frame = np.broadcast_to(ramp[:, None], (480, 640, 3)).copy()
    crops: list[Pixels] = []

    def scores(crop: Pixels) -> Scores:
        crops.append(crop)
        return {**HAPPY, Emotion.HAPPY: 0.86, Emotion.SAD: 0.09} if len(crops) == 1 else HAPPY

    face = geometry_of(landmarks_on((300.0, 200.0, 90.0, 90.0)))
    reading = FaceReader(scores, 48, (1.0, 0.5)).read(frame, face)

    usual, mirrored, farther, _ = crops
    assert np.array_equal(mirrored, usual[:, ::-1])
    assert np.ptp(farther.astype(int)) == pytest.approx(2 * np.ptp(usual.astype(int)), rel=0.05)
    assert reading.scores[Emotion.HAPPY] == pytest.approx(HAPPY[Emotion.HAPPY] * 3 / 4 + 0.86 / 4)
    assert reading.scores[Emotion.SAD] == pytest.approx(HAPPY[Emotion.SAD] * 3 / 4 + 0.09 / 4)


def test_nothing_is_classified_in_a_frame_nobody_asked_about() -> None:
    room, network = FakeRoom((300.0, 200.0, 90.0, 90.0)), FakeClassifier()
    pipeline = FramePipeline(FaceTracker(room, room), FaceReader(network.scores, 48))

    pipeline.follow(FRAME)

    assert network.crops == []


def test_a_frame_from_a_recording_played_fast_is_not_older_than_new() -> None:
    room = FakeRoom()
    pipeline = FramePipeline(FaceTracker(room, room), FaceReader(FakeClassifier().scores, 48))

    assert pipeline.read(FRAME, ()).glance(now=1.0).age == 0.0


@pytest.mark.parametrize(("camera", "wanted", "due"), [(30, 10, 10), (10, 5, 5), (25, 10, 9), (2, 5, 2)])
def test_a_pace_lets_through_so_many_a_second_whatever_the_camera_gives(
    camera: int, wanted: int, due: int
) -> None:
    pace = Pace(1 / wanted)

    passed = sum(pace.is_due(100 + n / camera) for n in range(camera * 10))

    assert passed / 10 == pytest.approx(due, abs=1.1)


class Dogged:
    """A watchdog with a clock set by the test; `ended` is when it ended the eye, and why."""

    def __init__(self) -> None:
        self.now = 0.0
        self.ended: list[tuple[float, str]] = []
        self.told: list[str] = []
        self.dog = Watchdog(
            self.told.append, lambda what: self.ended.append((self.now, what)), lambda: self.now
        )

    def check(self, now: float) -> None:
        self.now = now
        self.dog.check()


def test_the_eye_ends_when_a_frame_is_overdue_and_only_while_frames_are_due() -> None:
    eye = Dogged()
    eye.check(100.0)
    with eye.dog.expecting_frames(first=20.0):
        eye.check(119.0)
        eye.dog.frame_came()
        eye.dog.looked(next_within=5.0)
        eye.check(123.0)
        assert eye.ended == []
        eye.check(124.5)
    eye.check(999.0)

    assert eye.ended == [(124.5, "camera")]
    assert eye.told == ["WATCHDOG=1"]


def test_a_camera_is_not_blamed_for_the_time_that_looking_takes() -> None:
    eye = Dogged()
    with eye.dog.expecting_frames(first=20.0):
        eye.dog.frame_came(look_within=15.0)
        eye.check(14.0)
        eye.dog.looked(next_within=5.0)
        eye.check(18.0)

    assert eye.ended == []


def test_a_look_that_never_ends_ends_the_eye() -> None:
    eye = Dogged()
    with eye.dog.expecting_frames(first=20.0):
        eye.dog.frame_came(look_within=15.0)
        eye.check(15.5)

    assert eye.ended == [(15.5, "look")]


def test_systemd_is_told_at_most_once_a_second() -> None:
    now = [0.0]
    told: list[str] = []
    dog = Watchdog(told.append, lambda _: None, lambda: now[0])
    for tick in range(31):
        now[0] = tick / 10
        dog.alive()

    assert len(told) in (3, 4)
