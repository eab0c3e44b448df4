"""The panel of a Raspberry Pi: buttons on pins and a ring on SPI, either of which may be missing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from mien.mood.events import Pressed
from mien.panel.gpio_buttons import GpioButtons
from mien.panel.panel import PanelError
from mien.panel.ring_patterns import RGB
from mien.panel.spi_ring import SpiRing

_Part = TypeVar("_Part")


class PiPanel:
    """Buttons and a ring, which it owns from now on; None for a part that is missing."""

    def __init__(self, buttons: GpioButtons | None, ring: SpiRing | None = None) -> None:
        self._buttons, self._ring = buttons, ring
        self._closed = asyncio.Event()

    @property
    def leds(self) -> int:
        """How many LEDs the ring has."""
        return self._ring.leds if self._ring else 0

    def presses(self) -> AsyncIterator[Pressed]:
        """Yield presses until the panel is closed."""
        return self._buttons.presses() if self._buttons else self._no_presses()

    async def show(self, colours: Sequence[RGB]) -> None:
        """Light the ring. The transfer takes milliseconds, so it runs in a thread and the loop stays free."""
        if self._ring:
            await asyncio.to_thread(self._ring.show, colours)
        elif colours:
            raise PanelError(f"the ring has 0 LEDs, not {len(colours)}")

    async def close(self) -> None:
        """Switch the ring off and free the pins, even if one of the two fails."""
        if self._closed.is_set():
            return
        self._closed.set()
        try:
            if self._ring:
                await asyncio.to_thread(self._ring.close)
        finally:
            if self._buttons:
                self._buttons.close()

    async def _no_presses(self) -> AsyncIterator[Pressed]:
        await self._closed.wait()
        nothing: tuple[Pressed, ...] = ()
        for pressed in nothing:
            yield pressed


def panel_of_available_parts(
    buttons: Callable[[], GpioButtons], ring: Callable[[], SpiRing] | None
) -> tuple[PiPanel, tuple[PanelError, ...]]:
    """Return a panel of the parts that are available, and the reasons why the others are not.

    Args:
        buttons: Makes the buttons, or raises `PanelError`.
        ring: Makes the ring, or raises `PanelError`; None if no ring is connected.
    """
    made_buttons, no_buttons = _try(buttons)
    made_ring, no_ring = _try(ring) if ring else (None, ())
    missing = made_buttons.missing if made_buttons else ()
    return PiPanel(made_buttons, made_ring), (*no_buttons, *missing, *no_ring)


def _try(make: Callable[[], _Part]) -> tuple[_Part | None, tuple[PanelError, ...]]:
    try:
        return make(), ()
    except PanelError as missing:
        return None, (missing,)
