"""The history that the owner has just cleared: kept in memory for some seconds, to be restored."""

import asyncio
from dataclasses import replace

from mien.types import Seconds
from mien.web.live.timeline import EMPTY, Timeline

UNDO_WITHIN: Seconds = 12.0
"""A page offers it for 10 seconds."""


class ClearedTimeline:
    """Holds at most one timeline, for a limited time."""

    def __init__(self, within: Seconds = UNDO_WITHIN) -> None:
        self._within = within
        self._cleared = EMPTY
        self._end: asyncio.TimerHandle | None = None

    def hold(self, timeline: Timeline) -> None:
        """Hold what was cleared, together with what was cleared just before."""
        self._cleared = _joined(self._cleared, timeline)
        if self._end is not None:
            self._end.cancel()
        self._end = asyncio.get_running_loop().call_later(self._within, self.drop)

    def drop(self) -> None:
        """Drop what is held."""
        self._cleared = EMPTY

    def brought_back(self, since: Timeline) -> Timeline | None:
        """Return what was cleared and what came since; None if it is too late."""
        if self._cleared == EMPTY:
            return None
        whole = _joined(self._cleared, since)
        self.drop()
        return whole


def _joined(earlier: Timeline, later: Timeline) -> Timeline:
    """Return both; the song that was playing was recorded again after the clearing."""
    again = earlier.songs and later.songs and earlier.songs[-1].uri == later.songs[0].uri
    return replace(
        later,
        hour=earlier.hour + later.hour,
        day=earlier.day + later.day,
        week=earlier.week + later.week,
        songs=earlier.songs + later.songs[1 if again else 0 :],
    )
