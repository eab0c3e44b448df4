"""Waking up, and how loud it may be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.mood.emotion import Emotion
from mien.mood.evening import PATIENCE, volume_told
from mien.mood.events import (
    AlarmRang,
    AskMood,
    AskPause,
    AskSleep,
    AskVolume,
    LimitSet,
    PlayerSaid,
    PlayerStatus,
)
from mien.mood.loudness import Loudness, risen
from mien.mood.requests import WAKE_FROM, WAKE_LASTS, WAKE_LEAST, WAKE_RISE
from mien.mood.wishes import PlayMood, Resume, Volume
from mien.types import PlayState
from unit.mood.evening.evenings import Deed, asks, evening, fell_asleep, usual_volume_of, volume_of, volumes
from unit.mood.sounding import Room


def test_an_owner_is_told_the_volume_as_it_is_while_music_plays_and_none_without_a_mixer() -> None:
    room = evening()

    assert volume_told(room.session, 35) == 35
    assert volume_told(room.session, None) is None


def test_an_alarm_plays_its_mood_and_rises_to_the_volume_of_the_evening() -> None:
    room = fell_asleep()
    room.wished.clear()
    room.happens(AlarmRang(Emotion.HAPPY, room.at))
    first, second = room.wished[:2]
    mood = next(wish for wish in room.wished if isinstance(wish, PlayMood))
    room.waits(WAKE_RISE / 2.0)
    halfway = room.volume
    room.waits(WAKE_RISE / 2.0)

    assert (first, second) == (Volume(WAKE_FROM), Resume())
    assert (mood.mood.name, mood.soon) == (Emotion.HAPPY, True)
    assert halfway == pytest.approx(32, abs=2)
    assert (room.state, room.volume) == (PlayState.PLAY, 60)


def test_an_alarm_is_heard_although_the_volume_was_turned_down() -> None:
    room = evening(volume=0, state=PlayState.STOP)
    room.happens(AlarmRang(Emotion.HAPPY, 0.0))
    room.waits(WAKE_RISE)

    assert room.volume == WAKE_LEAST


def test_an_alarm_plays_without_a_mixer_too() -> None:
    room = evening(state=PlayState.STOP)
    room.sets(state=PlayState.STOP)
    room.happens(PlayerSaid(PlayerStatus(PlayState.STOP, volume=None), 0.0))
    room.wished.clear()
    room.happens(AlarmRang(Emotion.HAPPY, 0.0))

    assert room.state is PlayState.PLAY
    assert volumes(room) == []


@pytest.mark.parametrize("state", [PlayState.PAUSE, PlayState.STOP])
@pytest.mark.parametrize("is_known", [True, False], ids=["away", "not yet noticed"])
def test_an_alarm_that_finds_no_player_starts_the_music_softly_once_it_is_back(
    state: PlayState, *, is_known: bool
) -> None:
    room = evening(state=state)
    room.is_deaf = True
    if is_known:
        room.goes_away()
    room.happens(AlarmRang(Emotion.HAPPY, room.at))
    room.goes_away()
    room.waits(WAKE_LASTS - 1.0)
    room.heard.clear()
    room.report()
    room.waits(WAKE_RISE)

    assert [wish.mood.name for wish in room.wished if isinstance(wish, PlayMood)][-1] is Emotion.HAPPY
    assert (room.state, room.volume) == (PlayState.PLAY, 60)
    assert next(volume for state, volume in room.heard if state is PlayState.PLAY) == WAKE_FROM


@pytest.mark.parametrize("ends_it", ["its time", "a pause", "no mood", "music"])
def test_an_alarm_that_is_over_does_not_ring_when_the_player_comes_back(ends_it: str) -> None:
    room = evening(state=PlayState.PAUSE)
    room.is_deaf = ends_it != "music"
    room.happens(AlarmRang(Emotion.HAPPY, room.at))
    room.goes_away()
    if ends_it == "its time":
        room.waits(WAKE_LASTS)
    elif ends_it == "a pause":
        asks(room, AskPause(paused=True))
    elif ends_it == "no mood":
        asks(room, AskMood(None))
    room.state = PlayState.PAUSE
    room.wished.clear()
    room.report()

    assert room.state is PlayState.PAUSE
    assert Resume() not in room.wished


def test_an_alarm_while_music_plays_changes_the_mood_and_not_the_volume() -> None:
    room = evening()
    asks(room, AskSleep(30.0))
    room.happens(AlarmRang(Emotion.HAPPY, 0.0))
    room.waits(10.0)

    assert volumes(room) == []
    assert room.session.chosen is not None
    assert room.session.sleep is None


def test_who_turns_it_down_while_it_rises_ends_that() -> None:
    room = fell_asleep()
    room.happens(AlarmRang(Emotion.HAPPY, room.at))
    room.waits(90.0)
    asks(room, AskVolume(10))
    room.waits(120.0)

    assert room.volume == 10


def test_no_request_goes_above_the_limit_and_no_other_app_stays_there() -> None:
    room = evening()
    room.happens(LimitSet(70, 0.0))
    asks(room, AskVolume(90))
    asked = room.volume
    room.sets(volume=95)

    assert (asked, room.volume) == (70, 70)
    assert max(volumes(room)) == 70


def test_quiet_hours_turn_music_down_softly_and_it_does_not_get_louder_after_them() -> None:
    room = evening()
    room.happens(LimitSet(30, 0.0))
    first = room.volume
    room.waits(15.0)
    quiet = room.volume
    room.happens(LimitSet(100, room.at))
    room.waits(30.0)

    assert (first, quiet, room.volume) == (60, 30, 30)


def test_a_volume_above_the_limit_is_turned_down_at_once_where_nothing_plays() -> None:
    room = evening(state=PlayState.PAUSE)
    room.happens(LimitSet(30, 0.0))

    assert room.volume == 30


def test_a_limit_that_falls_again_is_followed_again() -> None:
    room = evening()
    room.happens(LimitSet(40, 0.0))
    room.waits(3.0)
    room.happens(LimitSet(20, room.at))
    room.waits(15.0)

    assert room.volume == 20


def test_a_limit_that_is_lifted_on_the_way_down_makes_nothing_louder() -> None:
    room = evening()
    room.happens(LimitSet(30, 0.0))
    room.waits(5.0)
    halfway = volume_of(room)
    room.happens(LimitSet(100, room.at))
    room.waits(30.0)

    assert 30 < halfway < 60
    assert room.volume == 30


def test_the_limit_holds_for_what_an_alarm_rises_to() -> None:
    room = fell_asleep()
    room.happens(AlarmRang(Emotion.HAPPY, room.at))
    room.waits(20.0)
    room.happens(LimitSet(30, room.at))
    room.waits(WAKE_RISE)

    assert room.volume == 30


def test_a_player_that_reports_late_or_rounded_is_not_taken_for_somebodys_hand() -> None:
    room = evening()
    asks(room, AskSleep(1.0))
    for _ in range(61):
        before = volume_of(room)
        room.waits(1.0)
        if room.state is PlayState.PLAY:
            room.happens(PlayerSaid(PlayerStatus(room.state, volume=before + 2), room.at))

    assert usual_volume_of(room) == 60


def test_a_fade_to_silence_goes_on_when_the_limit_falls_and_the_volume_comes_back_within_it() -> None:
    room = evening()
    asks(room, AskSleep(1.0))
    room.waits(30.0)
    room.heard.clear()
    room.wished.clear()
    room.happens(LimitSet(40, room.at))
    room.waits(31.0)

    loud = [volume or 0 for state, volume in room.heard if state is PlayState.PLAY]
    assert loud == sorted(loud, reverse=True)
    assert usual_volume_of(room) == 40
    assert max(volumes(room)) == 40


def test_a_rise_goes_on_once_a_player_that_was_away_is_back() -> None:
    room = fell_asleep()
    room.happens(AlarmRang(Emotion.HAPPY, room.at))
    room.waits(30.0)
    room.goes_away()
    room.waits(60.0)
    room.report()
    room.waits(10.0)

    assert (room.state, room.volume) == (PlayState.PLAY, 60)


def test_a_fall_is_not_turned_up_again_where_another_app_was_ahead_of_it() -> None:
    room = evening()
    room.happens(LimitSet(25, room.at))
    room.sets(volume=45)
    room.waits(20.0, step=4.0)

    assert volumes(room)[0] < 45
    assert room.volume == 25


def test_a_volume_that_is_already_there_takes_no_fade() -> None:
    loud, volumes_to_set = risen(Loudness(heard=40, base=40), 5.0)

    assert (loud.fade, loud.base, volumes_to_set) == (None, None, ())


DEEDS = st.one_of(
    st.builds(lambda m: lambda room: asks(room, AskSleep(m)), st.none() | st.floats(0.0, 5.0)),
    st.builds(lambda v: lambda room: asks(room, AskVolume(v)), st.integers(-10, 110)),
    st.builds(lambda p: lambda room: asks(room, AskPause(paused=p)), st.booleans()),
    st.builds(lambda e: lambda room: room.happens(AlarmRang(e, room.at)), st.sampled_from(Emotion)),
    st.builds(lambda v: lambda room: room.happens(LimitSet(v, room.at)), st.integers(10, 100)),
    st.builds(lambda v: lambda room: room.sets(volume=v), st.integers(0, 100)),
    st.builds(lambda s: lambda room: room.sets(state=s), st.sampled_from(PlayState)),
    st.builds(lambda s: lambda room: room.waits(s, step=4.0), st.integers(1, 90)),
    st.sampled_from([Room.goes_away, Room.report]),
)


@settings(max_examples=60, deadline=None)
@given(deeds=st.lists(DEEDS, max_size=8), minutes=st.floats(0.1, 4.0))
def test_whatever_happens_no_wish_is_above_the_limit_and_silence_is_not_for_good(
    deeds: list[Deed], minutes: float
) -> None:
    room = evening()
    for deed in deeds:
        wished, before, limit = len(room.wished), room.volume or 0, room.session.loudness.limit
        deed(room)
        most = max(room.session.loudness.limit, limit, before)
        assert all(wish.percent <= most for wish in room.wished[wished:] if isinstance(wish, Volume))
    room.report()
    room.sets(state=PlayState.PLAY)
    asks(room, AskPause(paused=False))
    asks(room, AskVolume(20))
    usual = min(20, room.session.loudness.limit)
    asks(room, AskSleep(minutes))
    room.waits(60.0 * minutes + PATIENCE, step=4.0)

    assert room.session.sleep is None
    assert usual_volume_of(room) == usual
    assert room.session.loudness.base is None
