"""The music pauses for an empty room: when, for how long, and who ends that."""

from dataclasses import replace

import pytest

from mien.mood.emotion import Absence, Emotion
from mien.mood.events import (
    Asked,
    AskMood,
    AskPause,
    Button,
    Event,
    PlayerSaid,
    PlayerStatus,
    Press,
    Pressed,
    Tick,
)
from mien.mood.glance import Glance
from mien.mood.mood_settings import MoodSettings
from mien.mood.session import DARK_LASTS, begin
from mien.mood.state import PauseReason, Session
from mien.mood.wishes import Pause, PlayMood, Resume, Wish
from mien.types import PlayState
from unit.mood.glancing import acts, face, looks, settled_on, told, watched
from unit.mood.session.playing import PAUSES, PLAYS, STOPS, left_alone, paused_for_nobody, playing


def test_the_music_pauses_for_a_room_that_stays_empty_and_plays_on_for_who_comes() -> None:
    session = left_alone(playing(Emotion.HAPPY))
    session, before = told(session, Tick(900.0))
    session, after = told(session, Tick(1000.0))
    session, _ = told(session, PlayerSaid(PAUSES, 1000.1))
    session, back = watched(session, looks(Emotion.HAPPY, start=1001.0, seconds=3.0, track=2))

    assert acts(before) == []
    assert acts(after) == [Pause(for_room=True)]
    assert acts(back) == [Resume()]


def test_who_only_passes_starts_no_music_in_an_empty_room() -> None:
    session, passing = watched(paused_for_nobody(), looks(Emotion.HAPPY, start=1001.0, seconds=2.0, track=2))
    _, gone = watched(session, looks(None, start=1003.0, seconds=30.0))

    assert acts([*passing, *gone]) == []


def in_the_dark(session: Session, start: float, seconds: float) -> tuple[Session, list[Wish]]:
    """Let the session look into the dark for so long, once a second."""
    return watched(session, (Glance(start + i, light=0.004) for i in range(round(seconds))))


def test_who_sits_in_the_dark_is_not_taken_for_nobody() -> None:
    session, dark = in_the_dark(playing(Emotion.HAPPY), 61.0, 900.0 * DARK_LASTS - 100.0)
    assert session.shown is not None
    assert session.shown.moment.name is session.shown.settled.name is Absence.UNSURE
    assert acts(dark) == []

    session, later = in_the_dark(session, session.at, 200.0)
    session, _ = told(session, PlayerSaid(PAUSES, session.at))
    session, still = in_the_dark(session, session.at, 60.0)
    _, back = watched(session, looks(Emotion.HAPPY, start=session.at + 1, seconds=3.0, track=2))

    assert acts(later) == [Pause(for_room=True)], "who is gone leaves the lights off as well"
    assert acts(still) == []
    assert Resume() in back


def test_a_room_that_was_left_empty_stays_so_when_the_lights_go_out() -> None:
    session, _ = in_the_dark(left_alone(playing(Emotion.HAPPY)), 91.0, 60.0)
    _, wishes = told(session, Tick(1000.0))

    assert session.estimate.settled.name is Absence.NOBODY
    assert acts(wishes) == [Pause(for_room=True)]


def test_a_pause_for_nobody_is_wished_once() -> None:
    session, _ = told(left_alone(playing(Emotion.HAPPY)), Tick(1000.0))
    session, again = told(session, PlayerSaid(PLAYS, 1000.1), Tick(2000.0))

    assert acts(again) == []
    assert session.quiet is PauseReason.ASKED


def test_what_the_player_still_says_of_playing_does_not_undo_a_pause_for_nobody() -> None:
    session, _ = told(left_alone(playing(Emotion.HAPPY)), Tick(1000.0))
    session, _ = told(session, PlayerSaid(PLAYS, 1000.1), PlayerSaid(PAUSES, 1000.2))

    assert session.quiet is PauseReason.ROOM


def test_a_pause_that_a_lost_player_never_heard_is_forgotten() -> None:
    session, _ = told(left_alone(playing(Emotion.HAPPY)), Tick(1000.0))
    session, _ = told(session, PlayerSaid(None, 1000.1))

    assert session.quiet is PauseReason.NO


def test_a_pause_outlives_a_player_that_goes_away_and_comes_back_paused() -> None:
    session, _ = told(playing(Emotion.HAPPY), Asked(AskPause(paused=True), 61.0))
    session, _ = told(session, PlayerSaid(None, 62.0), PlayerSaid(PAUSES, 63.0))

    assert session.quiet is PauseReason.OWNER


