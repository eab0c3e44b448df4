"""Watches the time of day: which alarm rings, and how loud the music may be."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime, timedelta
from typing import Any

from mien.app.alarms import after_ringing, next_alarm, ringing
from mien.app.app_state import Change, StateReader, StatusChanged
from mien.app.factories import is_night
from mien.app.speaker_access import Request, SetAlarms
from mien.config.settings import Config
from mien.mood.events import AlarmRang, Event, LimitSet
from mien.types import Percent, Seconds

LOOK: Seconds = 15.0
"""The longest time between two checks; shorter before an alarm."""
RESTART_TAKES = timedelta(seconds=30)
"""An alarm that was due this shortly before the start still rings."""


class DayClock:
    """Tells the session of alarms and limits. `wall`: local time; `clock`: that of events."""

    def __init__(
        self,
        state: StateReader,
        tell: Callable[[Event], None],
        request: Callable[[Request], None],
        *,
        wall: Callable[[], datetime],
        clock: Callable[[], Seconds],
    ) -> None:
        self._state, self._tell, self._request = state, tell, request
        self._wall, self._clock = wall, clock
        self._looked = wall() - RESTART_TAKES
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
        if rang := ringing(before, now, alarms):
            self._tell(AlarmRang(rang.emotion, self._clock()))
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


def volume_limit(config: Config, now: datetime) -> Percent:
    """Return how loud the music may be at `now`, local time."""
    music = config.music
    if not is_night(config.panel, now):
        return music.volume_limit
    return min(music.volume_limit, music.quiet_volume_limit)
