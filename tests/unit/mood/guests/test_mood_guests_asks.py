"""What an owner asks for while a guest plays: play, pause, a mood, an alarm, the sleep timer."""

from dataclasses import replace

import pytest

from mien.mood.choices import choices_of
from mien.mood.emotion import Emotion
from mien.mood.events import (
    AlarmRang,
    Ask,
    Asked,
    AskMood,
    AskPause,
    AskPolicy,
    AskPrevious,
    AskSkip,
    AskSleep,
    AskUndo,
    Button,
    GuestChanged,
    PlayerSaid,
    PlayerStatus,
    Press,
    Pressed,
    Tick,
)
from mien.mood.mood import Policy
from mien.mood.mood_settings import MoodSettings
from mien.mood.session import begin
from mien.mood.wishes import Pause, PlayMood, Resume, StopGuest, Volume
from mien.types import PlayState
from unit.mood.glancing import acts, looks, told, watched
from unit.mood.guests.visit import ANNA, BEN, PAUSES, PLAYS, STOPS, beside, left, with_guest


@pytest.mark.parametrize("ask", [AskSkip(), AskPrevious(), AskUndo()])
def test_another_song_is_not_to_be_had_while_a_guest_plays(ask: Ask) -> None:
    session, wishes = told(with_guest(), Asked(ask, 80.0))

    assert acts(wishes) == []
    assert left(session)[1] == [Resume()]


@pytest.mark.parametrize("pressed", [True, False])
def test_play_takes_the_loudspeaker_back(pressed: bool) -> None:  # noqa: FBT001
    by_button = Pressed(Button.PLAY, Press.SHORT, 80.0)
    event = by_button if pressed else Asked(AskPause(paused=False), 80.0)
    session, wishes = told(with_guest(), event)
    session, _ = told(session, Tick(81.0))

    assert acts(wishes) == [StopGuest()]
    assert left(session)[1] == [Resume()]


def test_play_ends_the_owners_pause_once_the_guest_has_stopped() -> None:
    session, _ = told(beside(PLAYS), Asked(AskPause(paused=True), 61.0), PlayerSaid(PAUSES, 61.1))
    session, _ = told(session, GuestChanged(ANNA, 70.0))
    session, wishes = told(session, Pressed(Button.PLAY, Press.SHORT, 80.0))

    assert acts(wishes) == [StopGuest()]
    assert left(session)[1] == [Resume()]


def test_play_begins_calm_music_after_the_guest_before_any_mood_is_known() -> None:
    session, _ = told(begin(MoodSettings(), 0.0), PlayerSaid(STOPS, 1.0), GuestChanged(ANNA, 2.0))
    session, wishes = told(session, Asked(AskPause(paused=False), 3.0), PlayerSaid(STOPS, 4.0))
    _, ended = left(session, 5.0)

    assert acts(wishes) == [StopGuest()]
    assert ended[0] == Resume()
    assert isinstance(ended[1], PlayMood)
    assert ended[1].mood.name is Emotion.NEUTRAL


def test_pause_keeps_the_music_paused_after_the_guest() -> None:
    session, _ = told(with_guest(), Asked(AskPause(paused=True), 80.0), PlayerSaid(PAUSES, 80.1))

    assert left(session)[1] == []


@pytest.mark.parametrize("ask", [AskMood(Emotion.SAD), AskPolicy(Policy.LIFT)])
def test_a_choice_is_heard_after_the_guest_and_at_once(ask: Ask) -> None:
    session, wishes = told(with_guest(), Asked(ask, 80.0))
    session, _ = told(session, Tick(81.0))
    session, ended = left(session)
    _, later = told(session, PlayerSaid(PLAYS, 101.0), Tick(102.0))

    assert acts(wishes) == []
    assert ended[0] == Resume()
    assert isinstance(ended[1], PlayMood)
    assert ended[1].soon
    assert ended[1].policy is session.policy
    assert acts(later) == []


def test_a_choice_is_still_heard_at_once_if_the_mood_changes_after_it() -> None:
    session, _ = told(with_guest(), Asked(AskPolicy(Policy.LIFT), 70.5))
    session, _ = watched(session, looks(Emotion.ANGRY, start=71.0, seconds=60.0))
    (_, music) = left(session, 140.0)[1]

    assert isinstance(music, PlayMood)
    assert (music.mood.name, music.policy, music.soon) == (Emotion.ANGRY, Policy.LIFT, True)


def test_play_takes_the_loudspeaker_back_while_the_player_is_away_too() -> None:
    session, _ = told(beside(None), GuestChanged(ANNA, 70.0))
    session, wishes = told(session, Pressed(Button.PLAY, Press.SHORT, 80.0))

    assert acts(wishes) == [StopGuest()]


def test_choosing_a_mood_ends_the_owners_pause_after_the_guest() -> None:
    session, _ = told(beside(PLAYS), Asked(AskPause(paused=True), 61.0), PlayerSaid(PAUSES, 61.1))
    session, _ = told(session, GuestChanged(ANNA, 70.0), Asked(AskMood(Emotion.SAD), 80.0))

    assert Resume() in left(session)[1]


def test_an_alarm_stops_the_guest_and_rings_at_once() -> None:
    session, _ = told(with_guest(), PlayerSaid(PlayerStatus(PlayState.PAUSE, volume=50), 70.2))
    session, rang = told(session, AlarmRang(Emotion.HAPPY, 80.0))
    session, on = told(session, PlayerSaid(PlayerStatus(PlayState.PLAY, volume=4), 80.2), Tick(81.0))
    _, ended = left(session)
    music = [wish for wish in acts(rang) if not isinstance(wish, Volume)]

    assert music[:2] == [StopGuest(), Resume()]
    assert isinstance(music[2], PlayMood)
    assert Pause() not in on
    assert not {Pause(), Resume()} & set(ended)


def test_a_guest_who_comes_after_an_alarm_is_made_way_for() -> None:
    session, _ = told(with_guest(), AlarmRang(Emotion.HAPPY, 80.0), PlayerSaid(PLAYS, 80.2))
    session, renamed = told(session, GuestChanged(replace(ANNA, name="Anna"), 80.5))
    _, another = told(session, GuestChanged(BEN, 90.0))
    session, _ = told(session, GuestChanged(None, 90.0))
    _, again = told(session, GuestChanged(ANNA, 95.0))

    assert Pause() not in renamed
    assert Pause() in another
    assert Pause() in again


def test_a_sleep_timer_stops_the_guest_and_the_music_stays_paused() -> None:
    session, _ = told(with_guest(), Asked(AskSleep(1.0), 80.0), Tick(139.0))
    session, early = told(session, Tick(139.5))
    session, due = told(session, Tick(141.0))
    _, ended = left(session, 142.0)

    assert StopGuest() not in early
    assert acts(due) == [StopGuest()]
    assert session.sleep is None
    assert ended == []


def test_a_guest_who_comes_while_the_music_fades_out_does_not_end_the_timer() -> None:
    loud = PlayerStatus(PlayState.PLAY, volume=60)
    session, _ = told(beside(loud), Asked(AskSleep(1.0), 61.0), Tick(80.0), GuestChanged(ANNA, 90.0))
    session, _ = told(session, PlayerSaid(PlayerStatus(PlayState.PAUSE, volume=30), 90.1), Tick(100.0))
    session, due = told(session, Tick(122.0))

    assert StopGuest() in due
    assert choices_of(session).volume == 60, "given back once music plays"
    assert left(session, 130.0)[1] == []
