"""What the speaker wishes, event by event."""

from dataclasses import replace

import pytest

from mien.mood.emotion import Absence, Emotion
from mien.mood.events import (
    Asked,
    AskMood,
    AskPause,
    AskPolicy,
    Button,
    Event,
    EyeBack,
    EyeGone,
    PlayerSaid,
    PlayerStatus,
    Press,
    Pressed,
    Seen,
    Tick,
)
from mien.mood.glance import Glance
from mien.mood.mood import Policy
from mien.mood.mood_settings import MoodSettings
from mien.mood.requests import closed
from mien.mood.session import DARK_LASTS, begin, step
from mien.mood.state import PauseReason, Session
from mien.mood.wishes import CloseEye, EyeState, OpenEye, Pause, PlayMood, Resume, ShowMood, Wish
from mien.types import PlayState
from unit.mood.glancing import acts, face, looks, settled_on, told, watched

PLAYS = PlayerStatus(PlayState.PLAY)
PAUSES = PlayerStatus(PlayState.PAUSE)
STOPS = PlayerStatus(PlayState.STOP)


def playing(emotion: Emotion | None, settings: MoodSettings | None = None) -> Session:
    """Return a session of a minute whose player plays."""
    session, _ = told(settled_on(emotion, settings), PlayerSaid(PLAYS, 60.0))
    return session


def left_alone(session: Session, start: float = 60.0, seconds: float = 30.0) -> Session:
    """Return the session after everybody left and the room settled on nobody."""
    session, _ = watched(session, looks(None, start=start, seconds=seconds))
    return session


def test_a_face_that_stays_happy_is_played_to_once() -> None:
    _, wishes = watched(begin(MoodSettings(), 0.0), looks(Emotion.HAPPY, start=0.0, seconds=60.0))

    (wish,) = acts(wishes)
    assert isinstance(wish, PlayMood)
    assert wish.mood.name is Emotion.HAPPY
    assert wish.policy is Policy.MATCH
    assert not wish.soon


def test_an_empty_room_gets_no_music_of_its_own() -> None:
    session, wishes = watched(begin(MoodSettings(), 0.0), looks(None, start=0.0, seconds=60.0))

    assert acts(wishes) == []
    assert session.estimate.settled.name is Absence.NOBODY


def test_before_anything_is_seen_the_mood_is_unsure() -> None:
    _, wishes = step(begin(MoodSettings(), 0.0), Tick(0.0))

    (wish,) = wishes
    assert isinstance(wish, ShowMood)
    assert wish.shown.moment.name is Absence.UNSURE
    assert wish.shown.settled.name is Absence.UNSURE


def test_music_goes_on_when_everybody_leaves() -> None:
    _, wishes = watched(settled_on(Emotion.SAD), looks(None, start=60.0, seconds=60.0))

    assert acts(wishes) == []


def test_the_music_of_the_mood_before_is_not_wished_again_on_return() -> None:
    _, wishes = watched(
        left_alone(settled_on(Emotion.SAD)), looks(Emotion.SAD, start=90.0, seconds=60.0, track=2)
    )

    assert acts(wishes) == []


def test_another_settled_mood_is_played_to() -> None:
    _, wishes = watched(settled_on(Emotion.HAPPY), looks(Emotion.ANGRY, start=60.0, seconds=60.0))

    assert [wish.mood.name for wish in wishes if isinstance(wish, PlayMood)] == [Emotion.ANGRY]


def test_a_mood_chosen_by_hand_gives_way_once_its_time_is_up() -> None:
    session = settled_on(Emotion.HAPPY, MoodSettings(override_hold=100.0))
    session, _ = told(session, Asked(AskMood(Emotion.SAD), 60.0))

    session, early = told(session, Tick(159.0))
    session, late = told(session, Tick(161.0))

    assert acts(early) == []
    (wish,) = acts(late)
    assert isinstance(wish, PlayMood)
    assert wish.mood.name is Emotion.HAPPY
    assert not wish.soon
    assert session.shown is not None
    assert not session.shown.by_owner


def test_a_clock_that_runs_back_takes_no_time_from_a_chosen_mood() -> None:
    session, _ = told(begin(MoodSettings(override_hold=100.0), 1000.0), Asked(AskMood(Emotion.SAD), 1000.0))
    session, _ = told(session, Tick(10.0))
    back = session.chosen
    session, _ = told(session, Tick(1090.0))

    assert back is not None
    assert back.left == pytest.approx(100.0)
    assert session.chosen is not None
    assert session.chosen.left == pytest.approx(10.0)


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


def test_two_people_keep_their_moods_when_the_eye_starts_anew() -> None:
    near, far = face(Emotion.HAPPY, track=0), face(Emotion.SAD, track=1, x=300.0, side=60.0)
    session, _ = watched(begin(MoodSettings(), 0.0), [Glance(i / 5, (near, far)) for i in range(300)])
    session, _ = told(session, EyeGone("it crashed", 60.0), EyeBack(63.0))
    again = replace(far, track=0), replace(near, track=1)
    session, wishes = watched(session, [Glance(63.0 + i / 5, again) for i in range(100)])

    assert acts(wishes) == []


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


@pytest.mark.parametrize(("says", "silent"), [(STOPS, True), (PAUSES, True), (PLAYS, False)])
def test_what_is_shown_as_paused_is_all_that_play_would_end(says: PlayerStatus, *, silent: bool) -> None:
    """The page's button says "play" and not "pause" after a start, and once the queue has ended."""
    session, _ = told(begin(MoodSettings(), 0.0), PlayerSaid(says, 0.0))

    assert session.shown is not None
    assert session.shown.paused is silent


