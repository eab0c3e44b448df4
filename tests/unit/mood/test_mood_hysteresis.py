"""Hysteresis, hold and rest."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.emotion import Absence, Emotion, MoodName
from mien.mood.filter import EMOTIONS, Moods
from mien.mood.hysteresis import (
    FALLEN,
    MOST_WARY,
    REMEMBERED,
    RISEN,
    HysteresisState,
    SwitchParams,
    leader,
    needed,
    steadied,
    tempted,
)

PATIENCE = SwitchParams(certainty=0.8, doubt=0.3, hold=4.0, unsure_hold=20.0, gone=8.0, rest=10.0, ease=1.0)
MISLED = MOST_WARY
CALM = HysteresisState(Emotion.NEUTRAL, 0.0)
TICK = 0.2


def sure_of(emotion: Emotion, p: float) -> Moods:
    return tuple(p if e is emotion else (1.0 - p) / 6.0 for e in EMOTIONS)


def led(held: HysteresisState, lead: MoodName | None, *, start: float, seconds: float) -> HysteresisState:
    """Let `lead` lead for so long, five times a second."""
    for i in range(1, round(seconds / TICK) + 1):
        held = steadied(held, lead, start + i * TICK, TICK, PATIENCE)
    return held


def test_a_mood_leads_from_its_certainty_on() -> None:
    assert leader(sure_of(Emotion.SAD, 0.801), MISLED, PATIENCE) is Emotion.SAD
    assert leader(sure_of(Emotion.SAD, 0.799), MISLED, PATIENCE) is None


def test_neutral_leads_from_less() -> None:
    assert needed(Emotion.NEUTRAL, MISLED, PATIENCE) == pytest.approx(0.595, abs=0.001)
    assert leader(sure_of(Emotion.NEUTRAL, 0.6), MISLED, PATIENCE) is Emotion.NEUTRAL
    assert leader(sure_of(Emotion.NEUTRAL, 0.59), MISLED, PATIENCE) is None


def test_a_room_that_never_misled_needs_less_and_one_that_did_never_more_than_the_certainty() -> None:
    patience = replace(PATIENCE, trusting=1.0)
    needs = [needed(Emotion.SAD, wary, patience) for wary in (0.0, 1.0, MOST_WARY, 100.0)]

    assert needs == pytest.approx([0.595, 0.654, 0.8, 0.8], abs=0.001)


def test_a_rival_that_rises_and_goes_away_was_a_feint() -> None:
    held = tempted(CALM, sure_of(Emotion.SAD, RISEN), TICK)
    gone = tempted(held, sure_of(Emotion.SAD, FALLEN - 0.01), TICK)

    assert held.tempted is Emotion.SAD
    assert held.wary == pytest.approx(CALM.wary, abs=0.01)
    assert gone.tempted is None
    assert gone.wary == pytest.approx(CALM.wary + 1.0, abs=0.01)


def test_a_rival_that_another_overtakes_was_a_feint() -> None:
    held = tempted(CALM, sure_of(Emotion.SAD, 0.7), TICK)
    held = tempted(held, sure_of(Emotion.ANGRY, 0.7), TICK)

    assert held.wary == pytest.approx(CALM.wary + 1.0, abs=0.01)


@pytest.mark.parametrize("p", [RISEN - 0.01, FALLEN])
def test_a_rival_that_never_rose_is_none(p: float) -> None:
    assert tempted(CALM, sure_of(Emotion.SAD, p), TICK).tempted is None


def test_a_rival_that_sinks_a_little_is_still_there() -> None:
    held = tempted(CALM, sure_of(Emotion.SAD, RISEN), TICK)

    assert tempted(held, sure_of(Emotion.SAD, FALLEN), TICK).tempted is Emotion.SAD


@pytest.mark.parametrize("name", [Emotion.SAD, Absence.UNSURE, Absence.NOBODY])
def test_the_answer_itself_and_the_first_after_none_are_no_temptation(name: MoodName) -> None:
    assert tempted(HysteresisState(name, 0.0), sure_of(Emotion.SAD, 0.9), TICK).tempted is None


def test_a_feint_is_remembered_for_a_while() -> None:
    held = tempted(replace(CALM, wary=3.0), sure_of(Emotion.NEUTRAL, 0.9), REMEMBERED)

    assert held.wary == pytest.approx(3.0 / 2.718, abs=0.01)


def test_a_rival_that_wins_was_no_feint_and_what_was_learnt_stays() -> None:
    held = replace(CALM, tempted=Emotion.SAD, wary=2.0)
    held = led(held, Emotion.SAD, start=0.0, seconds=5.0)

    assert (held.name, held.tempted, held.wary) == (Emotion.SAD, None, 2.0)


def test_what_was_learnt_outlasts_an_empty_room() -> None:
    assert steadied(replace(CALM, wary=3.0), Absence.NOBODY, 1.0, TICK, PATIENCE).wary == 3.0


def test_no_likely_mood_is_unsure_and_a_likely_one_short_of_certainty_is_nothing_new() -> None:
    assert leader(sure_of(Emotion.SAD, 0.29), MISLED, PATIENCE) is Absence.UNSURE
    assert leader(sure_of(Emotion.SAD, 0.3), MISLED, PATIENCE) is None


def test_a_rival_wins_once_it_has_led_for_the_hold() -> None:
    early = led(CALM, Emotion.SAD, start=0.0, seconds=4.0)
    late = steadied(early, Emotion.SAD, 4.4, TICK, PATIENCE)

    assert early.name is Emotion.NEUTRAL
    assert late.name is Emotion.SAD
    assert late.since == 4.4


def test_a_lead_with_a_break_begins_anew() -> None:
    held = led(CALM, Emotion.SAD, start=0.0, seconds=3.0)
    held = steadied(held, None, 3.2, TICK, PATIENCE)
    held = led(held, Emotion.SAD, start=3.2, seconds=3.0)

    assert held.name is Emotion.NEUTRAL


def test_the_lead_of_another_rival_does_not_count_for_this_one() -> None:
    held = led(CALM, Emotion.ANGRY, start=0.0, seconds=3.0)
    held = led(held, Emotion.SAD, start=3.0, seconds=3.0)

    assert held.name is Emotion.NEUTRAL


def test_after_a_change_there_is_a_rest() -> None:
    held = led(CALM, Emotion.SAD, start=0.0, seconds=4.4)
    tired = led(held, Emotion.HAPPY, start=4.4, seconds=9.0)
    rested = led(tired, Emotion.HAPPY, start=13.4, seconds=2.0)

    assert tired.name is Emotion.SAD
    assert rested.name is Emotion.HAPPY


def test_the_rest_goes_by_while_nothing_leads() -> None:
    held = led(CALM, Emotion.SAD, start=0.0, seconds=4.4)
    held = led(held, None, start=4.4, seconds=10.0)
    held = led(held, Emotion.HAPPY, start=14.4, seconds=4.4)

    assert held.name is Emotion.HAPPY


def test_doubt_must_last_longer_and_needs_no_rest_after_it() -> None:
    early = led(CALM, Absence.UNSURE, start=0.0, seconds=19.0)
    late = led(early, Absence.UNSURE, start=19.0, seconds=2.0)

    assert early.name is Emotion.NEUTRAL
    assert (late.name, late.rest, late.rival) == (Absence.UNSURE, 0.0, None)


def test_nobody_needs_no_hold_and_no_rest() -> None:
    held = led(CALM, Emotion.SAD, start=0.0, seconds=4.4)
    held = steadied(held, Absence.NOBODY, 4.6, TICK, PATIENCE)

    assert (held.name, held.since, held.rest) == (Absence.NOBODY, 4.6, 0.0)


leads = st.lists(st.sampled_from([*Emotion, Absence.UNSURE, None]), max_size=200)


@given(leads)
def test_no_emotion_is_held_without_having_led_without_a_break_for_the_hold(
    sequence: list[MoodName | None],
) -> None:
    held = CALM
    for i, lead in enumerate(sequence):
        before, held = held, steadied(held, lead, i * TICK, TICK, PATIENCE)
        if held.name is not before.name:
            hold = PATIENCE.unsure_hold if held.name is Absence.UNSURE else PATIENCE.hold
            unbroken = sequence[i - round(hold / TICK) : i + 1]
            assert set(unbroken) == {held.name}


@given(leads)
def test_two_changes_to_emotions_lie_a_rest_apart(sequence: list[MoodName | None]) -> None:
    held, changed = CALM, []
    for i, lead in enumerate(sequence * 3):
        before, held = held, steadied(held, lead, i * TICK, TICK, PATIENCE)
        if held.name is not before.name:
            changed.append((i * TICK, before.name))

    for (earlier, _), (later, from_name) in pairwise(changed):
        if from_name is not Absence.UNSURE:
            assert later - earlier >= PATIENCE.rest - TICK / 2
