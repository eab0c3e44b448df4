"""The timeline on disk: only if the owner asks for it, which is that the file is there.

Moments are kept as seconds before the moment of writing, by the wall clock, because the speaker's own clock
begins anew with every start.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

from mien.atomic_file import write_whole
from mien.types import Seconds
from mien.web.access.browser_store import Epoch
from mien.web.backend import RefusedError
from mien.web.live.timeline import DAY, EMPTY, HOUR, Mark, Point, Timeline

logger = logging.getLogger(__name__)

EVERY: Seconds = 600.0
"""Between two writings: an SD card does not like more."""


class TimelineStore:
    """The file and how to read and write it. Without a file nothing can be kept."""

    def __init__(self, file: Path | None, clock: Callable[[], Seconds], wall: Callable[[], Epoch]) -> None:
        self._file, self._clock, self._wall = file, clock, wall
        self._writing = (
            asyncio.Lock()
        )  # so that a writing under way cannot bring back what is forgotten meanwhile

    @property
    def possible(self) -> bool:
        """Return whether the owner may ask for it."""
        return self._file is not None

    @property
    def kept(self) -> bool:
        """Return whether the owner asked for it."""
        return self._file is not None and self._file.exists()

    async def keep(self, timeline: Timeline) -> None:
        """Write it, from now on or again.

        Raises:
            RefusedError: the disk refuses it.
        """
        async with self._writing:
            await self._write(timeline)

    async def keep_on(self, timeline: Timeline) -> None:
        """Write it again if the owner still wants that; the next time, if the disk refuses it."""
        async with self._writing:
            if self.kept:
                try:
                    await self._write(timeline)
                except RefusedError as refused:
                    logger.warning("%s", refused)

    async def forget(self, *, keep_on: bool) -> None:
        """Have nothing of it on disk; with `keep_on` what comes from now on is kept, if something was before.

        Raises:
            RefusedError: it is still there; or it is not, but what comes cannot be kept.
        """
        async with self._writing:
            if self._file is None or not self.kept:
                return
            try:
                self._file.unlink(missing_ok=True)  # first: that works on a full disk, too
            except OSError as refused:
                raise RefusedError(f"The disk does not forget it: {refused.strerror}.") from refused
            if keep_on:
                await self._write(EMPTY)

    async def _write(self, timeline: Timeline) -> None:
        if self._file is not None:
            try:
                await asyncio.to_thread(write_whole, self._file, self._text(timeline))
            except OSError as refused:
                raise RefusedError(f"The timeline could not be kept: {refused.strerror}.") from refused

    def read(self) -> Timeline:
        """Return what was kept, as far as it is not too old; a broken file is as good as none."""
        if self._file is None or not self._file.exists():
            return EMPTY
        try:
            return self._timeline(json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError) as broken:
            logger.warning("The timeline that was kept cannot be read: %s", broken)
            return EMPTY

    def _text(self, timeline: Timeline) -> str:
        at = self._clock()

        def rows(things: tuple[Point, ...] | tuple[Mark, ...]) -> list[list[Any]]:
            return [[round(at - thing.at, 1), *astuple(thing)[1:]] for thing in things]

        kept = {"hour": rows(timeline.hour), "day": rows(timeline.day), "songs": rows(timeline.songs)}
        return json.dumps({"written": round(self._wall()), **kept}, separators=(",", ":"))

    def _timeline(self, plain: dict[str, Any]) -> Timeline:
        # A Pi without a battery may wake in the past; then no time has gone by.
        at = self._clock() - max(0.0, self._wall() - float(plain["written"]))
        oldest_hour, oldest = self._clock() - HOUR, self._clock() - DAY
        hour = (Point(at - float(ago), *rest) for ago, *rest in plain["hour"])
        day = (Point(at - float(ago), *rest) for ago, *rest in plain["day"])
        songs = (Mark(at - float(ago), *rest) for ago, *rest in plain["songs"])
        return Timeline(
            tuple(point for point in hour if point.at > oldest_hour),
            tuple(point for point in day if point.at > oldest),
            tuple(mark for mark in songs if mark.at > oldest),
        )
