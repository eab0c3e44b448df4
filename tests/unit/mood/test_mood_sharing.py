"""A room without anybody follows the mood of one where somebody is."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.emotion import AFFECTS, Absence, Emotion
from mien.mood.events import (
    Asked,
    AskMood,
    AskPause,
    PlayerSaid,
    PlayerStatus,
    Seen,
    SharedMoodHeard,
    Tick,
)
from mien.mood.glance import Glance
from mien.mood.mood_settings import MoodSettings
from mien.mood.requests import closed
from mien.mood.session import begin
from mien.mood.sharing import followed, is_occupied, wanted
from mien.mood.state import Session
from mien.mood.wishes import Pause, PlayMood, Resume, SharedMood, ShowMood
from mien.types import PlayState
from unit.mood.glancing import acts, looks, settled_on, told, watched

KITCHEN = SharedMood("Kitchen", Emotion.HAPPY)
PLAYS, PAUSES, STOPS = (PlayerStatus(state) for state in (PlayState.PLAY, PlayState.PAUSE, PlayState.STOP))


@cache
def in_room(emotion: Emotion | None, status: PlayerStatus = PLAYS) -> Session:
    """Return a session of a minute that has a player."""
    session, _ = told(settled_on(emotion), PlayerSaid(status, 60.0))
    return session


def test_an_empty_room_plays_for_the_room_that_leads_and_says_whose_mood_that_is() -> None:
    session, wishes = told(in_room(None), SharedMoodHeard(KITCHEN, 61.0))

    (wish,) = acts(wishes)
    assert isinstance(wish, PlayMood)
    assert (wish.mood.name, wish.mood.valence) == (Emotion.HAPPY, AFFECTS[Emotion.HAPPY].valence)
    assert not wish.soon
    (shown,) = (wish.shown for wish in wishes if isinstance(wish, ShowMood))
    assert shown.shared == KITCHEN
    assert shown.settled.name is Absence.NOBODY
    assert followed(session) == KITCHEN


def test_a_room_with_somebody_in_it_follows_only_them() -> None:
    session, wishes = told(in_room(Emotion.SAD), SharedMoodHeard(KITCHEN, 61.0))

    assert acts(wishes) == []
    assert followed(session) is None
    mood = wanted(session)
    assert mood is not None
    assert mood.name is Emotion.SAD


def test_who_comes_in_takes_the_music_over_and_who_leaves_gives_it_back() -> None:
    session, _ = told(in_room(None), SharedMoodHeard(KITCHEN, 61.0))
    session, wishes = watched(session, looks(Emotion.ANGRY, start=62.0, seconds=60.0))
    assert [wish.mood.name for wish in acts(wishes) if isinstance(wish, PlayMood)] == [Emotion.ANGRY]

    session, wishes = watched(session, looks(None, start=122.0, seconds=30.0))
    assert [wish.mood.name for wish in acts(wishes) if isinstance(wish, PlayMood)] == [Emotion.HAPPY]


def test_somebody_who_cannot_be_read_is_somebody() -> None:
    session, _ = told(in_room(None), SharedMoodHeard(KITCHEN, 61.0))
    unreadable = [
        replace(face, quality=0.0)
        for glance in looks(Emotion.SAD, start=0, seconds=0.2)
        for face in glance.faces
    ]
    glances = [Glance(62.0 + i / 5.0, tuple(unreadable)) for i in range(300)]
    session, _ = watched(session, glances)

    assert session.estimate.settled.name is Absence.UNSURE
    assert followed(session) is None


def test_a_dark_room_that_was_not_left_may_have_somebody_asleep_in_it() -> None:
    session, _ = watched(begin(MoodSettings(), 0.0), [Glance(i / 5.0, (), 0.0) for i in range(100)])

    assert is_occupied(session)


@pytest.mark.parametrize("emotion", [None, Emotion.SAD])
def test_a_room_whose_camera_is_off_follows(emotion: Emotion | None) -> None:
    session, _ = closed(in_room(emotion))
    session, _ = told(session, SharedMoodHeard(KITCHEN, 61.0))

    assert followed(session) == KITCHEN


def test_a_mood_chosen_by_hand_goes_before_another_rooms() -> None:
    session, _ = told(in_room(None), Asked(AskMood(Emotion.SAD), 61.0), SharedMoodHeard(KITCHEN, 62.0))
    assert followed(session) is None

    session, wishes = told(session, Asked(AskMood(None), 63.0))
    (wish,) = acts(wishes)
    assert isinstance(wish, PlayMood)
    assert (wish.mood.name, wish.soon) == (Emotion.HAPPY, True)


def test_music_that_is_stopped_is_not_begun_from_another_room() -> None:
    _, wishes = told(in_room(None, STOPS), SharedMoodHeard(KITCHEN, 61.0), Tick(62.0))
    assert acts(wishes) == []

    _, wishes = told(begin(MoodSettings(), 0.0), SharedMoodHeard(KITCHEN, 1.0), PlayerSaid(STOPS, 2.0))
    assert acts(wishes) == []


def test_music_that_pauses_is_not_resumed_from_another_room() -> None:
    session, wishes = told(in_room(None), Asked(AskPause(paused=True), 61.0), PlayerSaid(PAUSES, 61.0))
    session, wishes = told(session, SharedMoodHeard(KITCHEN, 62.0), Tick(63.0))

    assert not [wish for wish in wishes if isinstance(wish, Resume)]


def test_music_does_not_pause_for_an_empty_room_while_it_is_for_another() -> None:
    session, _ = told(in_room(None), SharedMoodHeard(KITCHEN, 61.0))
    session, wishes = told(session, *(Tick(61.0 + second) for second in range(0, 4000, 10)))
    assert not [wish for wish in wishes if isinstance(wish, Pause)]

    session, wishes = told(
        session, SharedMoodHeard(None, 5000.0), *(Tick(5000.0 + s) for s in range(0, 1200, 10))
    )
    assert [wish for wish in wishes if isinstance(wish, Pause)] == [Pause(for_room=True)]


def test_once_nobody_leads_the_music_stays_as_it_was() -> None:
    session, _ = told(in_room(None), SharedMoodHeard(KITCHEN, 61.0))
    session, wishes = told(session, SharedMoodHeard(None, 62.0))

    assert acts(wishes) == []
    mood = wanted(session)
    assert mood is not None
    assert mood.name is Emotion.HAPPY
    assert session.shown is not None
    assert session.shown.shared is None


@given(st.lists(st.one_of(st.none(), st.sampled_from(Emotion)), max_size=12))
def test_an_occupied_room_never_follows_another(moods: list[Emotion | None]) -> None:
    session, at = in_room(Emotion.NEUTRAL), 60.0
    for mood in moods:
        at += 0.2
        heard = SharedMoodHeard(SharedMood("Den", mood) if mood else None, at)
        stays = Seen(looks(Emotion.NEUTRAL, start=at, seconds=0.2)[0], at)
        session, wishes = told(session, heard, stays, Tick(at))

        assert acts(wishes) == []
        assert followed(session) is None
