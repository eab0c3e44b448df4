"""Conviction, hold and rest."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.emotion import Absence, Emotion, MoodName
from mien.mood.estimation.filter import EMOTIONS, Moods
from mien.mood.estimation.hysteresis import (
    CONVINCED,
    LEADS,
    HysteresisState,
    Lead,
    SwitchParams,
    interrupted,
    leader,
    log_odds,
    steadied,
)

PARAMS = SwitchParams(certainty=0.8, doubt=0.3, hold=4.0, unsure_hold=20.0, gone=8.0, rest=10.0)
QUICK = replace(PARAMS, hold=0.0, rest=0.0)
CALM = HysteresisState(Emotion.NEUTRAL, 0.0)
TICK = 0.2


def sure_of(emotion: Emotion, p: float) -> Moods:
    return tuple(p if e is emotion else (1.0 - p) / 6.0 for e in EMOTIONS)


def after(
    held: HysteresisState,
    lead: MoodName | None,
    at: float,
    params: SwitchParams = PARAMS,
    likely: float = 0.95,
) -> HysteresisState:
    return steadied(held, Lead(lead, likely, at, TICK), params)


def led(
    held: HysteresisState, lead: MoodName | None, *, start: float, seconds: float, likely: float = 0.95
) -> HysteresisState:
    """Let `lead` lead for so long, five times a second."""
    for i in range(1, round(seconds / TICK) + 1):
        held = after(held, lead, start + i * TICK, likely=likely)
    return held


def takes(likely: float, params: SwitchParams = QUICK) -> float:
    """Return how long a rival of this probability takes to win."""
    held, at = CALM, 0.0
    while held.name is not Emotion.SAD and at < 100.0:
        at += TICK
        held = after(held, Emotion.SAD, at, params, likely)
    return at


def test_a_mood_leads_once_it_is_likely_enough() -> None:
    assert leader(sure_of(Emotion.SAD, LEADS), PARAMS) is Emotion.SAD
    assert leader(sure_of(Emotion.SAD, LEADS - 0.01), PARAMS) is None


def test_no_likely_mood_is_unsure_and_a_likely_one_that_does_not_lead_is_nothing_new() -> None:
    assert leader(sure_of(Emotion.SAD, 0.29), PARAMS) is Absence.UNSURE
    assert leader(sure_of(Emotion.SAD, 0.3), PARAMS) is None


def test_a_rival_as_sure_as_was_asked_for_convinces_in_its_time() -> None:
    assert CONVINCED / 2.0 < takes(PARAMS.certainty) <= CONVINCED + TICK


def test_a_surer_rival_needs_less_time_and_one_less_sure_more() -> None:
    assert takes(0.99) < takes(0.9) < takes(PARAMS.certainty) < takes(0.7) < 10.0
    assert takes(LEADS) == pytest.approx(100.0, abs=TICK)


@pytest.mark.parametrize("certainty", [0.5, 0.9, 0.99])
def test_the_more_certainty_is_asked_for_the_longer_it_takes(certainty: float) -> None:
    assert takes(0.9, replace(QUICK, certainty=certainty)) <= takes(
        0.9, replace(QUICK, certainty=certainty + 0.005)
    )


def test_at_the_least_certainty_any_lead_that_lasts_the_hold_wins() -> None:
    assert takes(LEADS, replace(PARAMS, certainty=0.5)) == pytest.approx(4.2, abs=TICK / 2)


@pytest.mark.parametrize("p", [0.0, 0.5, 0.9, 1.0])
def test_log_odds_are_bounded_and_alike_for_and_against(p: float) -> None:
    assert log_odds(p) == pytest.approx(-log_odds(1.0 - p))
    assert abs(log_odds(p)) < 10.0


def test_a_rival_wins_once_it_has_led_for_the_hold() -> None:
    early = led(CALM, Emotion.SAD, start=0.0, seconds=4.0)
    late = after(early, Emotion.SAD, 4.4)

    assert early.name is Emotion.NEUTRAL
    assert late.name is Emotion.SAD
    assert late.since == 4.4


def test_a_lead_with_a_break_begins_anew() -> None:
    held = led(CALM, Emotion.SAD, start=0.0, seconds=3.0)
    held = after(held, None, 3.2)
    broken = held
    held = led(held, Emotion.SAD, start=3.2, seconds=3.0)

    assert (broken.rival, broken.conviction) == (None, 0.0)
    assert held.name is Emotion.NEUTRAL


def test_what_convinced_outlasts_a_moment_that_cannot_be_read_and_the_hold_begins_anew() -> None:
    held = led(CALM, Emotion.SAD, start=0.0, seconds=3.0)
    blinked = interrupted(held, TICK)

    assert (blinked.rival, blinked.conviction, blinked.rival_for) == (Emotion.SAD, held.conviction, 0.0)
    assert led(blinked, Emotion.SAD, start=3.2, seconds=3.8).name is Emotion.NEUTRAL
    assert led(blinked, Emotion.SAD, start=3.2, seconds=4.2).name is Emotion.SAD


def test_the_lead_of_another_rival_does_not_count_for_this_one() -> None:
    held = led(CALM, Emotion.ANGRY, start=0.0, seconds=3.0)
    taken_over = after(held, Emotion.SAD, 3.2)
    held = led(held, Emotion.SAD, start=3.0, seconds=3.0)

    assert (taken_over.rival_for, taken_over.conviction) == (0.0, 0.0)
    assert held.name is Emotion.NEUTRAL


def test_after_a_change_there_is_a_rest() -> None:
    held = led(CALM, Emotion.SAD, start=0.0, seconds=4.4)
    tired = led(held, Emotion.HAPPY, start=4.4, seconds=9.0)
    rested = led(tired, Emotion.HAPPY, start=13.4, seconds=2.0)

    assert tired.name is Emotion.SAD
    assert rested.name is Emotion.HAPPY


def test_the_rest_goes_by_while_nothing_leads_or_can_be_read() -> None:
    held = led(CALM, Emotion.SAD, start=0.0, seconds=4.4)
    held = led(held, None, start=4.4, seconds=5.0)
    held = interrupted(held, 5.0)
    held = led(held, Emotion.HAPPY, start=14.4, seconds=4.4)

    assert held.name is Emotion.HAPPY


def test_doubt_must_last_longer_and_needs_no_rest_after_it() -> None:
    early = led(CALM, Absence.UNSURE, start=0.0, seconds=19.0)
    late = led(early, Absence.UNSURE, start=19.0, seconds=2.0)

    assert early.name is Emotion.NEUTRAL
    assert (late.name, late.rest, late.rival) == (Absence.UNSURE, 0.0, None)


def test_nobody_needs_no_hold_and_no_rest() -> None:
    held = led(CALM, Emotion.SAD, start=0.0, seconds=4.4)
    held = after(held, Absence.NOBODY, 4.6)

    assert (held.name, held.since, held.rest) == (Absence.NOBODY, 4.6, 0.0)


leads = st.lists(st.sampled_from([*Emotion, Absence.UNSURE, None]), max_size=200)


@given(leads)
def test_no_emotion_is_held_without_having_led_without_a_break_for_the_hold(
    sequence: list[MoodName | None],
) -> None:
    held = CALM
    for i, lead in enumerate(sequence):
        before, held = held, after(held, lead, i * TICK)
        if held.name is not before.name:
            hold = PARAMS.unsure_hold if held.name is Absence.UNSURE else PARAMS.hold
            unbroken = sequence[i - round(hold / TICK) : i + 1]
            assert set(unbroken) == {held.name}


@given(leads)
def test_two_changes_to_emotions_lie_a_rest_apart(sequence: list[MoodName | None]) -> None:
    held, changed = CALM, []
    for i, lead in enumerate(sequence * 3):
        before, held = held, after(held, lead, i * TICK)
        if held.name is not before.name:
            changed.append((i * TICK, before.name))

    for (earlier, _), (later, from_name) in pairwise(changed):
        if from_name is not Absence.UNSURE:
            assert later - earlier >= PARAMS.rest - TICK / 2
