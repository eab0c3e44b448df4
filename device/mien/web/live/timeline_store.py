"""The timeline on disk. The file exists only if the owner has asked for that.

Moments are kept as seconds before the time of writing, by the wall clock, because the speaker's own clock
starts from zero with every boot.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mien.atomic_file import write_whole
from mien.types import Seconds
from mien.web.access.browser_store import Epoch
from mien.web.backend_errors import RefusedError
from mien.web.live.timeline import DAY, EMPTY, HOUR, WEEK, SongMark, Timeline, TimelinePoint

logger = logging.getLogger(__name__)

EVERY: Seconds = 600.0
"""Time between two writes: more would wear out an SD card."""


class TimelineStore:
    """Reads and writes the file. Without one nothing can be kept."""

    def __init__(self, file: Path | None, clock: Callable[[], Seconds], wall: Callable[[], Epoch]) -> None:
        self._file, self._clock, self._wall = file, clock, wall
        # Without it, a write in progress could bring back what is cleared in the meantime.
        self._writing = asyncio.Lock()

    @property
    def possible(self) -> bool:
        """Return whether the timeline can be kept at all."""
        return self._file is not None

    @property
    def kept(self) -> bool:
        """Return whether the owner asked for it to be kept."""
        return self._file is not None and self._file.exists()

    async def keep(self, timeline: Timeline) -> None:
        """Write it, for the first time or again.

        Raises:
            RefusedError: it could not be written.
        """
        async with self._writing:
            await self._write(timeline)

    async def keep_on(self, timeline: Timeline) -> None:
        """Write it again if the owner still wants that; if it fails, the next write will do."""
        async with self._writing:
            if self.kept:
                try:
                    await self._write(timeline)
                except RefusedError as refused:
                    logger.warning("%s", refused)

    async def forget(self, *, keep_on: bool) -> None:
        """Delete it from the disk; with `keep_on`, new points are still kept, if they were kept before.

        Raises:
            RefusedError: it is still on the disk; or it isn't, but new points can't be kept.
        """
        async with self._writing:
            if self._file is None or not self.kept:
                return
            try:
                self._file.unlink(missing_ok=True)  # first: that works on a full disk, too
            except OSError as refused:
                raise RefusedError(f"The mood history could not be deleted: {refused.strerror}.") from refused
            if keep_on:
                await self._write(EMPTY)

    async def _write(self, timeline: Timeline) -> None:
        if self._file is not None:
            try:
                await asyncio.to_thread(write_whole, self._file, self._text(timeline))
            except OSError as refused:
                raise RefusedError(f"The mood history could not be saved: {refused.strerror}.") from refused

    def read(self) -> Timeline:
        """Return the stored points that are not too old; a broken file counts as none."""
        if self._file is None or not self._file.exists():
            return EMPTY
        try:
            return self._timeline(json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError) as broken:
            logger.warning("The saved mood history can't be read: %s", broken)
            return EMPTY

    def when(self, moment: Seconds) -> str:
        """Return a time of the speaker's clock as local time in ISO 8601."""
        epoch = self._wall() - self._clock() + moment
        return datetime.fromtimestamp(round(epoch), UTC).astimezone().isoformat()

    def _text(self, timeline: Timeline) -> str:
        at = self._clock()

        def rows(things: tuple[TimelinePoint, ...] | tuple[SongMark, ...]) -> list[list[Any]]:
            return [[round(at - thing.at, 1), *astuple(thing)[1:]] for thing in things]

        kept = {"hour": rows(timeline.hour), "day": rows(timeline.day), "songs": rows(timeline.songs)}
        kept["week"] = rows(timeline.week)
        return json.dumps({"written": round(self._wall()), **kept}, separators=(",", ":"))

    def _timeline(self, plain: dict[str, Any]) -> Timeline:
        # A Pi without a clock battery may boot in the past; then assume that no time has passed.
        at = self._clock() - max(0.0, self._wall() - float(plain["written"]))

        def points(name: str, span: Seconds) -> tuple[TimelinePoint, ...]:
            read = (TimelinePoint(at - float(ago), *rest) for ago, *rest in plain.get(name, ()))
            return tuple(point for point in read if point.at > self._clock() - span)

        songs = (SongMark(at - float(ago), *rest) for ago, *rest in plain["songs"])
        return Timeline(
            points("hour", HOUR),
            points("day", DAY),
            tuple(mark for mark in songs if mark.at > self._clock() - WEEK),
            points("week", WEEK),
        )
