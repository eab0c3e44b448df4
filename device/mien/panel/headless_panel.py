"""A panel for a machine without buttons and LEDs: nothing is ever pressed; the ring's colours are stored."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from mien.mood.events import Pressed
from mien.panel.panel import PanelError
from mien.panel.ring_patterns import DARK, RGB


class HeadlessPanel:
    """A panel without hardware.

    Attributes:
        shown: What a ring of `leds` LEDs would show now.
    """

    def __init__(self, leds: int = 0) -> None:
        self.shown: tuple[RGB, ...] = (DARK,) * leds
        self._closed = asyncio.Event()

    @property
    def leds(self) -> int:
        """How many LEDs the ring would have."""
        return len(self.shown)

    async def presses(self) -> AsyncIterator[Pressed]:
        """Yield nothing until the panel is closed: there are no buttons."""
        await self._closed.wait()
        nothing: tuple[Pressed, ...] = ()
        for pressed in nothing:
            yield pressed

    async def show(self, colours: Sequence[RGB]) -> None:
        """Keep `colours`."""
        if len(colours) != self.leds:
            raise PanelError(f"the ring has {self.leds} LEDs, not {len(colours)}")
        if not self._closed.is_set():
            self.shown = tuple(colours)

    async def close(self) -> None:
        """Go dark. May be called twice."""
        self.shown = (DARK,) * self.leds
        self._closed.set()
