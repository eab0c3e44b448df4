"""Alarms that wake with music: when the next one rings, and which ring now. Pure: the time is an argument.

Times are those of the clock on the wall. In the night in which clocks go forward, an alarm within the missing
hour is left out; in the night in which they go back, one within the doubled hour rings twice.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mien.mood.emotion import Emotion

MOST_ALARMS = 20
EVERY_DAY = tuple(range(7))
LATE = timedelta(minutes=5)
"""For how long after its time an alarm may still ring: the speaker may have been restarting."""
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Alarm:
    """Music for a mood at a time of the day."""

    at: str
    """Local time, "HH:MM"."""
    days: tuple[int, ...]
    """The days on which it rings; 0 is Monday. None: the next time it is that late, once."""
    emotion: Emotion
    """The mood it plays music for."""
    is_on: bool = True
    """Whether it rings at all."""

    def __post_init__(self) -> None:
        """Refuse what is no time or no day; raises `ValueError`."""
        if not _CLOCK.fullmatch(self.at):
            raise ValueError(f'{self.at!r} isn\'t a time like "07:30"')
        if not set(self.days) <= set(EVERY_DAY):
            raise ValueError(f"{self.days!r} aren't days from 0, Monday, to 6")


def next_alarm(now: datetime, alarms: Iterable[Alarm]) -> tuple[datetime, Alarm] | None:
    """Return the alarm that rings next after `now`, local time, and when; None if none does."""
    moments = [
        (moment, alarm) for alarm in alarms for moment in _moments(now, alarm, range(8)) if moment > now
    ]
    return min(moments, key=lambda found: found[0], default=None)


def ringing(before: datetime, now: datetime, alarms: Iterable[Alarm]) -> Alarm | None:
    """Return the alarm that rings between the last look and `now`; of several the newest, else None.

    What lies longer ago than `LATE` has passed: the clock was set, or the speaker was off.
    """
    since = max(before, now - LATE)
    moments = [
        (moment, alarm)
        for alarm in alarms
        for moment in _moments(now, alarm, range(-1, 1))
        if since < moment <= now
    ]
    return max(moments, key=lambda found: found[0])[1] if moments else None


def after_ringing(alarms: Iterable[Alarm], rang: Alarm) -> tuple[Alarm, ...]:
    """Return the alarms after this one has rung; an alarm that rings only once is then off."""
    return tuple(replace(one, is_on=False) if one == rang and not one.days else one for one in alarms)


def _moments(now: datetime, alarm: Alarm, offsets: Iterable[int]) -> Iterator[datetime]:
    """Yield when an alarm rings on the days at these distances from today."""
    if not alarm.is_on:
        return
    hour, minute = map(int, alarm.at.split(":"))
    for offset in offsets:
        moment = now.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0) + timedelta(offset)
        if not alarm.days or moment.weekday() in alarm.days:
            yield moment
