import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.faces import FakeRoom
from mien.eye.camera.frame import Pixels
from mien.eye.faces.boxes import Square
from mien.eye.faces.detector import Detection
from mien.eye.faces.tracker import (
    LANDMARKS_PER_FRAME,
    MAX_FACES,
    MAX_MISSES,
    MAX_REJECTIONS,
    SEARCH_EVERY,
    VERIFY_EVERY,
    FaceTracker,
    Track,
)
from mien.types import Box

FRAME: Pixels = np.zeros((480, 640, 3), np.uint8)
FACE = (300.0, 200.0, 90.0, 90.0)
OTHER = (60.0, 200.0, 70.0, 70.0)
A_ROUND = 60 * SEARCH_EVERY


def _watch(tracker: FaceTracker, frames: int) -> tuple[Track, ...]:
    seen: tuple[Track, ...] = ()
    for _ in range(frames):
        seen = tracker.follow(FRAME)
    return seen


def _numbers(seen: tuple[Track, ...]) -> set[int]:
    return {track.number for track in seen}


def test_nobody_is_seen_in_an_empty_room() -> None:
    room = FakeRoom()

    assert _watch(FaceTracker(room, room), 30) == ()


def test_a_close_face_is_met_in_the_first_frame() -> None:
    room = FakeRoom(FACE)

    assert len(_watch(FaceTracker(room, room), 1)) == 1


def test_a_small_face_is_met_within_three_seconds_of_ten_frames() -> None:
    room = FakeRoom((500.0, 300.0, 40.0, 40.0))

    assert len(_watch(FaceTracker(room, room), 30)) == 1


def test_a_face_that_moves_keeps_its_number() -> None:
    room = FakeRoom(FACE)
    tracker = FaceTracker(room, room)
    seen = [_watch(tracker, 1)]
    for step in range(20):
        room.faces = [(300.0 + 10 * step, 200.0, 90.0, 90.0)]
        seen.append(_watch(tracker, 1))

    assert {number for tracks in seen for number in _numbers(tracks)} == {0}


def test_a_face_that_leaves_is_lost_and_gets_a_new_number_when_it_comes_back() -> None:
    room = FakeRoom(FACE)
    tracker = FaceTracker(room, room)
    _watch(tracker, 3)
    room.faces = []
    gone = _watch(tracker, MAX_MISSES + 2)
    room.faces = [FACE]

    assert gone == ()
    assert _numbers(_watch(tracker, 30)) == {1}


def test_a_face_hidden_for_a_moment_keeps_its_number() -> None:
    room = FakeRoom(FACE)
    tracker = FaceTracker(room, room)
    _watch(tracker, 3)
    room.faces = []
    hidden = _watch(tracker, 2)
    room.faces = [FACE]

    assert hidden == (), "what is not seen is not reported"
    assert _numbers(_watch(tracker, 2)) == {0}


def test_somebody_new_is_met_while_another_is_followed() -> None:
    room = FakeRoom(FACE)
    tracker = FaceTracker(room, room)
    _watch(tracker, 5)
    room.faces = [FACE, OTHER]

    assert _numbers(_watch(tracker, A_ROUND)) == {0, 1}


def test_the_largest_face_comes_first() -> None:
    room = FakeRoom(OTHER, FACE)

    seen = _watch(FaceTracker(room, room), A_ROUND)

    assert seen[0].landmarks.box[2] > seen[1].landmarks.box[2]


def test_following_one_face_costs_one_mesh_a_frame_and_half_a_square() -> None:
    room = FakeRoom(FACE)
    tracker = FaceTracker(room, room)
    _watch(tracker, 5)
    room.landmark_runs, room.squares = 0, []
    _watch(tracker, 48)

    assert room.landmark_runs == 48
    assert len(room.squares) <= 48 / SEARCH_EVERY + 48 / (SEARCH_EVERY * VERIFY_EVERY)


def test_a_face_that_keeps_still_costs_no_mesh_in_frames_nobody_asks_about() -> None:
    room = FakeRoom(FACE)
    tracker = FaceTracker(room, room)
    _watch(tracker, 5)
    room.landmark_runs = 0
    for _ in range(24):
        tracker.follow(FRAME, closely=False)

    assert room.landmark_runs == 0
    assert _numbers(_watch(tracker, 1)) == {0}


def test_a_face_that_moves_is_looked_at_in_every_frame() -> None:
    room = FakeRoom(FACE)
    tracker = FaceTracker(room, room)
    for step in range(10):
        room.faces = [(100.0 + 30 * step, 200.0, 90.0, 90.0)]
        seen = tracker.follow(FRAME, closely=False)

    assert _numbers(seen) == {0}
    assert abs(seen[0].landmarks.box[0] - 370.0) < 2


def test_a_full_room_costs_no_more_meshes_than_two_faces() -> None:
    room = FakeRoom(*[(40.0 + 130 * k, 200.0, 90.0, 90.0) for k in range(4)])
    tracker = FaceTracker(room, room)
    _watch(tracker, A_ROUND)
    room.landmark_runs = 0
    seen = _watch(tracker, 10)

    assert len(seen) == 4
    assert room.landmark_runs <= 10 * LANDMARKS_PER_FRAME


