"""What outlives a restart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.choices import STILL_DUE, choices_of, with_choices
from mien.mood.emotion import Emotion
from mien.mood.evening import RISE
from mien.mood.events import AlarmRang, Asked, AskMood, AskPolicy, AskSleep
from mien.mood.mood import Policy
from mien.mood.mood_settings import MoodSettings
from mien.mood.requests import WAKE_RISE
from mien.mood.session import begin
from mien.mood.wishes import Choices, KeepChoices, PlayMood
from mien.types import PlayState
from unit.mood.glancing import told
from unit.mood.sounding import Room


def restarted(room: Room) -> Room:
    """Return the room after the speaker was killed and started again, a moment later."""
    session = with_choices(begin(MoodSettings(), 0.0), choices_of(room.session))
    return Room(session, room.state, room.volume)


def a_room() -> Room:
    return Room(begin(MoodSettings(), 0.0))


def test_policy_and_held_mood_outlive_a_restart_with_the_time_left() -> None:
    room = a_room()
    room.happens(Asked(AskPolicy(Policy.LIFT), 0.0))
    room.happens(Asked(AskMood(Emotion.SAD), 0.0))
    room.waits(600.0)
    after = restarted(room)

    assert after.session.policy is Policy.LIFT
    assert after.session.chosen is not None
    assert (after.session.chosen.emotion, after.session.chosen.left) == (Emotion.SAD, 3000.0)
    assert any(isinstance(wish, PlayMood) and wish.policy is Policy.LIFT for wish in after.wished)


def test_a_sleep_timer_goes_on_after_a_restart_in_the_middle_of_its_fade() -> None:
    room = a_room()
    room.happens(Asked(AskSleep(1.0), 0.0))
    room.waits(30.0)
    after = restarted(room)
    halfway = after.volume
    after.waits(31.0)

    assert halfway == 30
    assert (after.state, after.volume, after.session.loudness.base) == (PlayState.PAUSE, 0, 60)


@pytest.mark.parametrize("late", [0.0, 60.0, STILL_DUE - 1.0])
def test_a_sleep_timer_that_ended_while_the_speaker_was_off_still_ends_the_music(late: float) -> None:
    choices = Choices(Policy.MATCH, sleep_left=-late, volume=60)
    after = Room(with_choices(begin(MoodSettings(), 0.0), choices), PlayState.PLAY, volume=20)
    after.waits(1.0)

    assert (after.state, after.session.sleep) == (PlayState.PAUSE, None)
    after.sets(state=PlayState.PLAY)
    after.waits(RISE)
    assert after.volume == 60


@pytest.mark.parametrize("state", [PlayState.PAUSE, PlayState.STOP])
def test_music_that_did_not_play_then_is_not_held_back_by_that_timer(state: PlayState) -> None:
    choices = Choices(Policy.MATCH, sleep_left=-60.0)
    after = Room(with_choices(begin(MoodSettings(), 0.0), choices), state)
    after.sets(state=PlayState.PLAY)
    after.waits(10.0)

    assert (after.state, after.session.sleep) == (PlayState.PLAY, None)


def test_music_that_plays_in_the_morning_after_is_left_alone() -> None:
    choices = Choices(Policy.MATCH, sleep_left=-STILL_DUE)
    after = Room(with_choices(begin(MoodSettings(), 0.0), choices), PlayState.PLAY)
    after.waits(10.0)

    assert after.state is PlayState.PLAY


def test_a_speaker_that_ends_while_music_rises_goes_on_to_the_usual_volume() -> None:
    room = Room(begin(MoodSettings(), 0.0), PlayState.PAUSE)
    room.happens(AlarmRang(Emotion.HAPPY, 0.0))
    room.waits(WAKE_RISE / 4.0)
    after = restarted(room)
    after.waits(10.0)

    assert (after.state, after.volume) == (PlayState.PLAY, 60)


@pytest.mark.parametrize("volume", [0, 60])
def test_music_that_a_fade_ended_begins_softly_after_a_restart_too(volume: int) -> None:
    session = with_choices(begin(MoodSettings(), 0.0), Choices(Policy.MATCH, volume=60))
    after = Room(session, PlayState.PAUSE, volume=volume)
    silent = after.volume
    after.sets(state=PlayState.PLAY)
    begun = after.volume
    after.waits(RISE)

    assert (silent, begun, after.volume) == (0, 0, 60)


@given(left=st.floats(-10.0, 1e7), sleep=st.none() | st.floats(-2.0 * STILL_DUE, 1e5))
def test_what_ran_out_long_ago_is_not_taken_up_again_and_no_mood_is_held_for_longer_than_it_may(
    left: float, sleep: float | None
) -> None:
    session = begin(MoodSettings(), 0.0)
    choices = Choices(Policy.MATCH, Emotion.SAD, left, sleep)
    after, _ = told(with_choices(session, choices))

    held = after.chosen.left if after.chosen else 0.0
    assert held == max(0.0, min(left, session.settings.override_hold))
    assert after.sleep == (None if sleep is None or sleep <= -STILL_DUE else max(0.0, sleep))


def kept(room: Room) -> list[Choices]:
    return [wish.choices for wish in room.wished if isinstance(wish, KeepChoices)]


def test_choices_are_stored_when_they_become_others_and_not_because_time_goes_by() -> None:
    room = a_room()
    for ask in (AskPolicy(Policy.LIFT), AskMood(Emotion.SAD), AskSleep(50.0)):
        room.happens(Asked(ask, room.at))
        room.waits(30.0)

    assert kept(room) == [
        Choices(Policy.LIFT),
        Choices(Policy.LIFT, Emotion.SAD, 3600.0),
        Choices(Policy.LIFT, Emotion.SAD, 3570.0, 3000.0),
    ]


def test_a_timer_that_is_set_anew_is_stored_and_so_is_its_end() -> None:
    room = a_room()
    room.happens(Asked(AskSleep(10.0), 0.0))
    room.happens(Asked(AskSleep(20.0), 0.0))
    room.waits(1210.0, step=5.0)

    assert [choices.sleep_left is None for choices in kept(room)] == [False, False, False, True]
    assert [choices.volume for choices in kept(room)] == [None, None, 60, 60]


def test_nothing_is_stored_of_a_session_in_which_nobody_chose_anything() -> None:
    room = a_room()
    room.waits(30.0)
    again = restarted(room)
    again.waits(30.0)

    assert kept(room) == kept(again) == []
