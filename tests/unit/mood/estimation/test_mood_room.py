"""Several faces, one mood."""

from dataclasses import replace

import pytest

from mien.mood.emotion import Emotion
from mien.mood.estimation import room as rooms
from mien.mood.estimation.filter import EMOTIONS
from mien.mood.estimation.room import AWAY, LATE, MAX_FACES, Following, Room
from mien.mood.glance import Face, Glance
from unit.mood.glancing import face, looks

MAIN, MAJORITY, AVERAGE = Following.MAIN, Following.MAJORITY, Following.AVERAGE


def after(room: Room, *stretch: Face, start: float, seconds: float, following: Following = MAIN) -> Room:
    """Let the room be seen with these faces for so long, five times a second."""
    for i in range(1, round(seconds * 5) + 1):
        room, _ = rooms.seen(room, Glance(start + i / 5, stretch), following)
    return room


def tracks(room: Room) -> list[int]:
    return [listener.track for listener in room.listeners]


def likeliest(room: Room, following: Following = MAIN) -> Emotion:
    moods = rooms.moods(room, following)
    return EMOTIONS[moods.index(max(moods))]


def test_the_largest_face_that_stayed_is_the_main_listener() -> None:
    near, far = face(Emotion.HAPPY, track=1, side=120.0), face(Emotion.SAD, track=2, x=400.0, side=60.0)
    room = after(Room(), far, near, start=0.0, seconds=20.0)

    assert tracks(room) == [1, 2]
    assert likeliest(room) is Emotion.HAPPY


def test_somebody_who_passes_close_by_is_not_listened_to_at_once() -> None:
    host, guest = face(Emotion.HAPPY, track=1), face(Emotion.ANGRY, track=2, x=400.0, side=160.0)
    room = after(Room(), host, start=0.0, seconds=60.0)
    passing = after(room, host, guest, start=60.0, seconds=2.0)
    staying = after(room, host, guest, start=60.0, seconds=30.0)

    assert tracks(passing) == [1, 2]
    assert tracks(staying) == [2, 1]


def test_of_two_alike_the_first_stays_the_main_listener() -> None:
    one, two = face(Emotion.HAPPY, track=1), face(Emotion.ANGRY, track=2, x=400.0, side=90.0)
    room = after(Room(), one, start=0.0, seconds=20.0)
    room = after(room, one, two, start=20.0, seconds=300.0)

    assert tracks(room) == [1, 2]


def test_a_face_that_turns_away_keeps_its_place_for_a_while() -> None:
    room = after(Room(), face(Emotion.HAPPY), start=0.0, seconds=20.0)
    short = after(room, start=20.0, seconds=AWAY - 1.0)
    long = after(room, start=20.0, seconds=AWAY + 1.0)

    assert tracks(short) == [1]
    assert tracks(long) == []


def test_who_is_only_turned_away_is_still_the_main_listener() -> None:
    host, guest = face(Emotion.HAPPY, track=1), face(Emotion.ANGRY, track=2, x=400.0, side=60.0)
    room = after(Room(), host, guest, start=0.0, seconds=60.0)
    room = after(room, guest, start=60.0, seconds=4.0)

    assert tracks(room)[0] == 1


def test_a_new_track_where_one_vanished_takes_over_what_was_believed() -> None:
    room = after(Room(), face(Emotion.HAPPY, track=1), start=0.0, seconds=20.0)
    believed = rooms.moods(room, MAIN)
    room, _ = rooms.seen(room, Glance(20.2, (face(Emotion.HAPPY, track=7, x=120.0),)), MAIN)

    assert tracks(room) == [7]
    assert rooms.moods(room, MAIN) == pytest.approx(believed, abs=0.05)


@pytest.mark.parametrize(("x", "side"), [(400.0, 80.0), (100.0, 20.0), (100.0, 200.0)])
def test_a_new_face_elsewhere_or_of_another_size_is_somebody_else(x: float, side: float) -> None:
    room = after(Room(), face(Emotion.HAPPY, track=1), start=0.0, seconds=20.0)
    room, _ = rooms.seen(room, Glance(20.2, (face(Emotion.HAPPY, track=7, x=x, side=side),)), MAIN)

    assert sorted(tracks(room)) == [1, 7]


def test_a_face_that_is_there_is_not_taken_for_the_one_that_vanished_beside_it() -> None:
    one, two = face(Emotion.HAPPY, track=1), face(Emotion.SAD, track=2, x=130.0)
    room = after(Room(), one, two, start=0.0, seconds=20.0)
    room = after(room, two, start=20.0, seconds=1.0)

    assert sorted(tracks(room)) == [1, 2]


