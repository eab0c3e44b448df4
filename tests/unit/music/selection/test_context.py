"""The table of circumstances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.music.library.genres import shipped_genres
from mien.music.selection.context import (
    NO_LEANING,
    Circumstances,
    ContextError,
    ContextPreference,
    default_table,
    read_circumstances,
)

GENRES = shipped_genres()
FRIDAY, SUNDAY, TUESDAY = 4, 6, 1


def leaning(**now: float) -> ContextPreference:
    return default_table().leaning(Circumstances(**now))  # type: ignore[arg-type]  # by name, in this file


def test_when_nothing_is_known_nothing_is_called_for() -> None:
    assert leaning() == NO_LEANING


@pytest.mark.parametrize("hour", [22.0, 23.9, 0.0, 4.9])
def test_a_late_evening_runs_past_midnight_and_calls_for_calm(hour: float) -> None:
    late = leaning(hour=hour, weekday=TUESDAY)

    assert late.why == "late evening"
    assert late.arousal < -0.5
    assert late.families["ambient"] == 1.0
    assert late.families["metal"] == -1.0


def test_a_friday_night_with_company_is_livelier_than_a_tuesday_night_alone() -> None:
    friday = leaning(hour=22.5, weekday=FRIDAY, company=5)
    tuesday = leaning(hour=22.5, weekday=TUESDAY, company=1)

    assert friday.arousal > tuesday.arousal + 0.3
    assert friday.why == "late evening and a weekend night and company"


def test_a_weekend_night_after_midnight_is_the_one_that_began_the_day_before() -> None:
    assert "weekend" in leaning(hour=0.5, weekday=SUNDAY).why  # Saturday's
    assert "weekend" not in leaning(hour=0.5, weekday=FRIDAY).why  # Thursday's
    assert "weekend" in leaning(hour=23.5, weekday=FRIDAY).why
    assert "weekend" not in leaning(hour=23.5, weekday=SUNDAY).why


def test_what_one_circumstance_wants_and_another_does_not_cancels_out() -> None:
    assert "dance" not in leaning(hour=23.0, weekday=FRIDAY).families


def test_a_dark_room_and_a_bright_one_differ() -> None:
    assert leaning(light=0.1).arousal < 0 < leaning(light=0.9).arousal


@given(
    st.one_of(st.none(), st.floats(0, 23.99)),
    st.one_of(st.none(), st.integers(0, 6)),
    st.one_of(st.none(), st.integers(0, 64)),
    st.one_of(st.none(), st.floats(0, 1)),
)
def test_whatever_the_circumstances_what_they_call_for_is_within_bounds(
    hour: float | None, weekday: int | None, company: int | None, light: float | None
) -> None:
    called = default_table().leaning(Circumstances(hour, weekday, company, light))

    assert -1 <= called.arousal <= 1
    assert set(called.families) <= set(GENRES.places)
    assert all(-1 <= value <= 1 and value for value in called.families.values())


def test_all_mistakes_are_named_at_once() -> None:
    text = """
[[when]]
name = "tea"
hours = [3, 44]
weekdays = ["friday"]
arousal = 7
fits = ["jaz"]
mood = "sad"
[[when]]
arousal = 0
company = 3
[other]
"""
    with pytest.raises(ContextError) as mistakes:
        read_circumstances(text, GENRES)

    assert mistakes.value.problems == (
        "line 4: hours must be two numbers from 0 to 24",
        "line 5: weekdays: unknown name 'friday'; did you mean 'fri'?",
        "line 6: arousal must be a number from -1 to 1, not 7",
        "line 7: 'jaz' isn't in the table of genres; did you mean 'jazz'?",
        "line 8: unknown key mood",
        "line 9: it needs a name",
        "line 11: company must be two numbers from 0 to 64",
        "line 12: unknown key other; only [[when]] is known",
    )


@pytest.mark.parametrize("text", ["[[when", "when = 3", "when = [3]"])
def test_what_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(ContextError):
        read_circumstances(text, GENRES)
