"""Margin, hold and rest."""

from itertools import pairwise
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.emotion import Absence, Emotion, MoodName
from mien.mood.estimation.filter import EMOTIONS, Moods
from mien.mood.estimation.hysteresis import (
    LEADS,
    HysteresisState,
    Lead,
    SwitchParams,
    ahead,
    interrupted,
    leader,
    margin,
    settled_towards,
    settles,
    squared,
    steadied,
)

PARAMS = SwitchParams(certainty=0.8, doubt=0.3, hold=4.0, unsure_hold=20.0, gone=8.0, rest=10.0)
CALM = HysteresisState(Emotion.NEUTRAL, 0.0)
TICK = 0.2


def sure_of(emotion: Emotion, p: float) -> Moods:
    return tuple(p if e is emotion else (1.0 - p) / 6.0 for e in EMOTIONS)


def after(
    held: HysteresisState,
    lead: MoodName | None,
    at: float,
    params: SwitchParams = PARAMS,
    by: float = 0.9,
) -> HysteresisState:
    return steadied(held, Lead(lead, by, at, TICK), params)


def led(
    held: HysteresisState, lead: MoodName | None, *, start: float, seconds: float, by: float = 0.9
) -> HysteresisState:
    """Let `lead` lead for so long, five times a second."""
    for i in range(1, round(seconds / TICK) + 1):
        held = after(held, lead, start + i * TICK, by=by)
    return held


def test_a_mood_leads_once_it_is_likely_enough() -> None:
    assert leader(sure_of(Emotion.SAD, LEADS), PARAMS) is Emotion.SAD
    assert leader(sure_of(Emotion.SAD, LEADS - 0.01), PARAMS) is None


def test_no_likely_mood_is_unsure_and_a_likely_one_that_does_not_lead_is_nothing_new() -> None:
    assert leader(sure_of(Emotion.SAD, 0.29), PARAMS) is Absence.UNSURE
    assert leader(sure_of(Emotion.SAD, 0.3), PARAMS) is None


def test_a_rival_wins_that_is_ahead_by_the_margin_and_none_that_is_not() -> None:
    enough, too_little = margin(PARAMS.certainty), margin(PARAMS.certainty) - 0.01

    assert led(CALM, Emotion.SAD, start=0.0, seconds=4.4, by=enough).name is Emotion.SAD
    assert led(CALM, Emotion.SAD, start=0.0, seconds=100.0, by=too_little).name is Emotion.NEUTRAL


@pytest.mark.parametrize("held", [Absence.UNSURE, Absence.NOBODY])
def test_where_no_emotion_is_held_half_the_margin_is_enough_in_the_end(held: MoodName) -> None:
    whole, none = margin(PARAMS.certainty), HysteresisState(held, 0.0)

    assert led(none, Emotion.SAD, start=0.0, seconds=4.4, by=whole).name is Emotion.SAD
    assert led(none, Emotion.SAD, start=0.0, seconds=8.0, by=whole / 2 + 0.01).name is held
    assert led(none, Emotion.SAD, start=0.0, seconds=10.4, by=whole / 2 + 0.01).name is Emotion.SAD
    assert led(none, Emotion.SAD, start=0.0, seconds=100.0, by=whole / 2 - 0.01).name is held
    assert led(CALM, Emotion.SAD, start=0.0, seconds=100.0, by=whole - 0.01).name is Emotion.NEUTRAL


def test_at_the_least_certainty_any_lead_that_lasts_the_hold_wins() -> None:
    assert margin(0.5) == 0.0
    assert settles(0.5) == 0.0
    assert margin(0.9) == pytest.approx(0.647, abs=0.001)
    assert settles(0.9) == pytest.approx(2.41, abs=0.01)


@given(st.floats(0.5, 1.0), st.floats(0.5, 1.0))
def test_more_certainty_is_never_a_smaller_margin_and_there_is_always_one_to_be_had(
    one: float, other: float
) -> None:
    less, more = sorted((one, other))

    assert 0.0 <= margin(less) <= margin(more) < 0.86
    assert 0.0 <= settles(less) <= settles(more) < 25.0