def test_music_plays_to_an_empty_room_for_ever_when_told_so() -> None:
    session, wishes = told(playing(None, MoodSettings(empty_pause=0.0)), Tick(1e6))

    assert acts(wishes) == []
    assert session.quiet is PauseReason.NO


def test_a_stopped_player_is_not_paused() -> None:
    session, _ = told(left_alone(settled_on(Emotion.HAPPY)), PlayerSaid(STOPS, 90.0))
    _, wishes = told(session, Tick(2000.0))

    assert acts(wishes) == []


def test_the_owners_pause_is_not_undone_by_who_comes() -> None:
    session = left_alone(playing(Emotion.HAPPY))
    session, _ = told(session, Asked(AskPause(paused=True), 95.0), PlayerSaid(PAUSES, 95.1))
    _, wishes = watched(session, looks(Emotion.HAPPY, start=2000.0, seconds=30.0, track=2))

    assert acts(wishes) == []


def test_the_owner_may_take_over_a_pause_for_nobody() -> None:
    session, _ = told(left_alone(playing(Emotion.HAPPY)), Tick(1000.0), PlayerSaid(PAUSES, 1000.1))
    session, _ = told(session, Asked(AskPause(paused=True), 1001.0))
    _, wishes = watched(session, looks(Emotion.HAPPY, start=1002.0, seconds=30.0, track=2))

    assert acts(wishes) == []


def test_an_owner_who_plays_on_in_an_empty_room_has_its_whole_time_again() -> None:
    session, _ = told(left_alone(playing(Emotion.HAPPY)), Tick(1000.0), PlayerSaid(PAUSES, 1000.1))
    session, _ = told(session, Asked(AskPause(paused=False), 1001.0), PlayerSaid(PLAYS, 1001.1))
    session, early = told(session, Tick(1800.0))
    _, late = told(session, Tick(1902.0))

    assert acts(early) == []
    assert acts(late) == [Pause(for_room=True)]


@pytest.mark.parametrize("by", [Pressed(Button.SKIP, Press.SHORT, 999.0), Asked(AskMood(Emotion.SAD), 999.0)])
def test_who_asks_for_something_unseen_is_there_all_the_same(by: Event) -> None:
    session, _ = told(left_alone(playing(Emotion.HAPPY)), by)
    session, early = told(session, Tick(1800.0))
    _, late = told(session, Tick(1902.0))

    assert Pause(for_room=True) not in early
    assert Pause(for_room=True) in late


@pytest.mark.parametrize("silence", [[], [PlayerSaid(STOPS, 1500.0)]], ids=["paused", "stopped"])
def test_who_starts_the_music_at_the_player_unseen_has_the_empty_rooms_whole_time(
    silence: list[Event],
) -> None:
    session, at_once = told(paused_for_nobody(), *silence, PlayerSaid(PLAYS, 2000.0))
    session, early = told(session, Tick(2890.0))
    _, late = told(session, Tick(2910.0))

    assert acts([*at_once, *early]) == []
    assert acts(late) == [Pause(for_room=True)]


def test_who_stops_the_music_in_a_room_believed_empty_and_starts_it_again_is_not_paused() -> None:
    session, _ = told(left_alone(playing(Emotion.HAPPY)), PlayerSaid(STOPS, 100.0), Tick(2000.0))
    _, wishes = told(session, PlayerSaid(PLAYS, 2001.0), Tick(2800.0))

    assert acts(wishes) == []


def test_who_starts_what_was_stopped_before_the_player_came_back_is_there_too() -> None:
    """The queue is planned again when it is back, which begins nothing."""
    session, _ = told(left_alone(playing(Emotion.HAPPY)), PlayerSaid(STOPS, 100.0), PlayerSaid(None, 101.0))
    session, planned = told(session, PlayerSaid(STOPS, 102.0), Tick(2000.0))
    _, wishes = told(session, PlayerSaid(PLAYS, 2001.0), Tick(2800.0))

    assert [type(wish) for wish in acts(planned)] == [PlayMood]
    assert acts(wishes) == []


def test_another_song_or_volume_is_no_sign_that_somebody_is_there() -> None:
    other = PlayerStatus(PlayState.PLAY, "b.mp3", 40)
    _, wishes = told(left_alone(playing(Emotion.HAPPY)), PlayerSaid(other, 900.0), Tick(1000.0))

    assert acts(wishes) == [Pause(for_room=True)]


