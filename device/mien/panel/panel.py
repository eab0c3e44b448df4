"""What a panel is to the speaker."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from mien.errors import MienError
from mien.mood.events import Pressed
from mien.panel.ring_patterns import RGB


class PanelError(MienError):
    """The panel cannot be had: says which part, and what to do."""


class Panel(Protocol):
    """Buttons and a ring. From its making until `close` it holds its pins."""

    @property
    def leds(self) -> int:
        """How many LEDs the ring has; 0 without a ring."""

    def presses(self) -> AsyncIterator[Pressed]:
        """Yield presses as they are made, until the panel is closed. One reader at a time."""

    async def show(self, colours: Sequence[RGB]) -> None:
        """Light the ring: the top LED first, then clockwise.

        Raises:
            PanelError: the ring cannot be reached, or `colours` are not one for each LED.
        """

    async def close(self) -> None:
        """Leave the ring dark and the pins free. May be called twice."""