def test_a_closed_eye_is_closed_from_the_start_and_sees_nothing_until_the_button_opens_it() -> None:
    session, wishes = told(begin(MoodSettings(), 0.0, EyeState.CLOSED), EyeBack(0.0))
    assert acts(wishes) == [CloseEye()]
    session, _ = told(session, Seen(looks(Emotion.HAPPY, start=1.0, seconds=1.0)[0], 1.0))
    assert session.eye is EyeState.CLOSED

    session, wishes = told(session, Pressed(Button.PLAY, Press.HOLD, 2.0))

    assert (session.eye, acts(wishes)) == (EyeState.OPEN, [OpenEye()])


def test_a_blind_eye_sees_no_empty_room() -> None:
    session, _ = told(left_alone(playing(Emotion.HAPPY)), EyeGone("the camera is missing", 91.0))
    _, wishes = told(session, Tick(5000.0))

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


def paused_for_nobody() -> Session:
    """Return a session of 1000 s whose music paused for an empty room."""
    session, wishes = told(left_alone(playing(Emotion.HAPPY)), Tick(1000.0), PlayerSaid(PAUSES, 1000.1))
    assert Pause(for_room=True) in wishes
    return session


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


def test_a_player_that_comes_back_gets_its_queue_planned_again() -> None:
    session, gone = told(playing(Emotion.HAPPY), PlayerSaid(None, 61.0))
    _, back = told(session, PlayerSaid(PLAYS, 62.0))

    assert session.shown is not None
    assert session.shown.player_away
    assert acts(gone) == []
    (wish,) = acts(back)
    assert isinstance(wish, PlayMood)
    assert wish.mood.name is Emotion.HAPPY
    assert not wish.soon


def test_a_player_at_boot_has_no_music_wished_before_a_mood_is_known() -> None:
    _, wishes = told(begin(MoodSettings(), 0.0), PlayerSaid(STOPS, 0.0))

    assert acts(wishes) == []


def test_another_policy_is_heard_at_once_and_the_same_not_at_all() -> None:
    session, (wish, *_) = told(settled_on(Emotion.SAD), Asked(AskPolicy(Policy.LIFT), 61.0))
    _, again = told(session, Asked(AskPolicy(Policy.LIFT), 62.0))

    assert isinstance(wish, PlayMood)
    assert wish.policy is Policy.LIFT
    assert wish.soon
    assert again == []


def test_a_policy_before_any_mood_is_kept_for_the_first() -> None:
    session, early = told(begin(MoodSettings(), 0.0), Asked(AskPolicy(Policy.RAMP), 0.0))
    _, later = watched(session, looks(Emotion.SAD, start=1.0, seconds=60.0))

    assert acts(early) == []
    assert [wish.policy for wish in later if isinstance(wish, PlayMood)] == [Policy.RAMP]


def test_the_music_plays_on_when_the_eye_is_gone_and_the_speaker_says_so() -> None:
    session, wishes = told(playing(Emotion.HAPPY), EyeGone("the camera hangs", 61.0), Tick(500.0))

    assert acts(wishes) == []
    assert session.shown is not None
    assert session.shown.eye is EyeState.GONE
    assert session.shown.moment.name is Absence.UNSURE
    assert session.shown.settled.name is Emotion.HAPPY


@pytest.mark.parametrize("back", [EyeBack(62.0), Seen(Glance(62.0), 62.0)])
def test_an_eye_that_is_back_is_open(back: EyeBack | Seen) -> None:
    session, _ = told(playing(Emotion.HAPPY), EyeGone("it died", 61.0), back)

    assert session.eye is EyeState.OPEN


def test_a_closed_eye_sees_nothing_that_was_on_its_way() -> None:
    session, _ = closed(settled_on(Emotion.HAPPY))
    after, _ = watched(session, looks(Emotion.SAD, start=60.0, seconds=60.0))

    assert after.estimate == session.estimate
    assert after.eye is EyeState.CLOSED


def test_a_closed_eye_that_goes_is_still_closed() -> None:
    session, _ = closed(settled_on(Emotion.HAPPY))
    session, wishes = told(session, EyeGone("it let go of the camera", 61.0))

    assert session.eye is EyeState.CLOSED
    assert acts(wishes) == []


def test_a_closed_eye_that_starts_anew_is_told_to_stay_closed() -> None:
    session, _ = closed(settled_on(Emotion.HAPPY))
    session, wishes = told(session, EyeBack(61.0))

    assert session.eye is EyeState.CLOSED
    assert acts(wishes) == [CloseEye()]


def test_a_reopened_eye_plays_on_only_once_it_has_seen_somebody() -> None:
    session, _ = told(left_alone(playing(Emotion.HAPPY)), Tick(1000.0), PlayerSaid(PAUSES, 1000.1))
    session, gone = told(session, EyeGone("it died", 1001.0), EyeBack(1005.0))
    _, wishes = watched(session, looks(None, start=1006.0, seconds=10.0))

    assert acts(gone) == []
    assert acts(wishes) == []


def test_what_is_shown_is_not_shown_again() -> None:
    session = settled_on(Emotion.HAPPY)
    _, wishes = watched(session, looks(Emotion.HAPPY, start=60.0, seconds=60.0))

    assert len(wishes) < 6  # a confidence that still creeps up by a step or two


def test_numbers_are_shown_in_whole_steps() -> None:
    _, wishes = watched(begin(MoodSettings(), 0.0), looks(Emotion.SAD, start=0.0, seconds=60.0))

    for wish in wishes:
        if isinstance(wish, ShowMood):
            number = wish.shown.settled.confidence * 20
            assert number == pytest.approx(round(number))