def test_who_comes_back_soon_is_half_believed_to_feel_as_the_room_did() -> None:
    room = after(Room(), face(Emotion.SAD, track=1), start=0.0, seconds=60.0)
    room = after(room, start=60.0, seconds=30.0)
    soon, _ = rooms.seen(room, Glance(90.2, (face(Emotion.SAD, track=2, x=400.0),)), MAIN)
    late, _ = rooms.seen(room, Glance(5000.0, (face(Emotion.SAD, track=2, x=400.0),)), MAIN)

    sad = EMOTIONS.index(Emotion.SAD)
    assert 0.3 < rooms.moods(soon, MAIN)[sad] < 0.6
    assert rooms.moods(late, MAIN)[sad] < 0.2


def test_the_majority_outvotes_the_largest_face() -> None:
    near = face(Emotion.ANGRY, track=1, side=200.0)
    others = [face(Emotion.HAPPY, track=t, x=200.0 + 100.0 * t, side=50.0) for t in (2, 3)]
    room = after(Room(), near, *others, start=0.0, seconds=30.0, following=MAJORITY)

    assert likeliest(room, MAJORITY) is Emotion.HAPPY
    assert likeliest(room, MAIN) is Emotion.ANGRY


def test_who_is_outvoted_makes_the_majority_no_less_sure() -> None:
    happy, sad = face(Emotion.HAPPY, track=1), face(Emotion.SAD, track=3, x=500.0)
    two = after(Room(), happy, face(Emotion.HAPPY, track=2, x=300.0), start=0.0, seconds=30.0)
    three = after(
        Room(), happy, face(Emotion.HAPPY, track=2, x=300.0), sad, start=0.0, seconds=30.0, following=MAJORITY
    )

    assert rooms.moods(three, MAJORITY) == pytest.approx(rooms.moods(two, MAJORITY), abs=0.01)


def test_a_tie_has_no_majority() -> None:
    happy, sad = face(Emotion.HAPPY, track=1), face(Emotion.SAD, track=2, x=400.0)
    room = after(Room(), happy, sad, start=0.0, seconds=30.0, following=MAJORITY)

    *others, second, first = sorted(rooms.moods(room, MAJORITY))
    assert first == pytest.approx(second, abs=0.05)
    assert max(others) < 0.1


@pytest.mark.parametrize("following", [MAJORITY, AVERAGE])
def test_who_cannot_be_read_has_no_vote(following: Following) -> None:
    happy, away = face(Emotion.HAPPY, track=1), face(Emotion.SAD, track=2, x=400.0, quality=0.0)
    alone = after(Room(), happy, start=0.0, seconds=30.0, following=following)
    room = after(Room(), happy, away, start=0.0, seconds=30.0, following=following)
    nobody_readable = after(Room(), away, start=0.0, seconds=30.0, following=following)

    assert rooms.moods(room, following) == rooms.moods(alone, following)
    assert len(rooms.followed(nobody_readable, following)) == 1


def test_who_cannot_be_read_does_not_keep_the_room_from_who_can() -> None:
    near = face(Emotion.ANGRY, track=1, side=160.0)
    friend = face(Emotion.HAPPY, track=2, x=400.0, side=80.0)
    turned = replace(near, quality=0.0, why_low="turned")
    room = after(Room(), near, friend, start=0.0, seconds=30.0)
    glanced_away = after(room, turned, friend, start=30.0, seconds=30.0)
    at_the_screen = after(room, turned, friend, start=30.0, seconds=240.0)
    back = after(at_the_screen, near, friend, start=270.0, seconds=90.0)

    assert [tracks(now)[0] for now in (room, glanced_away, at_the_screen, back)] == [1, 1, 2, 1]


def test_another_eye_counts_faces_anew_and_each_is_known_by_its_place() -> None:
    happy, sad = face(Emotion.HAPPY, track=0), face(Emotion.SAD, track=1, x=300.0, side=70.0)
    room = after(Room(), happy, sad, start=0.0, seconds=30.0)
    swapped = replace(sad, track=0), replace(happy, track=1)
    room = after(rooms.lost(room), *swapped, start=33.0, seconds=1.0)

    assert tracks(room) == [1, 0]
    assert likeliest(room) is Emotion.HAPPY


def test_of_two_new_faces_the_nearer_one_is_the_heir() -> None:
    room = after(Room(), face(Emotion.HAPPY, track=1), start=0.0, seconds=20.0)
    beside, there = face(Emotion.SAD, track=7, x=160.0), face(Emotion.HAPPY, track=8, x=104.0)
    room, _ = rooms.seen(room, Glance(20.2, (beside, there)), MAIN)

    assert tracks(room)[0] == 8


