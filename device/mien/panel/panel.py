"""The interface between the speaker and its panel."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from mien.errors import MienError
from mien.mood.events import Pressed
from mien.panel.ring_patterns import RGB


class PanelError(MienError):
    """The panel is unavailable; says which part, and what to do about it."""


class Panel(Protocol):
    """Buttons and a ring. It holds its pins from the moment it is made until `close`."""

    @property
    def leds(self) -> int:
        """How many LEDs the ring has; 0 without a ring."""

    def presses(self) -> AsyncIterator[Pressed]:
        """Yield presses as they are made, until the panel is closed. One reader at a time."""

    async def show(self, colours: Sequence[RGB]) -> None:
        """Light the ring: the top LED first, then clockwise.

        Raises:
            PanelError: the ring does not answer, or there is not one colour for each LED.
        """

    async def close(self) -> None:
        """Switch the ring off and free the pins. May be called twice."""
