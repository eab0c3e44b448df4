"""Alarms that wake with music: when the next one rings, and which one is due. Pure: the time is an argument.

Times are local wall-clock times. When clocks go forward, an alarm in the missing hour is skipped; when they
go back, one in the repeated hour rings twice.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mien.mood.emotion import Emotion
from mien.mood.requests import WAKE_LASTS

MOST_ALARMS = 20
EVERY_DAY = tuple(range(7))
LATE = timedelta(seconds=WAKE_LASTS)
"""For how long after its time an alarm may still ring: the speaker may have been restarting."""
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Alarm:
    """Music for a mood at a time of the day."""

    at: str
    """Local time, "HH:MM"."""
    days: tuple[int, ...]
    """The days on which it rings; 0 is Monday. Empty: it rings once, when that time next comes."""
    emotion: Emotion
    """The mood it plays music for."""
    is_on: bool = True
    """Whether it rings at all."""

    def __post_init__(self) -> None:
        """Check the time and the days; raises `ValueError`."""
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
    """Return the alarm that became due between the last check and `now`: the latest of several, or None.

    An alarm due more than `LATE` ago is skipped: the clock was set, or the speaker was off.
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
    """Yield the times at which an alarm rings on the days that are so many days from today."""
    if not alarm.is_on:
        return
    hour, minute = map(int, alarm.at.split(":"))
    for offset in offsets:
        moment = now.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0) + timedelta(offset)
        if not alarm.days or moment.weekday() in alarm.days:
            yield moment
