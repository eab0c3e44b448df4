"""The owner's buttons and requests."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.mood.emotion import Absence, Emotion
from mien.mood.events import (
    Ask,
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
    OpenedHere,
    PlayerSaid,
    PlayerStatus,
    Press,
    Pressed,
)
from mien.mood.mood import Policy
from mien.mood.mood_settings import MoodSettings
from mien.mood.requests import ROUND
from mien.mood.session import begin
from mien.mood.state import Session
from mien.mood.wishes import (
    CloseEye,
    EyeState,
    OpenEye,
    OpenPairing,
    Pause,
    PlayMood,
    Previous,
    Resume,
    Skip,
    UndoSkip,
    Volume,
    Wish,
)
from mien.types import PlayState
from unit.mood.glancing import acts, looks, settled_on, told, watched


def press(session: Session, button: Button, how: Press, at: float = 60.0) -> tuple[Session, list[Wish]]:
    session, wishes = told(session, Pressed(button, how, at))
    return session, acts(wishes)


def plays_now() -> Session:
    """Return a session that knows a mood, and plays."""
    session, _ = told(
        begin(MoodSettings(), 0.0),
        PlayerSaid(PlayerStatus(PlayState.PLAY), 0.0),
        Asked(AskMood(Emotion.HAPPY), 0.0),
        Asked(AskMood(None), 0.0),
    )
    return session


def knows_nothing(state: PlayState) -> Session:
    session, _ = told(begin(MoodSettings(), 0.0), PlayerSaid(PlayerStatus(state), 0.0))
    return session


@pytest.mark.parametrize(
    ("button", "how", "wish"),
    [
        (Button.SKIP, Press.SHORT, Skip()),
        (Button.SKIP, Press.HOLD, Previous()),
        (Button.SKIP, Press.DOUBLE, UndoSkip()),
        (Button.PLAY, Press.SHORT, Pause()),
        (Button.PLAY, Press.HOLD, CloseEye()),
        (Button.PAIR, Press.HOLD, OpenPairing(120.0)),
    ],
)
def test_a_press_does_what_is_printed_beside_the_button(button: Button, how: Press, wish: Wish) -> None:
    _, wishes = press(plays_now(), button, how)

    assert wishes == [wish]


@pytest.mark.parametrize(
    ("button", "how"),
    [
        (Button.MOOD, Press.DOUBLE),
        (Button.PLAY, Press.DOUBLE),
        (Button.PAIR, Press.SHORT),
        (Button.PAIR, Press.DOUBLE),
    ],
)
def test_a_press_that_means_nothing_changes_nothing(button: Button, how: Press) -> None:
    session = plays_now()
    after, wishes = press(session, button, how, at=0.0)

    assert wishes == []
    assert after == session


@pytest.mark.parametrize(
    ("ask", "wish"),
    [
        (AskSkip(), Skip()),
        (AskPrevious(), Previous()),
        (AskUndo(), UndoSkip()),
        (AskPause(paused=True), Pause()),
        (AskPause(paused=False), Resume()),
        (AskVolume(40), Volume(40)),
        (AskVolume(105), Volume(100)),
        (AskVolume(-1), Volume(0)),
        (AskCloseEye(), CloseEye()),
    ],
)
def test_what_is_asked_for_is_wished(ask: Ask, wish: Wish) -> None:
    _, wishes = told(plays_now(), Asked(ask, 1.0))

    assert acts(wishes) == [wish]


def test_the_play_button_pauses_and_plays_on() -> None:
    session, first = press(plays_now(), Button.PLAY, Press.SHORT)
    session, second = press(session, Button.PLAY, Press.SHORT, at=61.0)
    _, third = press(session, Button.PLAY, Press.SHORT, at=62.0)

    assert [*first, *second, *third] == [Pause(), Resume(), Pause()]


def test_the_play_button_starts_a_stopped_player() -> None:
    session, _ = told(plays_now(), PlayerSaid(PlayerStatus(PlayState.STOP), 0.0))
    _, wishes = press(session, Button.PLAY, Press.SHORT)

    assert wishes == [Resume()]


@pytest.mark.parametrize(
    ("button", "state", "wish"),
    [
        (Button.PLAY, PlayState.STOP, Resume()),
        (Button.PLAY, PlayState.PAUSE, Resume()),
        (Button.SKIP, PlayState.STOP, Skip()),
        (Button.SKIP, PlayState.PLAY, Skip()),
    ],
)
def test_who_asks_for_music_before_any_mood_is_known_hears_calm_music(
    button: Button, state: PlayState, wish: Wish
) -> None:
    session, wishes = press(knows_nothing(state), button, Press.SHORT)
    _, again = press(session, button, Press.SHORT, at=61.0)

    first, (music,) = wishes[0], [w for w in wishes if isinstance(w, PlayMood)]
    assert (first, music.mood.name, music.soon) == (wish, Emotion.NEUTRAL, False)
    assert not any(isinstance(w, PlayMood) for w in again)


def test_a_pause_before_any_mood_is_known_brings_no_music() -> None:
    _, wishes = press(knows_nothing(PlayState.PLAY), Button.PLAY, Press.SHORT)

    assert wishes == [Pause()]


def test_holding_the_play_button_closes_and_opens_the_eye() -> None:
    session, first = press(plays_now(), Button.PLAY, Press.HOLD)
    shut = session.eye
    session, second = press(session, Button.PLAY, Press.HOLD, at=61.0)

    assert [*first, *second] == [CloseEye(), OpenEye()]
    assert (shut, session.eye) == (EyeState.CLOSED, EyeState.OPEN)


ANY_ASK: tuple[Ask, ...] = (
    *(AskSkip(), AskPrevious(), AskUndo(), AskVolume(10), AskMood(None), AskMood(Emotion.SAD)),
    *(AskPause(paused=True), AskPause(paused=False), AskPolicy(Policy.LIFT), AskCloseEye()),
    *(AskSleep(None), AskSleep(0.5)),
)


def test_nothing_that_can_be_asked_opens_the_eye() -> None:
    session, _ = told(plays_now(), Asked(AskCloseEye(), 1.0))
    after, wishes = told(session, *(Asked(ask, 2.0) for ask in ANY_ASK))

    assert {type(ask) for ask in ANY_ASK} == set(get_args(Ask))
    assert OpenEye() not in wishes
    assert after.eye is EyeState.CLOSED


def test_who_is_at_the_speaker_turns_the_camera_on_again() -> None:
    session, _ = told(plays_now(), Asked(AskCloseEye(), 1.0))
    session, first = told(session, OpenedHere(2.0))
    session, again = told(session, OpenedHere(3.0))

    assert acts([*first, *again]) == [OpenEye()]
    assert session.eye is EyeState.OPEN


def test_the_mood_button_goes_round_from_the_mood_there_is_music_for() -> None:
    session = settled_on(Emotion.SAD)
    named = []
    for i in range(len(ROUND)):
        session, wishes = press(session, Button.MOOD, Press.SHORT, at=61.0 + i)
        named += [wish.mood.name for wish in wishes if isinstance(wish, PlayMood) and wish.soon]

    assert sorted(named) == sorted(Emotion)
    assert named[0] is ROUND[ROUND.index(Emotion.SAD) + 1]
    assert named[-1] is Emotion.SAD


def test_the_mood_button_begins_with_the_first_mood_when_none_is_known() -> None:
    _, (wish,) = press(begin(MoodSettings(), 0.0), Button.MOOD, Press.SHORT)

    assert isinstance(wish, PlayMood)
    assert wish.mood.name is ROUND[0]


def test_holding_the_mood_button_goes_back_to_what_is_seen_at_once() -> None:
    session, _ = press(settled_on(Emotion.SAD), Button.MOOD, Press.SHORT)
    session, (wish,) = press(session, Button.MOOD, Press.HOLD, at=61.0)

    assert isinstance(wish, PlayMood)
    assert wish.mood.name is Emotion.SAD
    assert wish.soon
    assert session.chosen is None


def test_going_back_to_automatic_is_silent_when_the_mood_was_right() -> None:
    session, (wish, *_) = told(settled_on(Emotion.SAD), Asked(AskMood(Emotion.SAD), 61.0))
    _, wishes = told(session, Asked(AskMood(None), 62.0))

    assert isinstance(wish, PlayMood)
    assert wish.soon
    assert acts(wishes) == []


def test_going_back_to_automatic_before_any_mood_is_known_is_silent() -> None:
    _, wishes = told(begin(MoodSettings(), 0.0), Asked(AskMood(None), 1.0))

    assert acts(wishes) == []


def test_going_back_to_automatic_in_an_empty_room_leaves_the_music_as_it_is() -> None:
    session, _ = told(settled_on(None), Asked(AskMood(Emotion.SAD), 61.0))
    session, wishes = told(session, Asked(AskMood(None), 62.0))

    assert acts(wishes) == []
    assert session.estimate.settled.name is Absence.NOBODY


def test_a_chosen_mood_is_shown_as_the_owners_and_as_sure() -> None:
    session, _ = told(settled_on(Emotion.SAD), Asked(AskMood(Emotion.HAPPY), 61.0))

    assert session.shown is not None
    assert session.shown.by_owner
    assert session.shown.settled.name is Emotion.HAPPY
    assert session.shown.settled.confidence == 1.0
    assert session.shown.settled.valence > 0.0


@settings(max_examples=15, deadline=None)
@given(chosen=st.sampled_from(Emotion), seen=st.sampled_from([*Emotion, None]))
def test_a_chosen_mood_always_wins_over_what_is_seen(chosen: Emotion, seen: Emotion | None) -> None:
    session, _ = told(begin(MoodSettings(), 0.0), Asked(AskMood(chosen), 0.0))
    session, wishes = watched(session, looks(seen, start=0.2, seconds=40.0))

    assert acts(wishes) == []
    assert session.playing is not None
    assert session.playing.name is chosen
