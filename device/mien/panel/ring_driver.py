"""Keeps the ring showing its pattern, and sleeps while nothing on it moves."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from mien.panel.panel import Panel, PanelError
from mien.panel.ring_patterns import RGB, Pattern, next_change, ring_colours
from mien.types import Seconds

logger = logging.getLogger(__name__)

REFRESH: Seconds = 30.0
"""A ring at rest is sent its colours again this often, to recover from interference or a replugged cable."""


class RingDriver:
    """Shows one pattern on a panel's ring until another is set."""

    def __init__(self, panel: Panel, clock: Callable[[], Seconds], refresh: Seconds = REFRESH) -> None:
        self._panel = panel
        self._clock = clock
        self._refresh = refresh
        self._pattern: Pattern | None = None
        self._changed = asyncio.Event()
        self._failed = False
        self._sent: tuple[RGB, ...] = ()
        self._sent_at: Seconds = 0.0

    def set(self, pattern: Pattern) -> None:
        """Show `pattern` from now on."""
        if pattern != self._pattern:
            self._pattern = pattern
            self._changed.set()

    async def run(self) -> None:
        """Keep the ring lit; ends only when cancelled, even if the ring fails."""
        while True:
            self._changed.clear()
            wake = await self._show(self._pattern) if self._pattern else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if wake is None else max(0.0, wake - self._clock())):
                    await self._changed.wait()

    async def _show(self, pattern: Pattern) -> Seconds | None:
        """Show `pattern` as it is now; return when to show it again, None without a ring."""
        if not self._panel.leds:
            return None
        at = self._clock()
        if not await self._send(pattern, at):
            return at + self._refresh
        change = next_change(pattern, at)
        return at + self._refresh if change is None else min(change, at + self._refresh)

    async def _send(self, pattern: Pattern, at: Seconds) -> bool:
        """Send the colours of `pattern` at `at`; log once when the ring fails, and once when it is back."""
        colours = ring_colours(pattern, at, self._panel.leds)
        if colours == self._sent and at < self._sent_at + self._refresh:
            return True  # at night, most frames of a slow motion are the same
        try:
            await self._panel.show(colours)
        except PanelError as bad:
            if not self._failed:
                logger.warning("The ring doesn't work: %s.", bad)
            self._failed, self._sent = True, ()
            return False
        if self._failed:
            logger.info("The ring works again.")
        self._failed = False
        self._sent, self._sent_at = colours, at
        return True
