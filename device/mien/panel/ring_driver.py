"""Keeps the ring as its look wants it, and sleeps while nothing on it moves."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from mien.panel.panel import Panel, PanelError
from mien.panel.ring_patterns import RGB, Pattern, next_change, ring_colours
from mien.types import Seconds

logger = logging.getLogger(__name__)

REFRESH: Seconds = 30.0
"""A still ring is told again so often: a spark on its wire, or a plug pulled and put back, does not stick."""


class RingDriver:
    """Shows a look on a panel's ring until another is set."""

    def __init__(self, panel: Panel, clock: Callable[[], Seconds], refresh: Seconds = REFRESH) -> None:
        self._panel = panel
        self._clock = clock
        self._refresh = refresh
        self._look: Pattern | None = None
        self._changed = asyncio.Event()
        self._dark = False
        self._told: tuple[RGB, ...] = ()
        self._told_at: Seconds = 0.0

    def set(self, look: Pattern) -> None:
        """Show `look` from now on."""
        if look != self._look:
            self._look = look
            self._changed.set()

    async def run(self) -> None:
        """Keep the ring lit; returns only when cancelled, and never because the ring fails."""
        while True:
            self._changed.clear()
            wake = await self._show(self._look) if self._look else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if wake is None else max(0.0, wake - self._clock())):
                    await self._changed.wait()

    async def _show(self, look: Pattern) -> Seconds | None:
        """Show `look` as it is now; return when to show it again, None without a ring."""
        if not self._panel.leds:
            return None
        at = self._clock()
        if not await self._lit(look, at):
            return at + self._refresh
        change = next_change(look, at)
        return at + self._refresh if change is None else min(change, at + self._refresh)

    async def _lit(self, look: Pattern, at: Seconds) -> bool:
        """Show `look` as it is at `at`; say once when the ring goes, and once when it is back."""
        colours = ring_colours(look, at, self._panel.leds)
        if colours == self._told and at < self._told_at + self._refresh:
            return True  # at night most pictures of a slow motion are alike
        try:
            await self._panel.show(colours)
        except PanelError as bad:
            if not self._dark:
                logger.warning("The ring cannot be lit: %s.", bad)
            self._dark, self._told = True, ()
            return False
        if self._dark:
            logger.info("The ring is lit again.")
        self._dark = False
        self._told, self._told_at = colours, at
        return True
