"""Where a visit draws the line between calm and excited."""

import pytest

from mien.ear.voice.usual_arousal import FARTHEST, FORGETS, LEAST, UsualArousal
from mien.ear.voice.voice_network import VoiceReading
from mien.mood.emotion import Emotion


def reading(excited: float) -> VoiceReading:
    return VoiceReading(dict.fromkeys(Emotion, 1 / 7), excited, 0.5)


def after(*heard: float) -> UsualArousal:
    """Return what is usual after voices that were excited with these probabilities, one a second."""
    usual = UsualArousal()
    for number, excited in enumerate(heard):
        usual.corrected(reading(excited), 10_000.0 + number)
    return usual


def test_the_line_moves_half_way_between_both_kinds() -> None:
    usual = after(*[0.3, 0.95] * 15)

    assert 0.5 < usual.line < FARTHEST
    assert usual.corrected(reading(0.6), 10_040.0).excited < 0.5


@pytest.mark.parametrize("excited", [0.05, 0.3, 0.7, 0.95])
def test_where_only_one_kind_was_heard_it_stays_where_it_is(excited: float) -> None:
    usual = after(*[excited] * 30)

    assert usual.line == 0.0
    assert usual.corrected(reading(0.6), 10_040.0).excited == pytest.approx(0.6)


def test_a_few_outliers_do_not_move_it() -> None:
    assert after(*[0.1] * 28, 0.99, 0.99).line == 0.0


def test_it_never_moves_far() -> None:
    assert after(*[0.33, 0.9999] * 15).line == FARTHEST


def test_the_first_voices_do_not_move_it() -> None:
    assert after(*[0.3, 0.95, 0.95][: LEAST - 1]).line == 0.0


def test_half_an_hour_without_a_voice_ends_the_visit() -> None:
    usual = after(*[0.3, 0.95] * 15)

    assert usual.corrected(reading(0.6), 10_030.0 + FORGETS).excited == pytest.approx(0.6)
    assert usual.line == 0.0


def test_all_else_of_a_reading_stays_as_it_was() -> None:
    usual = after(*[0.3, 0.95] * 15)
    found = usual.corrected(reading(0.6), 10_040.0)

    assert (found.scores, found.pleased) == (reading(0.6).scores, 0.5)
