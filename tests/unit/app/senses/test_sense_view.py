"""What each sense says now, as the house sees it."""

from dataclasses import replace

import pytest

from mien.app.app_state import AppState, EarState
from mien.app.senses.sense_view import senses_of
from mien.config.config_file import read_config
from mien.home.senses import SenseReading, SenseState
from mien.mood.emotion import Absence, Emotion
from mien.mood.glance import Face, Glance
from mien.mood.mood import Mood, Policy
from mien.mood.senses.utterance import Utterance
from mien.mood.wishes import DisplayState, EyeState
from mien.pulse.monitor import Pulse

STATE = AppState(read_config("", "defaults"))
HAPPY = {emotion: 1.0 if emotion is Emotion.HAPPY else 0.0 for emotion in Emotion}
SAD = {emotion: 1.0 if emotion is Emotion.SAD else 0.0 for emotion in Emotion}
NEAR = Face(1, (0, 0, 100, 100), 0.8, HAPPY, "turned")
FAR = Face(2, (0, 0, 40, 40), 0.9, SAD)
VOICE = Utterance(10.0, 3.0, 0.6, 0.1, HAPPY, -30.0, 0.5, "noisy")
HEARS = EarState(is_on=True, level=-50.0, utterance=VOICE)
NOTHING = Mood(Absence.UNSURE)


def closed(state: AppState) -> AppState:
    return replace(state, display=DisplayState(NOTHING, NOTHING, Policy.MATCH, eye=EyeState.CLOSED))


def test_the_largest_face_is_what_the_camera_says() -> None:
    state = replace(STATE, glance=Glance(0.0, (FAR, NEAR)))
    assert senses_of(state, 0.0).face == SenseReading(SenseState.ACTIVE, 0.4, 0.8, 0.8, "turned")


def test_a_camera_without_a_face_is_quiet_and_without_a_picture_not_working() -> None:
    assert senses_of(replace(STATE, glance=Glance(0.0)), 0.0).face.state is SenseState.QUIET
    gone = senses_of(replace(STATE, eye_problem="It hangs."), 0.0).face
    assert gone == SenseReading(SenseState.NOT_WORKING, why="It hangs.")


def test_a_voice_is_said_as_long_as_it_counts() -> None:
    state = replace(STATE, ear=HEARS)
    assert senses_of(state, 14.0).voice == SenseReading(SenseState.ACTIVE, 0.6, 0.1, 0.5, "noisy")
    assert senses_of(state, 32.9).voice.state is SenseState.ACTIVE
    assert senses_of(state, 33.1).voice == SenseReading(SenseState.QUIET, why="nobody speaks")


@pytest.mark.parametrize(
    ("ear", "is_as"),
    [
        (EarState(), SenseReading()),
        (EarState(is_on=True, problem="Unplugged."), SenseReading(SenseState.NOT_WORKING, why="Unplugged.")),
        (EarState(is_on=True, speech=True), SenseReading(SenseState.QUIET, why="somebody speaks")),
    ],
)
def test_an_ear_that_hears_nothing_says_why(ear: EarState, is_as: SenseReading) -> None:
    assert senses_of(replace(STATE, ear=ear), 0.0).voice == is_as


def test_a_closed_camera_closes_both_and_leaves_the_pulse() -> None:
    state = closed(replace(STATE, glance=Glance(0.0, (NEAR,)), ear=HEARS, pulse=Pulse(66, 60, "")))
    senses = senses_of(state, 14.0)
    assert (senses.face, senses.voice) == (SenseReading(), SenseReading())
    assert senses.pulse.state is SenseState.ACTIVE


@pytest.mark.parametrize(
    ("pulse", "state", "rate", "above"),
    [
        (None, SenseState.OFF, None, None),
        (Pulse(None, None, "out of reach"), SenseState.NOT_WORKING, None, None),
        (Pulse(72, None, "learning"), SenseState.QUIET, 72, None),
        (Pulse(90, 60, "you are moving"), SenseState.QUIET, 90, 0.5),
        (Pulse(66, 60, ""), SenseState.ACTIVE, 66, 0.1),
    ],
)
def test_the_pulse_is_said_as_its_distance_from_rest(
    pulse: Pulse | None, state: SenseState, rate: int | None, above: float | None
) -> None:
    reading = senses_of(replace(STATE, pulse=pulse), 0.0).pulse
    assert (reading.state, reading.rate) == (state, rate)
    assert reading.above_rest == (None if above is None else pytest.approx(above))
    assert (reading.quality is not None) is (state is SenseState.ACTIVE)