CROWD = [(20.0 + 200 * (k % 3), 20.0 + 240 * (k // 3), 50.0, 50.0) for k in range(MAX_FACES)]
BETWEEN = (240.0, 130.0)


def test_six_faces_on_a_wall_do_not_hide_who_comes_close() -> None:
    room = FakeRoom(*CROWD[1:], (20.0, 20.0, 45.0, 45.0))
    tracker = FaceTracker(room, room)
    before = _watch(tracker, A_ROUND)
    room.faces.append((*BETWEEN, 100.0, 100.0))
    after = _watch(tracker, A_ROUND)

    assert len(before) == len(after) == MAX_FACES
    assert after[0].landmarks.box[2] > 90, "the largest is read first"
    assert _numbers(before) - _numbers(after) == {before[-1].number}, "only the smallest made room"


def test_faces_of_about_one_size_do_not_take_turns_in_a_full_room() -> None:
    room = FakeRoom(*CROWD)
    tracker = FaceTracker(room, room)
    before = _numbers(_watch(tracker, A_ROUND))
    for turn in range(2 * A_ROUND):
        waver = 1 + 0.08 * (-1) ** turn
        room.faces = [*CROWD, (*BETWEEN, 53.0 * waver, 53.0 * waver)]
        after = _numbers(_watch(tracker, 1))

    assert after == before


def test_a_crowd_that_is_not_followed_costs_no_meshes() -> None:
    room = FakeRoom(*CROWD)
    tracker = FaceTracker(room, room)
    _watch(tracker, A_ROUND)
    room.faces += [(*BETWEEN, 55.0, 55.0), (440.0, 130.0, 40.0, 40.0)]
    room.landmark_runs = 0
    _watch(tracker, A_ROUND)

    assert room.landmark_runs <= A_ROUND * LANDMARKS_PER_FRAME


def test_nobody_makes_room_for_what_turns_out_to_be_a_neighbour() -> None:
    big = (*BETWEEN, 100.0, 100.0)
    room = RoomWithGhost(*CROWD[1:], big)
    tracker = FaceTracker(room, room)
    before = _numbers(_watch(tracker, A_ROUND))
    room.ghost = (BETWEEN[0] + 60, BETWEEN[1], 100.0, 100.0)

    seen = [_numbers(_watch(tracker, 1)) for _ in range(A_ROUND)]

    assert len(before) == MAX_FACES
    assert all(numbers == before for numbers in seen)


def test_the_mesh_has_the_last_word_on_how_large_a_newcomer_is() -> None:
    room = RoomWithGhost(*CROWD)
    tracker = FaceTracker(room, room)
    before = _numbers(_watch(tracker, A_ROUND))
    room.faces.append((*BETWEEN, 50.0, 50.0))
    room.ghost = (BETWEEN[0] - 25, BETWEEN[1] - 25, 100.0, 100.0)

    assert _numbers(_watch(tracker, A_ROUND)) == before


class RoomWithGhost(FakeRoom):
    """Its detector also takes `ghost` for a face; the landmark network finds the true one beside it."""

    ghost: Box | None = None

    def find(self, pixels: Pixels, square: Square, min_score: float = 0.5) -> list[Detection]:
        """Return the faces in `square`, and the ghost."""
        true = super().find(pixels, square, min_score)
        return [*true, Detection(self.ghost, 0.6, true[0].points)] if self.ghost and true else true


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5, 6, 7, 8), (8, 7, 6, 5, 4, 3, 2, 1, 0)])
def test_in_a_full_room_nobody_who_is_clearly_larger_is_left_out_for_long(order: tuple[int, ...]) -> None:
    sides = [(40.0, 44.0, 50.0, 57.0, 63.0, 70.0, 84.0, 95.0, 110.0)[k] for k in order]
    room = FakeRoom(*[(30.0 + 220 * (k % 3), 20.0 + 150 * (k // 3), s, s) for k, s in enumerate(sides)])
    tracker = FaceTracker(room, room)
    settled = _watch(tracker, 2 * A_ROUND)

    followed = [track.landmarks.box[2] for track in settled]
    left_out = [side for side in sides if min(abs(side - there) for there in followed) > 2]
    assert len(followed) == MAX_FACES
    assert max(left_out) < 1.35 * min(followed)
    assert _numbers(_watch(tracker, A_ROUND)) == _numbers(settled), "and then they stay"


def test_what_only_the_mesh_takes_for_a_face_is_dropped_after_a_while() -> None:
    room = FakeRoom(FACE)
    tracker = FaceTracker(room, room)
    _watch(tracker, 3)
    room.hidden_from_detector = [FACE]

    assert _watch(tracker, 20), "not at once: a turned head is denied too"
    assert not _watch(tracker, SEARCH_EVERY * VERIFY_EVERY * MAX_REJECTIONS)


def test_who_comes_after_the_camera_was_closed_is_somebody_new() -> None:
    room = FakeRoom(FACE)
    tracker = FaceTracker(room, room)
    _watch(tracker, 3)
    tracker.forget()

    assert _numbers(_watch(tracker, 30)) == {1}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([(), (FACE,), (OTHER,), (FACE, OTHER)]), max_size=40))
def test_a_number_is_never_given_twice(who: list[tuple[tuple[float, float, float, float], ...]]) -> None:
    room = FakeRoom()
    tracker = FaceTracker(room, room)
    last_seen: dict[int, int] = {}
    for moment, faces in enumerate(who):
        room.faces = list(faces)
        for number in _numbers(_watch(tracker, 1)):
            assert moment - last_seen.get(number, moment) <= MAX_MISSES + 1
            last_seen[number] = moment
