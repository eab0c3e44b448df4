"""The sleep timer: it fades out and pauses, and gives the volume back."""

import pytest

from mien.mood.emotion import Emotion
from mien.mood.evening import PATIENCE, RISE, SLEEP_FADE, volume_told
from mien.mood.events import AskMood, AskPause, AskSleep, AskVolume, PlayerSaid, PlayerStatus
from mien.mood.mood_settings import MoodSettings
from mien.mood.session import begin
from mien.mood.state import PauseReason
from mien.mood.wishes import Pause, Resume, Volume
from mien.types import PlayState
from unit.mood.evening.evenings import Deed, asks, evening, fell_asleep, usual_volume_of, volume_of, volumes
from unit.mood.glancing import looks, watched
from unit.mood.sounding import Room


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


def test_a_timer_that_is_long_over_when_the_speaker_wakes_up_pauses_all_the_same() -> None:
    room = evening()
    asks(room, AskSleep(1.0))
    room.waits(3600.0, step=1800.0)

    assert usual_volume_of(room) == 60
