import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.faces import FakeRoom
from mien.eye.camera.frame import Pixels
from mien.eye.faces.track import MESHES, MISSES, NEWCOMERS_EVERY, UNVOUCHED, VOUCHED_EVERY, Follower, Track

FRAME: Pixels = np.zeros((480, 640, 3), np.uint8)
FACE = (300.0, 200.0, 90.0, 90.0)
OTHER = (60.0, 200.0, 70.0, 70.0)
A_ROUND = 60 * NEWCOMERS_EVERY


def _watch(follower: Follower, frames: int) -> tuple[Track, ...]:
    seen: tuple[Track, ...] = ()
    for _ in range(frames):
        seen = follower.follow(FRAME)
    return seen


def _numbers(seen: tuple[Track, ...]) -> set[int]:
    return {track.number for track in seen}


def test_nobody_is_seen_in_an_empty_room() -> None:
    room = FakeRoom()

    assert _watch(Follower(room, room), 30) == ()


def test_a_close_face_is_met_in_the_first_frame() -> None:
    room = FakeRoom(FACE)

    assert len(_watch(Follower(room, room), 1)) == 1


def test_a_small_face_is_met_within_three_seconds_of_ten_frames() -> None:
    room = FakeRoom((500.0, 300.0, 40.0, 40.0))

    assert len(_watch(Follower(room, room), 30)) == 1


def test_a_face_that_moves_keeps_its_number() -> None:
    room = FakeRoom(FACE)
    follower = Follower(room, room)
    seen = [_watch(follower, 1)]
    for step in range(20):
        room.faces = [(300.0 + 10 * step, 200.0, 90.0, 90.0)]
        seen.append(_watch(follower, 1))

    assert {number for tracks in seen for number in _numbers(tracks)} == {0}


def test_a_face_that_leaves_is_lost_and_gets_a_new_number_when_it_comes_back() -> None:
    room = FakeRoom(FACE)
    follower = Follower(room, room)
    _watch(follower, 3)
    room.faces = []
    gone = _watch(follower, MISSES + 2)
    room.faces = [FACE]

    assert gone == ()
    assert _numbers(_watch(follower, 30)) == {1}


def test_a_face_hidden_for_a_moment_keeps_its_number() -> None:
    room = FakeRoom(FACE)
    follower = Follower(room, room)
    _watch(follower, 3)
    room.faces = []
    hidden = _watch(follower, 2)
    room.faces = [FACE]

    assert hidden == (), "what is not seen is not reported"
    assert _numbers(_watch(follower, 2)) == {0}


def test_somebody_new_is_met_while_another_is_followed() -> None:
    room = FakeRoom(FACE)
    follower = Follower(room, room)
    _watch(follower, 5)
    room.faces = [FACE, OTHER]

    assert _numbers(_watch(follower, A_ROUND)) == {0, 1}


def test_the_largest_face_comes_first() -> None:
    room = FakeRoom(OTHER, FACE)

    seen = _watch(Follower(room, room), A_ROUND)

    assert seen[0].mesh.box[2] > seen[1].mesh.box[2]


def test_following_one_face_costs_one_mesh_a_frame_and_half_a_square() -> None:
    room = FakeRoom(FACE)
    follower = Follower(room, room)
    _watch(follower, 5)
    room.meshes, room.squares = 0, []
    _watch(follower, 48)

    assert room.meshes == 48
    assert len(room.squares) <= 48 / NEWCOMERS_EVERY + 48 / (NEWCOMERS_EVERY * VOUCHED_EVERY)


def test_a_face_that_keeps_still_costs_no_mesh_in_frames_nobody_asks_about() -> None:
    room = FakeRoom(FACE)
    follower = Follower(room, room)
    _watch(follower, 5)
    room.meshes = 0
    for _ in range(24):
        follower.follow(FRAME, closely=False)

    assert room.meshes == 0
    assert _numbers(_watch(follower, 1)) == {0}


def test_a_face_that_moves_is_looked_at_in_every_frame() -> None:
    room = FakeRoom(FACE)
    follower = Follower(room, room)
    for step in range(10):
        room.faces = [(100.0 + 30 * step, 200.0, 90.0, 90.0)]
        seen = follower.follow(FRAME, closely=False)

    assert _numbers(seen) == {0}
    assert abs(seen[0].mesh.box[0] - 370.0) < 2


def test_a_full_room_costs_no_more_meshes_than_two_faces() -> None:
    room = FakeRoom(*[(40.0 + 130 * k, 200.0, 90.0, 90.0) for k in range(4)])
    follower = Follower(room, room)
    _watch(follower, A_ROUND)
    room.meshes = 0
    seen = _watch(follower, 10)

    assert len(seen) == 4
    assert room.meshes <= 10 * MESHES


def test_what_only_the_mesh_takes_for_a_face_is_dropped_after_a_while() -> None:
    room = FakeRoom(FACE)
    follower = Follower(room, room)
    _watch(follower, 3)
    room.hidden_from_finder = [FACE]

    assert _watch(follower, 20), "not at once: a turned head is denied too"
    assert not _watch(follower, NEWCOMERS_EVERY * VOUCHED_EVERY * UNVOUCHED)


def test_who_comes_after_the_camera_was_closed_is_somebody_new() -> None:
    room = FakeRoom(FACE)
    follower = Follower(room, room)
    _watch(follower, 3)
    follower.forget()

    assert _numbers(_watch(follower, 30)) == {1}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([(), (FACE,), (OTHER,), (FACE, OTHER)]), max_size=40))
def test_a_number_is_never_given_twice(who: list[tuple[tuple[float, float, float, float], ...]]) -> None:
    room = FakeRoom()
    follower = Follower(room, room)
    last_seen: dict[int, int] = {}
    for moment, faces in enumerate(who):
        room.faces = list(faces)
        for number in _numbers(_watch(follower, 1)):
            assert moment - last_seen.get(number, moment) <= MISSES + 1
            last_seen[number] = moment
