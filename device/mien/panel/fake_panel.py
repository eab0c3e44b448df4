"""A panel driven by a program, for tests and for trying things out without hardware.

It works as gpiozero's mock pins do: give it to whatever takes a `Panel`, then drive it from outside.

    panel = FakePanel(leds=16)
    panel.press(Button.SKIP)                  # arrives at `presses()`
    panel.press(Button.PAIR, Press.HOLD)
    panel.ring_history                        # everything the ring has shown, oldest first
    panel.unplugged = True                    # the ring stops answering: `show` raises PanelError

It passes the contract tests of the real panels (tests/contract/panel/test_panels.py).
"""

import asyncio
from collections.abc import AsyncIterator, Sequence

from mien.mood.events import Button, Press, Pressed
from mien.panel.panel import PanelError
from mien.panel.ring_patterns import DARK, RGB
from mien.types import Seconds


class FakePanel:
    """Four buttons and a ring.

    Attributes:
        ring_history: The colours the ring has shown, oldest first; the last entry after `close` is dark.
        press_history: The presses made so far, oldest first.
        unplugged: When true, the ring does not answer and `show` raises `PanelError`.
        closed: Whether the panel was closed.
    """

    def __init__(self, leds: int = 16) -> None:
        self.ring_history: list[tuple[RGB, ...]] = []
        self.press_history: list[Pressed] = []
        self.unplugged = False
        self.closed = False
        self._leds = leds
        self._presses: asyncio.Queue[Pressed | None] = asyncio.Queue()

    @property
    def leds(self) -> int:
        """How many LEDs the ring has."""
        return self._leds

    @property
    def shown(self) -> tuple[RGB, ...]:
        """What the ring shows now, the top LED first."""
        return self.ring_history[-1] if self.ring_history else (DARK,) * self._leds

    def press(self, button: Button, how: Press = Press.SHORT, at: Seconds = 0.0) -> None:
        """Press a button at the time `at`."""
        pressed = Pressed(button, how, at)
        self.press_history.append(pressed)
        self._presses.put_nowait(pressed)

    async def presses(self) -> AsyncIterator[Pressed]:
        """Yield presses until the panel is closed."""
        while (pressed := await self._presses.get()) is not None:
            yield pressed

    async def show(self, colours: Sequence[RGB]) -> None:
        """Light the ring."""
        if len(colours) != self._leds:
            raise PanelError(f"the ring has {self._leds} LEDs, not {len(colours)}")
        if self.closed:
            return
        if self.unplugged:
            raise PanelError("the ring does not answer")
        self.ring_history.append(tuple(colours))

    async def close(self) -> None:
        """Switch the ring off and end `presses`. May be called twice."""
        if not self.closed:
            self.ring_history.append((DARK,) * self._leds)
            self.closed = True
            self._presses.put_nowait(None)
