"""When alarms ring."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.app.alarms import EVERY_DAY, LATE, Alarm, after_ringing, next_alarm, ringing
from mien.mood.emotion import Emotion

MONDAY = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
WORKDAYS = (0, 1, 2, 3, 4)
MINUTE = timedelta(minutes=1)


def alarm(at: str = "07:30", days: tuple[int, ...] = EVERY_DAY, *, is_on: bool = True) -> Alarm:
    return Alarm(at, days, Emotion.HAPPY, is_on)


ALARMS = st.lists(
    st.builds(
        lambda minutes, days, on: alarm(f"{minutes // 60:02}:{minutes % 60:02}", tuple(days), is_on=on),
        st.integers(0, 1439),
        st.sets(st.integers(0, 6)),
        st.booleans(),
    ),
    max_size=5,
)
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


def test_the_next_alarm_is_the_soonest_of_those_that_are_on() -> None:
    soonest = alarm("07:30", WORKDAYS)
    alarms = (alarm("09:00"), soonest, alarm("06:30", is_on=False), alarm("06:45", (5, 6)))

    assert next_alarm(MONDAY, alarms) == (MONDAY + 90 * MINUTE, soonest)


def test_an_alarm_of_workdays_is_silent_on_saturday_and_sunday() -> None:
    friday = MONDAY + timedelta(days=4, hours=3)

    assert next_alarm(friday, (alarm("07:30", WORKDAYS),)) == (
        MONDAY + timedelta(days=7, hours=1, minutes=30),
        alarm("07:30", WORKDAYS),
    )


@pytest.mark.parametrize("never", [(), (alarm(is_on=False),)])
def test_without_an_alarm_none_is_next(never: tuple[Alarm, ...]) -> None:
    assert next_alarm(MONDAY, never) is None


@settings(max_examples=60)
@given(alarms=ALARMS, now=TIMES)
def test_the_next_alarm_rings_at_its_moment_and_none_before(alarms: list[Alarm], now: datetime) -> None:
    found = next_alarm(now, alarms)
    if found is None:
        assert not any(one.is_on for one in alarms)
        return
    moment, _ = found

    rung = ringing(moment - MINUTE, moment, alarms)
    assert rung is not None
    assert rung.at == f"{moment:%H:%M}"
    assert now < moment <= now + timedelta(days=7)
    assert ringing(now, moment - timedelta(seconds=1), alarms) is None


@settings(max_examples=60)
@given(alarms=ALARMS, start=TIMES, steps=st.lists(st.integers(1, 240), max_size=40))
def test_an_alarm_rings_once_however_often_somebody_looks(
    alarms: list[Alarm], start: datetime, steps: list[int]
) -> None:
    rings, now = 0, start
    for step in steps:
        before, now = now, now + timedelta(seconds=step)
        rings += ringing(before, now, alarms) is not None
    moments = {
        moment
        for one in alarms
        for day in range(-1, 2)
        if one.is_on
        and (moment := _on(start + timedelta(days=day), one)).weekday() in (one.days or EVERY_DAY)
        if start < moment <= now
    }

    assert rings == len({_look(start, steps, moment) for moment in moments})


def _on(day: datetime, one: Alarm) -> datetime:
    hour, minute = map(int, one.at.split(":"))
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _look(start: datetime, steps: list[int], moment: datetime) -> int:
    """Return at which look a moment is seen."""
    now = start
    for number, step in enumerate(steps):
        now += timedelta(seconds=step)
        if moment <= now:
            return number
    raise AssertionError


def test_an_alarm_without_days_rings_once() -> None:
    once, daily = alarm(days=()), alarm("07:30")
    half_past_seven = MONDAY + 90 * MINUTE

    assert next_alarm(MONDAY, (once,)) == (half_past_seven, once)
    assert ringing(half_past_seven - MINUTE, half_past_seven, (once,)) is once
    assert after_ringing((once, daily), once) == (alarm(days=(), is_on=False), daily)
    assert after_ringing((once, daily), daily) == (once, daily)


def test_an_alarm_that_passed_long_ago_does_not_ring_because_the_clock_was_set() -> None:
    evening = MONDAY + timedelta(hours=12)

    assert ringing(MONDAY, evening, (alarm("07:30"),)) is None
    assert ringing(MONDAY, MONDAY + 90 * MINUTE + LATE - MINUTE, (alarm("07:30"),)) is not None


def test_an_alarm_rings_by_the_clock_on_the_wall_in_the_week_in_which_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    saturday = datetime(2026, 10, 24, 20, 0, tzinfo=berlin)
    found = next_alarm(saturday, (alarm("07:30"),))

    assert found is not None
    assert f"{found[0]:%d %H:%M %Z}" == "25 07:30 CET"


@pytest.mark.parametrize("at", ["7:30", "24:00", "12:60", "", "07:30:00", "noon"])
def test_what_is_no_time_is_no_alarm(at: str) -> None:
    with pytest.raises(ValueError, match="isn't a time"):
        alarm(at)


def test_what_is_no_day_is_no_alarm() -> None:
    with pytest.raises(ValueError, match="aren't days"):
        alarm(days=(7,))