def test_what_was_believed_of_somebody_ends_with_the_visit() -> None:
    room = after(Room(), face(Emotion.SAD), start=0.0, seconds=60.0)
    soon, _ = rooms.seen(room, Glance(60.0 + AWAY - 0.1, (face(Emotion.SAD),)), MAIN)
    later, _ = rooms.seen(room, Glance(60.0 + AWAY, (face(Emotion.SAD),)), MAIN)

    assert soon.listeners[0].stayed > 50.0
    assert later.listeners[0].stayed == 0.0


def test_in_the_dark_no_room_is_empty() -> None:
    room = after(Room(), face(Emotion.HAPPY), start=0.0, seconds=20.0)
    for i in range(100):
        room, _ = rooms.seen(room, Glance(20.2 + i / 5, light=0.004), MAIN)

    assert (room.listeners, room.empty, room.dark) == ((), 0.0, True)
    room, _ = rooms.seen(room, Glance(60.0, light=0.2), MAIN)
    assert (room.empty, room.dark) == (1.0, False)


def test_the_average_lies_between_the_faces() -> None:
    happy, sad = face(Emotion.HAPPY, track=1), face(Emotion.SAD, track=2, x=400.0)
    room = after(Room(), happy, sad, start=0.0, seconds=30.0, following=AVERAGE)

    moods = rooms.moods(room, AVERAGE)
    assert moods[EMOTIONS.index(Emotion.HAPPY)] == pytest.approx(moods[EMOTIONS.index(Emotion.SAD)], abs=0.02)
    place = rooms.place(room, AVERAGE, soon=True)
    assert place is not None
    assert place[0] == pytest.approx(0.05, abs=0.05)


def test_of_one_track_twice_in_a_glance_the_larger_face_counts() -> None:
    large, small = face(Emotion.HAPPY, side=100.0), face(Emotion.SAD, side=50.0)
    room, _ = rooms.seen(Room(), Glance(0.0, (small, large)), MAIN)

    assert [listener.box[2] for listener in room.listeners] == [100.0]


def test_a_crowd_is_bounded_and_keeps_its_main_listener() -> None:
    host = face(Emotion.HAPPY, track=0, side=100.0)
    crowd = [face(Emotion.SAD, track=t, x=300.0 + 100.0 * t, side=40.0) for t in range(1, 60)]
    room = after(Room(), host, *crowd, start=0.0, seconds=10.0)

    assert len(room.listeners) == MAX_FACES
    assert tracks(room)[0] == 0


def test_a_late_glance_changes_nothing() -> None:
    room = after(Room(), face(Emotion.HAPPY), start=0.0, seconds=20.0)
    assert room.at is not None
    same, _ = rooms.seen(room, Glance(room.at, (face(Emotion.SAD),)), MAIN)
    late, dt = rooms.seen(room, Glance(room.at - LATE, (face(Emotion.SAD),)), MAIN)

    assert same is room
    assert late is room
    assert dt == 0.0


def test_a_glance_from_long_ago_means_that_the_eyes_clock_began_anew() -> None:
    room = after(Room(), face(Emotion.SAD), start=1000.0, seconds=60.0)
    anew, dt = rooms.seen(room, Glance(3.0, (face(Emotion.SAD, track=1),)), MAIN)

    assert anew.at == 3.0
    assert dt == 0.0
    assert rooms.moods(anew, MAIN)[EMOTIONS.index(Emotion.SAD)] == pytest.approx(0.5, abs=0.15)


def test_a_gap_is_evidence_of_nothing() -> None:
    room, _ = rooms.seen(Room(), Glance(0.0, (face(Emotion.SAD),)), MAIN)
    short, one = rooms.seen(room, Glance(1.0, (face(Emotion.SAD),)), MAIN)
    _, much = rooms.seen(room, Glance(1e9, (face(Emotion.SAD),)), MAIN)

    assert one == much == 1.0
    assert max(rooms.moods(short, MAIN)) < 0.9


def test_a_gap_is_no_empty_room() -> None:
    room, _ = rooms.seen(Room(), Glance(0.0), MAIN)
    room, _ = rooms.seen(room, Glance(3600.0), MAIN)

    assert room.empty == 1.0


def test_an_empty_room_has_no_place() -> None:
    assert rooms.place(Room(), MAIN, soon=True) is None
    assert rooms.read(Room(), MAIN) == 0.0


def test_a_face_never_readable_has_no_place_either() -> None:
    room = Room()
    for glance in looks(Emotion.HAPPY, start=0.0, seconds=5.0):
        dark = replace(glance, faces=tuple(replace(f, quality=0.0) for f in glance.faces))
        room, _ = rooms.seen(room, dark, MAIN)

    assert rooms.place(room, MAIN, soon=False) is None
    assert rooms.read(room, MAIN) == 0.0
