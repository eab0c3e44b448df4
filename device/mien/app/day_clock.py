"""Watches the time of day: which alarm rings, and how loud the music may be."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from mien.app.alarms import LATE, after_ringing, next_alarm, ringing
from mien.app.app_state import Change, StateReader, StatusChanged
from mien.app.factories import is_night
from mien.app.speaker_access import Request, SetAlarms
from mien.config.settings import Config
from mien.mood.events import AlarmRang, Event, LimitSet
from mien.types import Percent, Seconds

EpochSeconds: TypeAlias = float
LOOK: Seconds = 15.0
"""The longest time between two checks; shorter before an alarm."""


@dataclass(frozen=True, slots=True)
class LastRing:
    """When an alarm rang last, for one that a restart must neither lose nor repeat."""

    at: EpochSeconds | None = None
    """When, before the start; None if that isn't known."""
    keep: Callable[[EpochSeconds], None] = lambda _: None
    """Stores that one rings now; must not wait."""


class DayClock:
    """Tells the session of alarms and limits. `wall`: local time; `clock`: that of events."""

    def __init__(  # noqa: PLR0913  all but the first three are named
        self,
        state: StateReader,
        tell: Callable[[Event], None],
        request: Callable[[Request], None],
        *,
        wall: Callable[[], datetime],
        clock: Callable[[], Seconds],
        last: LastRing = LastRing(),
    ) -> None:
        self._state, self._tell, self._request = state, tell, request
        self._wall, self._clock, self._keep_ring = wall, clock, last.keep
        self._looked = wall() - LATE  # the speaker may have been restarting
        self._rang = last.at
        self._limit: Percent | None = None
        state.subscribe(self._changed)

    def tasks(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the coroutines that run it."""
        yield self._run()

    def look(self) -> Seconds:
        """Report what is due; return how long until the next check."""
        before, now = self._looked, self._wall()
        self._looked = now
        alarms = self._state.current.alarms
        self._set_limit(now)
        if rang := ringing(_later(before, self._rang, now), now, alarms):
            self._rang = now.timestamp()
            self._tell(AlarmRang(rang.emotion, self._clock()))
            self._keep_ring(self._rang)
            if not rang.days:
                self._request(SetAlarms(after_ringing(alarms, rang)))
        coming = next_alarm(now, alarms)
        return LOOK if coming is None else min(LOOK, max(0.1, (coming[0] - now).total_seconds()))

    async def _run(self) -> None:
        while True:
            pause = self.look()
            await asyncio.sleep(pause)

    def _changed(self, change: Change) -> None:
        if isinstance(change, StatusChanged):
            self._set_limit(self._wall())

    def _set_limit(self, now: datetime) -> None:
        limit = volume_limit(self._state.current.config, now)
        if limit != self._limit:
            self._limit = limit
            self._tell(LimitSet(limit, self._clock()))


def _later(before: datetime, rang: EpochSeconds | None, now: datetime) -> datetime:
    """Return since when alarms are due: the last check, or the last ring, unless the clock was ahead then."""
    if rang is None or not before.timestamp() < rang <= now.timestamp():
        return before
    return datetime.fromtimestamp(rang, now.tzinfo)


def volume_limit(config: Config, now: datetime) -> Percent:
    """Return how loud the music may be at `now`, local time."""
    music = config.music
    if not is_night(config.panel, now):
        return music.volume_limit
    return min(music.volume_limit, music.quiet_volume_limit)
