"""The sleep timer, waking up, and how loud it may be."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.mood.emotion import Emotion
from mien.mood.evening import PATIENCE, RISE, SLEEP_FADE, volume_told
from mien.mood.events import (
    AlarmRang,
    Asked,
    AskMood,
    AskPause,
    AskSleep,
    AskVolume,
    LimitSet,
    PlayerSaid,
    PlayerStatus,
)
from mien.mood.loudness import Loudness, risen
from mien.mood.mood_settings import MoodSettings
from mien.mood.requests import WAKE_FROM, WAKE_LEAST, WAKE_RISE
from mien.mood.session import begin
from mien.mood.state import PauseReason
from mien.mood.wishes import Pause, PlayMood, Resume, Volume
from mien.types import PlayState
from unit.mood.glancing import looks, watched
from unit.mood.sounding import Room

Deed = Callable[[Room], None]


def evening(volume: int = 60, state: PlayState = PlayState.PLAY) -> Room:
    return Room(begin(MoodSettings(), 0.0), state, volume)


def asks(room: Room, ask: AskSleep | AskVolume | AskPause | AskMood) -> None:
    room.happens(Asked(ask, room.at))


def volume_of(room: Room) -> int:
    assert room.volume is not None
    return room.volume


def volumes(room: Room) -> list[int]:
    return [wish.percent for wish in room.wished if isinstance(wish, Volume)]


def usual_volume_of(room: Room) -> int:
    """Start the music again, check that it rises from quiet, and return how loud it gets."""
    assert room.state is PlayState.PAUSE
    room.heard.clear()
    room.sets(state=PlayState.PLAY)
    room.waits(RISE + 2.0)
    loud = [volume or 0 for _, volume in room.heard]
    assert loud == sorted(loud)
    assert loud[0] < 50
    return loud[-1]


def fell_asleep(minutes: float = 10.0) -> Room:
    room = evening()
    asks(room, AskSleep(minutes))
    room.waits(60.0 * minutes + 1.0)
    return room


def test_an_owner_is_told_the_volume_as_it_is_while_music_plays_and_none_without_a_mixer() -> None:
    room = evening()

    assert volume_told(room.session, 35) == 35
    assert volume_told(room.session, None) is None


def test_a_sleep_timer_fades_out_and_pauses_and_the_next_music_rises_to_the_volume_of_before() -> None:
    room = fell_asleep()

    loud = [volume or 0 for state, volume in room.heard if state is PlayState.PLAY]
    assert loud == sorted(loud, reverse=True)
    assert loud[-1] == 0
    assert room.session.sleep is None
    assert volume_told(room.session, room.volume) == 60
    assert usual_volume_of(room) == 60


@pytest.mark.parametrize(
    "starts",
    [
        lambda room: asks(room, AskPause(paused=False)),
        lambda room: asks(room, AskMood(Emotion.HAPPY)),
        lambda room: room.sets(state=PlayState.PLAY),
    ],
)
def test_whoever_starts_the_music_after_the_timer_hears_it_rise_from_silence(starts: Deed) -> None:
    room = fell_asleep()
    room.heard.clear()
    starts(room)
    begun = volume_of(room)
    room.waits(RISE / 2.0)
    halfway = volume_of(room)
    room.waits(RISE)

    assert begun == 0
    assert 20 <= halfway <= 40
    assert (room.state, room.volume, room.session.loudness.base) == (PlayState.PLAY, 60, None)


def test_who_sets_a_volume_in_the_silence_after_the_timer_is_not_overruled() -> None:
    room = fell_asleep()
    room.waits(10.0)
    room.sets(volume=15)
    room.sets(state=PlayState.PLAY)
    room.waits(RISE)

    assert room.volume == 15


def test_a_timer_that_is_set_in_the_silence_after_another_one_counts() -> None:
    room = fell_asleep()
    asks(room, AskSleep(10.0))
    room.sets(state=PlayState.PLAY)
    room.waits(60.0)
    loud = room.volume
    room.waits(600.0)

    assert loud == 60
    assert usual_volume_of(room) == 60


def test_the_silence_after_the_timer_outlasts_a_player_that_was_away() -> None:
    room = fell_asleep()
    room.goes_away()
    room.report()

    assert usual_volume_of(room) == 60


def test_the_music_is_as_loud_as_ever_until_the_last_two_minutes() -> None:
    room = evening()
    asks(room, AskSleep(10.0))
    room.waits(600.0 - SLEEP_FADE - 1.0)
    before = room.volume
    room.waits(SLEEP_FADE / 2.0)

    assert before == 60
    assert room.volume == pytest.approx(30, abs=2)


def test_nobody_in_sight_brings_the_music_back_after_the_timer() -> None:
    room = fell_asleep()
    _, wishes = watched(room.session, looks(Emotion.HAPPY, start=room.at, seconds=30.0))

    assert room.session.quiet is PauseReason.OWNER
    assert not any(isinstance(wish, Resume) for wish in wishes)


def test_a_timer_that_is_stopped_in_its_fade_lets_the_volume_rise_again() -> None:
    room = evening()
    asks(room, AskSleep(1.0))
    room.waits(45.0)
    low = volume_of(room)
    asks(room, AskSleep(None))
    first = volume_of(room)
    room.waits(10.0)

    assert low < 20
    assert first <= low + 1
    assert (room.state, room.volume) == (PlayState.PLAY, 60)


def test_a_timer_that_is_set_anew_in_its_fade_begins_anew() -> None:
    room = evening()
    asks(room, AskSleep(1.0))
    room.waits(45.0)
    asks(room, AskSleep(30.0))
    room.waits(10.0)

    assert (room.state, room.volume) == (PlayState.PLAY, 60)
    assert room.session.sleep == pytest.approx(1790.0)


@pytest.mark.parametrize(
    "louder", [lambda room: asks(room, AskVolume(50)), lambda room: room.sets(volume=50)]
)
def test_who_turns_it_up_in_the_fade_hears_it_fade_from_there(louder: Deed) -> None:
    room = evening()
    asks(room, AskSleep(1.0))
    room.waits(50.0)
    louder(room)
    turned_up = room.volume
    room.waits(5.0)
    halfway = volume_of(room)
    room.waits(6.0)

    assert turned_up == 50
    assert 20 <= halfway <= 30
    assert usual_volume_of(room) == 50


def test_who_pauses_in_the_fade_finds_the_volume_as_it_was_and_no_timer() -> None:
    room = evening()
    asks(room, AskSleep(1.0))
    room.waits(30.0)
    asks(room, AskPause(paused=True))

    assert room.session.sleep is None
    assert volume_told(room.session, room.volume) == 60
    assert usual_volume_of(room) == 60


def test_a_timer_ends_quietly_where_nothing_plays() -> None:
    room = evening(state=PlayState.PAUSE)
    asks(room, AskSleep(1.0))
    room.wished.clear()
    room.waits(70.0)

    assert [wish for wish in room.wished if isinstance(wish, Pause | Volume)] == []
    assert room.session.sleep is None


def test_a_timer_waits_for_a_player_that_is_away_and_the_volume_is_given_back() -> None:
    room = evening()
    asks(room, AskSleep(1.0))
    room.waits(30.0)
    room.goes_away()
    room.waits(300.0)
    room.report()

    assert usual_volume_of(room) == 60


def test_a_player_that_comes_back_after_the_end_has_its_time_to_pause() -> None:
    room = evening()
    asks(room, AskSleep(1.0))
    room.waits(30.0)
    room.goes_away()
    room.waits(300.0)
    room.happens(PlayerSaid(PlayerStatus(PlayState.PLAY, volume=room.volume), room.at))
    room.waits(2.0)

    assert Pause() in room.wished
    assert room.session.sleep is not None


def test_a_player_that_does_not_pause_is_left_alone_after_a_while() -> None:
    room = evening()
    asks(room, AskSleep(1.0))
    room.waits(59.0)
    room.is_deaf = True
    room.waits(PATIENCE + 5.0)
    room.report()
    room.waits(10.0)

    assert room.session.sleep is None
    assert (room.state, room.volume) == (PlayState.PLAY, 60)


def test_without_a_mixer_the_timer_pauses_all_the_same() -> None:
    room = Room(begin(MoodSettings(), 0.0), PlayState.PLAY, volume=None)
    asks(room, AskSleep(1.0))
    room.waits(61.0)

    assert room.state is PlayState.PAUSE
    assert volumes(room) == []


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


def test_a_timer_that_is_long_over_when_the_speaker_wakes_up_pauses_all_the_same() -> None:
    room = evening()
    asks(room, AskSleep(1.0))
    room.waits(3600.0, step=1800.0)

    assert usual_volume_of(room) == 60


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
