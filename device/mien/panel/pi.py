"""A panel on a Raspberry Pi: buttons on pins, a ring on SPI, either of which may be missing."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from mien.mood.events import Pressed
from mien.panel.gpio import GpioButtons
from mien.panel.panel import PanelError
from mien.panel.ring import RGB
from mien.panel.spi import SpiRing


class PiPanel:
    """`ring` None: no LEDs. Owns both parts from now on."""

    def __init__(self, buttons: GpioButtons, ring: SpiRing | None = None) -> None:
        self._buttons, self._ring = buttons, ring
        self._closed = False

    @property
    def leds(self) -> int:
        """How many LEDs the ring has."""
        return self._ring.leds if self._ring else 0

    def presses(self) -> AsyncIterator[Pressed]:
        """Yield presses until the panel is closed."""
        return self._buttons.presses()

    async def show(self, colours: Sequence[RGB]) -> None:
        """Light the ring. The transfer takes milliseconds and holds no lock: a thread keeps the loop free."""
        if self._ring:
            await asyncio.to_thread(self._ring.show, colours)
        elif colours:
            raise PanelError(f"the ring has 0 LEDs, not {len(colours)}")

    async def close(self) -> None:
        """Leave the ring dark and the pins free, both whatever happens to the other."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._ring:
                await asyncio.to_thread(self._ring.close)
        finally:
            self._buttons.close()