def test_the_word_that_it_plays_on_for_who_came_wins_no_more_than_the_time_it_took() -> None:
    session, back = watched(paused_for_nobody(), looks(Emotion.HAPPY, start=1001.0, seconds=3.0, track=2))
    unsaid, _ = told(session, Tick(1004.0))
    said, _ = told(session, PlayerSaid(PLAYS, 1004.0))

    assert Resume() in back
    assert unsaid.empty - said.empty <= 3.0


@pytest.mark.parametrize("by", ["owner", "room"])
def test_a_mood_chosen_by_hand_ends_a_pause(by: str) -> None:
    session = left_alone(playing(Emotion.HAPPY))
    session, _ = told(session, Asked(AskPause(paused=True), 95.0) if by == "owner" else Tick(1000.0))
    session, _ = told(session, PlayerSaid(PAUSES, 1000.1))
    session, wishes = told(session, Pressed(Button.MOOD, Press.SHORT, 1001.0))

    resume, music = acts(wishes)
    assert (resume, session.quiet) == (Resume(), PauseReason.NO)
    assert isinstance(music, PlayMood)
    assert music.soon


@pytest.mark.parametrize("for_room", [True, False])
def test_a_pause_for_nobody_from_before_a_restart_ends_with_who_comes_the_owners_does_not(
    for_room: bool,  # noqa: FBT001
) -> None:
    paused = PlayerStatus(PlayState.PAUSE, for_room=for_room)
    session, at_once = told(begin(MoodSettings(), 0.0), PlayerSaid(paused, 0.0))
    session, nobody_yet = watched(session, looks(None, start=1.0, seconds=30.0))
    _, wishes = watched(session, looks(Emotion.HAPPY, start=31.0, seconds=3.0))

    assert Resume() not in [*at_once, *nobody_yet]
    assert (Resume() in wishes) is for_room


def test_a_room_that_was_left_empty_before_a_restart_is_so_until_somebody_is_made_out() -> None:
    session, _ = told(
        begin(MoodSettings(), 0.0), PlayerSaid(PlayerStatus(PlayState.PAUSE, for_room=True), 0.0)
    )
    hidden = [
        replace(g, faces=(face(Emotion.HAPPY, quality=0.0),)) for g in looks(None, start=1.0, seconds=40.0)
    ]
    session, at_once = watched(session, hidden[:50])
    _, after_a_while = watched(session, hidden[50:])

    assert Resume() not in at_once
    assert Resume() in after_a_while


def test_a_pause_for_nobody_that_is_heard_of_late_ends_at_once_for_who_is_there() -> None:
    _, wishes = told(
        settled_on(Emotion.HAPPY), PlayerSaid(PlayerStatus(PlayState.PAUSE, for_room=True), 60.1)
    )

    assert Resume() in wishes


def test_old_news_of_a_pause_for_nobody_does_not_undo_the_owners() -> None:
    session, _ = told(left_alone(playing(Emotion.HAPPY)), Tick(1000.0), PlayerSaid(PAUSES, 1000.1))
    old = PlayerStatus(PlayState.PAUSE, for_room=True)
    session, _ = told(session, Asked(AskPause(paused=True), 1001.0), PlayerSaid(old, 1001.1))

    assert session.quiet is PauseReason.OWNER


def test_a_pause_by_another_client_is_the_owners() -> None:
    session, _ = told(playing(Emotion.HAPPY), PlayerSaid(PAUSES, 61.0))

    assert session.quiet is PauseReason.OWNER
    assert session.shown is not None
    assert session.shown.paused


def test_playing_on_by_another_client_ends_the_pause() -> None:
    session, _ = told(playing(Emotion.HAPPY), PlayerSaid(PAUSES, 61.0), PlayerSaid(PLAYS, 62.0))

    assert session.quiet is PauseReason.NO


def test_somebody_who_cannot_be_read_is_somebody_after_a_while() -> None:
    session, _ = told(left_alone(playing(Emotion.HAPPY)), Tick(1000.0), PlayerSaid(PAUSES, 1000.1))
    dark = [
        Glance(1001.0 + i / 5, (face(Emotion.SAD, track=2, quality=0.05, why_low="dark"),))
        for i in range(1000)
    ]
    _, wishes = watched(session, dark)

    assert Resume() in wishes
