"""The music beside people who talk: it falls and returns, follows the noise, and fights nobody."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.conversation import ATTACK, HOLD, PACE, RETURN, STALE
from mien.mood.emotion import Emotion
from mien.mood.evening import volume_told
from mien.mood.events import (
    AlarmRang,
    Asked,
    AskPause,
    AskSleep,
    AskVolume,
    GuestChanged,
    LimitSet,
    RoomHeard,
)
from mien.mood.guests.guest import Guest, GuestPlayer
from mien.mood.loudness import (
    Loudness,
    at_volume,
    duck,
    nudged,
    reported,
    risen_from,
    softer,
    to_be_kept,
    unduck,
)
from mien.mood.mood_settings import MoodSettings
from mien.mood.session import begin
from mien.types import Percent, PlayState, Seconds
from unit.mood.sounding import Room

DUCKS = MoodSettings(duck=12.0)
FOLLOWS = MoodSettings(follow_noise=(20, 70))
LOW = softer(60, 12.0)


def room(settings: MoodSettings = DUCKS) -> Room:
    return Room(begin(settings, 0.0))


def hears(room: Room, seconds: Seconds, *, speech: bool, noise: float | None = -60.0) -> None:
    """Let the ear report for so long, once a second."""
    for _ in range(round(seconds)):
        room.waits(1.0)
        room.happens(RoomHeard(speech, noise, room.at))


def test_the_music_falls_while_people_talk_and_returns_after() -> None:
    here = room()
    hears(here, 6, speech=True)
    assert here.volume == LOW
    hears(here, HOLD + RETURN + 3, speech=False)

    assert here.volume == 60
    assert here.session.loudness.ducked is None


def test_it_falls_fast_and_waits_before_it_returns() -> None:
    here = room()
    hears(here, ATTACK + 3, speech=True)
    assert here.volume == LOW
    hears(here, HOLD - 1, speech=False)

    assert here.volume == LOW


def test_off_it_does_nothing() -> None:
    here = room(MoodSettings())
    hears(here, 20, speech=True)

    assert here.volume == 60


def test_a_word_does_nothing() -> None:
    here = room()
    here.happens(RoomHeard(speech=True, noise=None, at=here.at))
    here.waits(ATTACK - 0.2, step=0.2)
    here.happens(RoomHeard(speech=False, noise=None, at=here.at))
    hears(here, 5, speech=False)

    assert here.volume == 60


def test_who_talks_again_while_it_returns_makes_it_fall_again_and_it_forgets_nothing() -> None:
    here = room()
    for _ in range(4):
        hears(here, 5, speech=True)
        hears(here, HOLD + 2, speech=False)
    hears(here, HOLD + RETURN + 3, speech=False)

    assert here.volume == 60


def test_an_ear_that_falls_silent_hears_nobody() -> None:
    here = room()
    hears(here, 5, speech=True)
    here.waits(STALE + RETURN + 3)

    assert here.volume == 60


def test_who_sets_the_volume_has_the_last_word() -> None:
    here = room()
    hears(here, 5, speech=True)
    here.happens(Asked(AskVolume(80), here.at))
    assert here.volume == 80
    hears(here, HOLD + RETURN + 3, speech=False)

    assert here.volume == 80


def test_so_has_who_sets_it_in_another_app() -> None:
    here = room()
    hears(here, 8, speech=True)
    here.sets(volume=45)
    hears(here, HOLD + RETURN + 3, speech=False)

    assert here.volume == 45


def test_the_owner_is_told_the_volume_that_will_return() -> None:
    here = room()
    hears(here, 6, speech=True)

    assert volume_told(here.session, here.volume) == 60


def test_a_limit_that_falls_meanwhile_is_kept() -> None:
    here = room()
    hears(here, 6, speech=True)
    here.happens(LimitSet(40, here.at))
    hears(here, HOLD + RETURN + 3, speech=False)

    assert here.volume == 40


def test_a_limit_below_the_ducked_volume_stays() -> None:
    here = room()
    hears(here, 6, speech=True)
    here.happens(LimitSet(10, here.at))
    hears(here, 30, speech=True)
    hears(here, HOLD + RETURN + 10, speech=False)

    assert here.volume == 10
    assert here.session.loudness.ducked is None


def test_a_pause_gives_the_volume_back_at_once() -> None:
    here = room()
    hears(here, 6, speech=True)
    here.happens(Asked(AskPause(paused=True), here.at))
    here.waits(2)

    assert here.volume == 60
    assert here.session.loudness.ducked is None


def test_the_sleep_timer_takes_over_and_the_morning_has_the_whole_volume() -> None:
    here = room()
    hears(here, 6, speech=True)
    here.happens(Asked(AskSleep(1.0), here.at))
    hears(here, 70, speech=True)
    assert here.state is PlayState.PAUSE
    here.happens(Asked(AskPause(paused=False), here.at))
    hears(here, 20, speech=False)

    assert here.volume == 60


def test_an_alarm_that_rises_is_not_turned_down() -> None:
    here = room()
    here.happens(Asked(AskPause(paused=True), here.at))
    here.waits(3)
    here.happens(AlarmRang(Emotion.HAPPY, here.at))
    here.waits(3)
    hears(here, 30, speech=True)
    at_once = here.volume
    hears(here, 150, speech=False)

    assert at_once is not None
    assert at_once > 4
    assert here.volume == 60


def test_a_guest_is_not_turned_down() -> None:
    here = room()
    here.happens(GuestChanged(Guest(GuestPlayer.AIRPLAY, "a telephone"), here.at))
    hears(here, 10, speech=True)

    assert here.volume == 60


def test_a_player_without_a_mixer_is_left_alone() -> None:
    here = Room(begin(DUCKS, 0.0), volume=None)
    hears(here, 10, speech=True)

    assert here.session.loudness == Loudness()


def test_a_restart_or_a_player_that_goes_away_remembers_the_volume() -> None:
    here = room()
    hears(here, 6, speech=True)
    assert to_be_kept(here.session.loudness) == 60
    here.goes_away()
    here.report()
    hears(here, 12, speech=False)

    assert here.volume == 60


def test_in_the_room_s_own_noise_the_volume_stays() -> None:
    here = room(FOLLOWS)
    hears(here, 300, speech=False, noise=-50.0)

    assert here.volume == 60


def test_a_louder_room_makes_the_music_louder_slowly_and_a_quiet_one_softer_again() -> None:
    here = room(FOLLOWS)
    hears(here, 60, speech=False, noise=-60.0)
    hears(here, 3 * PACE, speech=False, noise=-40.0)
    assert here.volume is not None
    assert here.volume <= 63
    hears(here, 300, speech=False, noise=-40.0)
    assert here.volume == 69
    hears(here, 300, speech=False, noise=-70.0)

    assert here.volume == pytest.approx(softer(60, 5.0), abs=2)


@pytest.mark.parametrize("how", ["talk", "unknown", "off"])
def test_it_stays_while_somebody_talks_or_the_noise_is_hidden(how: str) -> None:
    here = room(MoodSettings() if how == "off" else FOLLOWS)
    hears(here, 60, speech=False, noise=None if how == "unknown" else -60.0)
    hears(here, 200, speech=how == "talk", noise=None if how == "unknown" else -30.0)

    assert here.volume == 60


def test_the_volume_that_somebody_sets_belongs_to_the_noise_of_that_moment() -> None:
    here = room(FOLLOWS)
    hears(here, 60, speech=False, noise=-60.0)
    hears(here, 300, speech=False, noise=-50.0)
    here.happens(Asked(AskVolume(40), here.at))
    hears(here, 300, speech=False, noise=-50.0)

    assert here.volume == 40


def test_a_volume_chosen_beyond_the_ends_stays() -> None:
    here = room(FOLLOWS)
    here.happens(Asked(AskVolume(90), here.at))
    hears(here, 100, speech=False, noise=-60.0)
    hears(here, 100, speech=False, noise=-40.0)

    assert here.volume == 90


def test_noise_never_takes_it_above_the_limit() -> None:
    here = room(FOLLOWS)
    here.happens(LimitSet(62, here.at))
    hears(here, 60, speech=False, noise=-60.0)
    hears(here, 300, speech=False, noise=-20.0)

    assert here.volume == 62


def test_a_pause_or_an_ear_that_is_gone_leaves_the_volume_alone() -> None:
    here = room(FOLLOWS)
    hears(here, 60, speech=False)
    hears(here, 2, speech=False, noise=-20.0)
    here.waits(STALE + 60)
    before = here.volume
    here.happens(Asked(AskPause(paused=True), here.at))
    hears(here, 60, speech=False, noise=-20.0)

    assert before is not None
    assert before < 65
    assert here.volume == before


def test_a_limit_set_just_before_the_music_would_return_is_reached() -> None:
    volumes = set()
    for wait in range(1, 8):
        here = Room(begin(DUCKS, 0.0))
        hears(here, 4, speech=True)
        hears(here, wait, speech=False)
        here.happens(LimitSet(10, here.at))
        hears(here, 40, speech=False)
        volumes.add(here.volume)

    assert volumes == {10}


@given(st.integers(0, 100), st.floats(-20.0, 40.0))
def test_softer_is_a_volume_and_never_louder_by_a_fall(volume: Percent, decibels: float) -> None:
    assert 1 <= softer(volume, decibels) <= 100
    assert decibels < 0 or softer(volume, decibels) <= max(1, volume)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("talk"), st.booleans()),
            st.tuples(st.just("volume"), st.integers(0, 100)),
            st.tuples(st.just("limit"), st.integers(10, 100)),
            st.tuples(st.just("pause"), st.booleans()),
            st.tuples(st.just("sleep"), st.booleans()),
        ),
        max_size=12,
    )
)
def test_whatever_happens_no_volume_above_the_limit_is_wished_and_nothing_stays_down(
    happenings: list[tuple[str, int]],
) -> None:
    here = Room(begin(replace(DUCKS, follow_noise=(20, 70)), 0.0))
    for what, how in happenings:
        match what:
            case "talk":
                hears(here, 4, speech=bool(how))
            case "volume":
                here.happens(Asked(AskVolume(how), here.at))
            case "limit":
                here.happens(LimitSet(how, here.at))
            case "pause":
                here.happens(Asked(AskPause(paused=bool(how)), here.at))
            case _:
                here.happens(Asked(AskSleep(0.5 if how else None), here.at))
        here.waits(1)
        assert here.session.loudness.base is None or here.session.loudness.ducked is None
    limit = here.session.loudness.limit
    hears(here, 40, speech=False, noise=None)

    assert here.session.loudness.ducked is None
    assert here.volume is not None
    assert here.volume <= limit


def test_nothing_falls_or_rises_without_a_volume() -> None:
    away = Loudness()

    assert duck(away, 12.0, 1.0) == away
    assert unduck(Loudness(ducked=50), 1.0) == away
    assert nudged(away, 50) == (away, ())
    assert at_volume(Loudness(limit=30, heard=20), 50)[0].heard == 30


def test_a_mixer_that_goes_away_forgets_what_was_ducked() -> None:
    assert reported(Loudness(heard=20, ducked=50), None)[0].ducked is None


def test_an_alarm_takes_over_what_was_ducked() -> None:
    rising, _ = risen_from(Loudness(heard=20, ducked=50), 4, 25, 180.0)

    assert rising.ducked is None
    assert rising.fade is not None
    assert rising.fade.end == 50


def test_a_volume_already_below_where_ducking_would_lead_does_not_rise() -> None:
    assert unduck(Loudness(heard=50, ducked=40), 1.0) == Loudness(heard=50)
