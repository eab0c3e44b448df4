"""What the speaker wishes while somebody plays on its loudspeaker by AirPlay or Bluetooth."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.mood.choices import choices_of, with_choices
from mien.mood.emotion import Emotion
from mien.mood.events import (
    AskCloseEye,
    Asked,
    AskMood,
    AskPause,
    AskPolicy,
    AskPrevious,
    AskSkip,
    AskSleep,
    AskUndo,
    AskVolume,
    Button,
    Event,
    EyeBack,
    GuestChanged,
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
from mien.mood.session import begin
from mien.mood.state import PauseReason
from mien.mood.wishes import KeepChoices, Pause, PlayMood, Previous, Resume, ShowMood, Skip, UndoSkip
from mien.types import PlayState
from unit.mood.glancing import acts, face, looks, told, watched
from unit.mood.guests.visit import ANNA, BEN, PAUSES, PLAYS, STOPS, beside, left, with_guest

ASKS = (
    AskSkip(),
    AskPrevious(),
    AskUndo(),
    AskPause(paused=True),
    AskPause(paused=False),
    AskVolume(30),
    AskMood(Emotion.SAD),
    AskMood(None),
    AskPolicy(Policy.LIFT),
    AskCloseEye(),
    AskSleep(2.0),
    AskSleep(None),
)


def test_the_music_pauses_for_a_guest_and_comes_back() -> None:
    session, begun = told(beside(PLAYS), GuestChanged(ANNA, 70.0))
    session, confirmed = told(session, PlayerSaid(PAUSES, 70.1), Tick(99.0))
    _, ended = left(session)

    assert acts(begun) == [Pause()]
    assert acts(confirmed) == []
    assert ended == [Resume()]


def test_a_guest_is_shown_and_the_mood_too() -> None:
    session, wishes = told(beside(PLAYS), GuestChanged(ANNA, 70.0))
    after, _ = left(session)

    assert session.shown is not None
    assert session.shown.guest == ANNA
    assert session.shown.paused
    assert session.shown.settled.name is Emotion.HAPPY
    assert any(isinstance(wish, ShowMood) for wish in wishes)
    assert after.shown is not None
    assert after.shown.guest is None


def test_a_mood_that_changes_under_a_guest_is_seen_and_its_music_comes_after() -> None:
    session, during = watched(with_guest(), looks(Emotion.ANGRY, start=71.0, seconds=60.0))
    _, ended = left(session, 140.0)

    assert acts(during) == []
    assert session.shown is not None
    assert session.shown.settled.name is Emotion.ANGRY
    assert ended[0] == Resume()
    assert isinstance(ended[1], PlayMood)
    assert (ended[1].mood.name, ended[1].soon) == (Emotion.ANGRY, False)
    assert len(ended) == 2


def test_the_owners_pause_stays_one() -> None:
    session, _ = told(beside(PLAYS), Asked(AskPause(paused=True), 61.0), PlayerSaid(PAUSES, 61.1))
    session, begun = told(session, GuestChanged(ANNA, 70.0))
    session, ended = left(session)

    assert acts(begun) == []
    assert ended == []
    assert session.quiet is PauseReason.OWNER


def test_music_that_was_stopped_is_not_begun() -> None:
    session, begun = told(beside(STOPS), GuestChanged(ANNA, 70.0))
    _, ended = left(session)

    assert acts(begun) == []
    assert ended == []


def test_a_pause_for_an_empty_room_waits_for_somebody_and_for_the_guest() -> None:
    session = beside(PLAYS, MoodSettings(empty_pause=30.0))
    session, _ = watched(session, looks(None, start=60.0, seconds=120.0))
    session, _ = told(session, PlayerSaid(PlayerStatus(PlayState.PAUSE, for_room=True), 180.0))
    room = session.quiet
    session, begun = told(session, GuestChanged(ANNA, 181.0))
    alone, ended = left(session, 182.0)
    session, came = watched(session, looks(Emotion.HAPPY, start=182.0, seconds=10.0, track=2))
    _, after = left(session, 200.0)

    assert room is PauseReason.ROOM
    assert acts(begun) == []
    assert (ended, alone.quiet) == ([], PauseReason.ROOM)
    assert acts(came) == []
    assert after == [Resume()]


def test_music_does_not_come_back_to_a_room_that_everybody_left_meanwhile() -> None:
    session = beside(PLAYS, MoodSettings(empty_pause=30.0))
    session, _ = told(session, GuestChanged(ANNA, 70.0), PlayerSaid(PAUSES, 70.1))
    session, _ = watched(session, looks(None, start=71.0, seconds=120.0))
    session, ended = left(session, 191.0)
    _, came = watched(session, looks(Emotion.HAPPY, start=192.0, seconds=5.0, track=2))

    assert ended == [Pause(for_room=True)]
    assert Resume() in came


def test_with_no_pause_for_empty_rooms_it_comes_back_to_one() -> None:
    session = beside(PLAYS, MoodSettings(empty_pause=0.0))
    session, _ = told(session, GuestChanged(ANNA, 70.0), PlayerSaid(PAUSES, 70.1))
    session, _ = watched(session, looks(None, start=71.0, seconds=120.0))

    assert left(session, 191.0)[1] == [Resume()]


def test_old_news_of_playing_is_no_new_music() -> None:
    session, _ = told(beside(PLAYS), GuestChanged(ANNA, 70.0))
    _, late = told(session, PlayerSaid(PlayerStatus(PlayState.PLAY, volume=40), 70.05))

    assert acts(late) == []


@pytest.mark.parametrize("before", [PAUSES, STOPS, None])
def test_music_that_somebody_starts_at_the_player_waits_for_the_guest(before: PlayerStatus | None) -> None:
    session, _ = told(beside(before), GuestChanged(ANNA, 70.0))
    session, started = told(session, PlayerSaid(PLAYS, 80.0))
    session, _ = told(session, PlayerSaid(PAUSES, 80.1))
    _, ended = left(session)

    assert Pause() in started
    assert not any(isinstance(wish, PlayMood) for wish in started)
    assert Resume() in ended


def test_music_that_somebody_stops_at_the_player_stays_stopped() -> None:
    session, _ = told(with_guest(), PlayerSaid(STOPS, 80.0))

    assert left(session)[1] == []


def test_a_player_that_is_away_when_the_guest_leaves_plays_on_once_it_is_back() -> None:
    session, _ = told(with_guest(), PlayerSaid(None, 80.0))
    session, ended = left(session)
    _, back = told(session, PlayerSaid(PAUSES, 110.0))

    assert ended == []
    assert Resume() in back


def test_one_guest_after_another_lets_no_music_in_between() -> None:
    session, wishes = told(with_guest(), GuestChanged(BEN, 80.0))

    assert acts(wishes) == []
    assert left(session)[1] == [Resume()]


def test_a_speaker_that_is_restarted_under_a_guest_plays_on_afterwards() -> None:
    before = choices_of(with_guest())
    session = with_choices(begin(MoodSettings(), 0.0), before)
    session, early = told(session, PlayerSaid(PAUSES, 1.0))
    still, _ = told(session, GuestChanged(ANNA, 2.0))
    _, gone = told(session, GuestChanged(None, 2.0))

    assert before.paused_for_guest
    assert acts(early) == []
    assert gone[0] == Resume()
    assert Resume() in left(still, 9.0)[1]


def test_guests_may_be_known_before_the_player_is() -> None:
    session = with_choices(begin(MoodSettings(), 0.0), choices_of(with_guest()))
    session, early = told(session, GuestChanged(None, 1.0))
    _, late = told(session, PlayerSaid(PAUSES, 2.0))

    assert acts(early) == []
    assert Resume() in late


def test_the_pause_for_a_guest_is_stored_once_and_its_end_too() -> None:
    session, begun = told(beside(PLAYS), GuestChanged(ANNA, 70.0))
    session, confirmed = told(session, PlayerSaid(PAUSES, 70.1))
    _, ended = told(session, GuestChanged(None, 100.0))

    assert [wish.choices.paused_for_guest for wish in begun if isinstance(wish, KeepChoices)] == [True]
    assert not any(isinstance(wish, KeepChoices) for wish in confirmed)
    assert [wish.choices.paused_for_guest for wish in ended if isinstance(wish, KeepChoices)] == [False]


SOUNDING = (Resume, PlayMood, Skip, Previous, UndoSkip)
HAPPENINGS = st.sampled_from(
    [
        *(lambda at, ask=ask: Asked(ask, at) for ask in ASKS),
        *(lambda at, says=says: PlayerSaid(says, at) for says in (PLAYS, PAUSES, STOPS, None)),
        *(lambda at, button=b, how=h: Pressed(button, how, at) for b in Button for h in Press),
        lambda at: GuestChanged(ANNA, at),
        lambda at: Seen(Glance(at, (face(Emotion.ANGRY),)), at),
        lambda at: Seen(Glance(at), at),
        EyeBack,
        Tick,
    ]
)


@settings(max_examples=50)
@given(st.lists(st.tuples(HAPPENINGS, st.floats(0.1, 400.0)), max_size=20))
def test_whatever_happens_nothing_of_ours_begins_while_a_guest_plays(
    happenings: list[tuple[Callable[[float], Event], float]],
) -> None:
    session, at = with_guest(), 70.1
    for happens, later in happenings:
        at += later
        session, wishes = told(session, happens(at))

        assert not any(isinstance(wish, SOUNDING) for wish in wishes)
        assert not (session.player is PlayState.PLAY and session.quiet is PauseReason.NO)


@settings(max_examples=50)
@given(st.lists(st.tuples(HAPPENINGS, st.floats(0.1, 400.0)), max_size=20))
def test_whatever_happens_a_guest_who_leaves_leaves_no_pause_of_their_own(
    happenings: list[tuple[Callable[[float], Event], float]],
) -> None:
    session, at = with_guest(), 70.1
    for happens, later in happenings:
        at += later
        session, _ = told(session, happens(at))
    session, _ = told(session, GuestChanged(None, at), PlayerSaid(PAUSES, at + 1.0))

    assert session.quiet is not PauseReason.GUEST
    assert session.guests.owed is None
