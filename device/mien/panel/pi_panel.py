"""A panel on a Raspberry Pi: buttons on pins, a ring on SPI, either of which may be missing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from mien.mood.events import Pressed
from mien.panel.gpio import GpioButtons
from mien.panel.panel import PanelError
from mien.panel.ring_patterns import RGB
from mien.panel.spi import SpiRing

_Part = TypeVar("_Part")


class PiPanel:
    """`buttons` None: nobody can press anything. `ring` None: no LEDs. Owns both parts from now on."""

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
        """Light the ring. The transfer takes milliseconds and holds no lock: a thread keeps the loop free."""
        if self._ring:
            await asyncio.to_thread(self._ring.show, colours)
        elif colours:
            raise PanelError(f"the ring has 0 LEDs, not {len(colours)}")

    async def close(self) -> None:
        """Leave the ring dark and the pins free, both whatever happens to the other."""
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


def panel_of_what_is_there(
    buttons: Callable[[], GpioButtons], ring: Callable[[], SpiRing] | None
) -> tuple[PiPanel, tuple[PanelError, ...]]:
    """Return a panel of the parts that can be had, and why the others cannot: neither takes the other along.

    `buttons` and `ring` make the part or raise `PanelError`; `ring` None: none is wired.
    """
    pressed, no_buttons = _had(buttons)
    lit, no_ring = _had(ring) if ring else (None, ())
    return PiPanel(pressed, lit), (*no_buttons, *(pressed.missing if pressed else ()), *no_ring)


def _had(make: Callable[[], _Part]) -> tuple[_Part | None, tuple[PanelError, ...]]:
    try:
        return make(), ()
    except PanelError as missing:
        return None, (missing,)
