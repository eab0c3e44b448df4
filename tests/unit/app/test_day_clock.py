"""Alarms and limits by the clock on the wall."""

from datetime import UTC, datetime, timedelta

import pytest

from mien.app.alarms import EVERY_DAY, Alarm
from mien.app.app_state import StateStore, StatusChanged
from mien.app.day_clock import LOOK, DayClock, LastRing
from mien.app.speaker_access import Request, SetAlarms
from mien.config.config_file import read_config
from mien.mood.emotion import Emotion
from mien.mood.events import AlarmRang, Event, LimitSet

NIGHT = '[music]\nvolume_limit = 80\nquiet_volume_limit = 30\n[panel]\nquiet_from = "22:00"\n'
DAILY = Alarm("07:30", EVERY_DAY, Emotion.HAPPY)


class House:
    """A clock on a wall that somebody turns, and what the day clock tells and asks for."""

    def __init__(self, at: str, config: str = "", *alarms: Alarm, rang: str = "") -> None:
        self.now = self._day(at)
        self.kept: list[float] = []
        last = LastRing(self._day(rang).timestamp() if rang else None, self.kept.append)
        self.told: list[Event] = []
        self.asked: list[Request] = []
        self.state = StateStore(read_config(config, "a test"), alarms)
        self.clock = DayClock(
            self.state,
            self.told.append,
            self.asked.append,
            wall=lambda: self.now,
            clock=lambda: 0.0,
            last=last,
        )

    def becomes(self, at: str) -> float:
        self.now = self._day(at)
        return self.clock.look()

    @staticmethod
    def _day(at: str) -> datetime:
        return datetime.strptime(f"2026-11-30 {at}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def test_an_alarm_is_told_at_its_minute_and_once() -> None:
    house = House("07:20:00", "", DAILY)
    pauses = [house.becomes(at) for at in ("07:29:50", "07:30:00", "07:30:15")]

    assert house.told == [LimitSet(100, 0.0), AlarmRang(Emotion.HAPPY, 0.0)]
    assert pauses == [10.0, LOOK, LOOK]


def test_an_alarm_that_rings_once_is_off_after_that() -> None:
    once = Alarm("07:30", (), Emotion.HAPPY)
    house = House("07:29:59", "", once, DAILY)
    house.becomes("07:30:01")

    assert house.asked == [SetAlarms((Alarm("07:30", (), Emotion.HAPPY, is_on=False), DAILY))]


@pytest.mark.parametrize("restarted", ["07:30:20", "07:34:00"])  # a board that boots takes a minute or two
def test_an_alarm_rings_although_the_speaker_was_restarted_at_that_moment(restarted: str) -> None:
    house = House(restarted, "", DAILY, rang="06:30:00")
    house.clock.look()

    assert AlarmRang(Emotion.HAPPY, 0.0) in house.told
    assert house.kept == [house.now.timestamp()]


def test_an_alarm_that_rang_before_a_restart_does_not_ring_again() -> None:
    house = House("07:30:20", "", DAILY, rang="07:30:00")
    house.clock.look()

    assert AlarmRang(Emotion.HAPPY, 0.0) not in house.told


def test_an_alarm_that_rang_before_a_restart_does_not_ring_again_once_the_clock_is_right() -> None:
    house = House("06:17:00", "", DAILY, rang="07:30:00")
    for at in ("06:17:01", "07:33:00"):
        house.becomes(at)

    assert AlarmRang(Emotion.HAPPY, 0.0) not in house.told


def test_a_clock_that_was_ahead_when_an_alarm_rang_does_not_silence_the_next() -> None:
    house = House("05:00:00", "", DAILY, rang="23:00:00")
    for at in ("05:00:01", "07:29:50", "07:30:00"):
        house.becomes(at)

    assert AlarmRang(Emotion.HAPPY, 0.0) in house.told


@pytest.mark.parametrize("config", ["", NIGHT])
def test_the_limit_is_told_when_it_changes_and_not_with_each_look(config: str) -> None:
    house = House("21:59:40", config)
    for at in ("21:59:50", "22:00:00", "22:00:15", "23:30:00"):
        house.becomes(at)

    expected = [LimitSet(80, 0.0), LimitSet(30, 0.0)] if config else [LimitSet(100, 0.0)]
    assert house.told == expected


def test_a_limit_that_is_set_on_the_page_holds_at_once() -> None:
    house = House("12:00:00")
    house.clock.look()
    house.state.update(StatusChanged(), config=read_config("[music]\nvolume_limit = 50\n", "the page"))

    assert house.told[-1] == LimitSet(50, 0.0)


def test_quiet_hours_never_allow_more_than_the_day() -> None:
    house = House("23:00:00", "[music]\nvolume_limit = 40\nquiet_volume_limit = 90\n")
    house.clock.look()

    assert house.told == [LimitSet(40, 0.0)]


def test_days_of_looking_ring_one_alarm_a_day() -> None:
    house = House("00:00:00", "", DAILY)
    for _ in range(3 * 24 * 60):
        house.now += timedelta(minutes=1)
        house.clock.look()

    assert sum(isinstance(event, AlarmRang) for event in house.told) == 3
