"""An eye that is closed, blind, gone or back."""

from dataclasses import replace

import pytest

from mien.mood.emotion import Absence, Emotion
from mien.mood.events import Button, EyeBack, EyeGone, PlayerSaid, Press, Pressed, Seen, Tick
from mien.mood.glance import Glance
from mien.mood.mood_settings import MoodSettings
from mien.mood.requests import closed
from mien.mood.session import begin
from mien.mood.wishes import CloseEye, EyeState, OpenEye
from unit.mood.glancing import acts, face, looks, settled_on, told, watched
from unit.mood.session.playing import PAUSES, left_alone, playing


def test_two_people_keep_their_moods_when_the_eye_starts_anew() -> None:
    near, far = face(Emotion.HAPPY, track=0), face(Emotion.SAD, track=1, x=300.0, side=60.0)
    session, _ = watched(begin(MoodSettings(), 0.0), [Glance(i / 5, (near, far)) for i in range(300)])
    session, _ = told(session, EyeGone("it crashed", 60.0), EyeBack(63.0))
    again = replace(far, track=0), replace(near, track=1)
    session, wishes = watched(session, [Glance(63.0 + i / 5, again) for i in range(100)])

    assert acts(wishes) == []


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