def test_what_is_believed_follows_what_is_felt_over_the_time_that_the_certainty_asks_for() -> None:
    calm, sad = sure_of(Emotion.NEUTRAL, 0.94), sure_of(Emotion.SAD, 0.94)
    one = settled_towards(calm, sad, settles(0.9), 0.9)
    stepwise = calm
    for _ in range(10):
        stepwise = settled_towards(stepwise, sad, settles(0.9) / 10.0, 0.9)

    assert one[EMOTIONS.index(Emotion.NEUTRAL)] == pytest.approx(0.01 + 0.93 * exp(-1.0))
    assert stepwise == pytest.approx(one)
    assert settled_towards(calm, sad, 0.2, 0.5) == sad
    assert settled_towards(calm, sad, 0.0, 0.9) == calm


def test_squares_tell_how_many_times_likelier_one_is() -> None:
    flat, sure = sure_of(Emotion.SAD, 0.4), sure_of(Emotion.SAD, 0.8)

    assert sum(squared(flat)) == pytest.approx(1.0)
    assert squared(flat)[0] / max(squared(flat)) == pytest.approx((0.1 / 0.4) ** 2)
    assert max(squared(flat)) > 0.7 < max(squared(sure))


def returned(lead: Emotion, by: float, *, after_seconds: float, left: Emotion = Emotion.SAD) -> MoodName:
    """Return the answer when somebody shows `lead` for a hold, so long after the room was left."""
    gone = after(HysteresisState(left, 0.0), Absence.NOBODY, 10.0)
    assert gone.left is left
    gone = after(interrupted(after(gone, Absence.NOBODY, 10.2), 1.0), None, 11.2)
    return led(gone, lead, start=10.0 + after_seconds, seconds=4.4, by=by).name


def test_who_comes_back_soon_needs_no_margin_for_what_was_felt_when_they_left() -> None:
    assert returned(Emotion.SAD, 0.05, after_seconds=300.0) is Emotion.SAD
    assert returned(Emotion.SAD, 0.05, after_seconds=601.0) is Absence.NOBODY
    assert returned(Emotion.ANGRY, 0.05, after_seconds=300.0) is Absence.NOBODY
    assert returned(Emotion.ANGRY, 0.9, after_seconds=300.0) is Emotion.ANGRY


def test_a_room_that_was_unsure_when_it_emptied_is_left_with_nothing() -> None:
    assert after(HysteresisState(Absence.UNSURE, 0.0), Absence.NOBODY, 10.0).left is None
    assert led(CALM, Emotion.SAD, start=0.0, seconds=4.4).left is None


def test_a_rival_is_measured_against_the_answer_that_is_held() -> None:
    probabilities = tuple(
        {Emotion.SAD: 0.5, Emotion.NEUTRAL: 0.3}.get(emotion, 0.2 / 5.0) for emotion in EMOTIONS
    )

    assert ahead(probabilities, Emotion.NEUTRAL) == pytest.approx(0.2)
    assert ahead(probabilities, Emotion.SAD) == 0.0
    assert ahead(probabilities, Absence.NOBODY) == pytest.approx(0.5 - 1.0 / 7.0)
    assert ahead(probabilities, Absence.UNSURE) == pytest.approx(0.5 - 1.0 / 7.0)


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

    assert (broken.rival, broken.rival_for) == (None, 0.0)
    assert held.name is Emotion.NEUTRAL


def test_after_a_moment_that_cannot_be_read_the_hold_begins_anew() -> None:
    held = led(CALM, Emotion.SAD, start=0.0, seconds=3.0)
    blinked = interrupted(held, TICK)

    assert (blinked.rival, blinked.rival_for) == (Emotion.SAD, 0.0)
    assert led(blinked, Emotion.SAD, start=3.2, seconds=3.8).name is Emotion.NEUTRAL
    assert led(blinked, Emotion.SAD, start=3.2, seconds=4.2).name is Emotion.SAD


def test_the_lead_of_another_rival_does_not_count_for_this_one() -> None:
    held = led(CALM, Emotion.ANGRY, start=0.0, seconds=3.0)
    taken_over = after(held, Emotion.SAD, 3.2)
    held = led(held, Emotion.SAD, start=3.0, seconds=3.0)

    assert (taken_over.rival, taken_over.rival_for) == (Emotion.SAD, 0.0)
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
