"""Buttons on the pins of a Raspberry Pi. The only file that imports gpiozero and lgpio.

Each button connects its pin to ground; the Pi's own resistor pulls it up. gpiozero's debounce is off:
`buttons.py` does that.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from mien.errors import reason
from mien.mood.events import Button, Pressed
from mien.panel.buttons import Edge, after_edge, after_wait, next_deadline, released_keys
from mien.panel.panel import PanelError
from mien.types import Seconds

logger = logging.getLogger(__name__)

_OLDEST_TICK: Seconds = 5.0
"""A kernel time stamp older than this, or in the future, comes from another clock."""


def lgpio_factory() -> Any:
    """Return the pin factory that works on every Pi from the Zero 2 W to the 5.

    By itself, gpiozero picks the wrong one on some Pi 5s (gpiozero issues 1090 and 1229).
    """
    try:
        from gpiozero.exc import GPIOZeroError
        from gpiozero.pins.lgpio import LGPIOFactory
        from lgpio import error as lgpio_error
    except ImportError as missing:
        raise PanelError(
            f"{missing.name} is not installed: apt install python3-gpiozero python3-lgpio"
        ) from missing
    try:
        return LGPIOFactory()
    except (GPIOZeroError, OSError, lgpio_error) as bad:
        raise PanelError(
            f"there is no GPIO chip to open ({reason(bad)}): is this a Pi, and is the user in group gpio?"
        ) from bad


class GpioButtons:
    """Buttons by their BCM pin numbers. Make it inside a running event loop; it holds the pins until `close`.

    Attributes:
        missing: One error for each button whose pin is unavailable; the other buttons still work.
    """

    def __init__(
        self,
        pins: Mapping[Button, int],
        factory: Any = None,
        clock: Callable[[], Seconds] = time.monotonic,
    ) -> None:
        """Claim `pins`; raises `PanelError` if one is used twice or none is available."""
        _refuse_shared(pins)
        self._own_factory = lgpio_factory() if factory is None else None
        self._clock = clock
        self._edges: asyncio.Queue[Edge | None] = asyncio.Queue()
        self._contacts: list[_Contact] = []
        self.missing = self._claim(pins, factory or self._own_factory)
        if self.missing and not self._contacts:
            self.close()
            raise PanelError("; ".join(map(str, self.missing)))
        self._keys = released_keys()

    async def presses(self) -> AsyncIterator[Pressed]:
        """Yield presses until `close`."""
        while True:
            try:
                async with asyncio.timeout(self._time_to_wait()):
                    edge = await self._edges.get()
            except TimeoutError:
                self._keys, reported = after_wait(self._keys, self._clock())
            else:
                if edge is None:
                    return
                self._keys, reported = after_edge(self._keys, edge)
            for pressed in reported:
                yield pressed

    def close(self) -> None:
        """Free the pins and end `presses`."""
        for contact in self._contacts:
            contact.release()
        self._contacts.clear()
        if self._own_factory:
            self._own_factory.close()
        self._edges.put_nowait(None)

    def _claim(self, pins: Mapping[Button, int], factory: Any) -> tuple[PanelError, ...]:
        """Claim the available pins; return why the others are not available."""
        missing: list[PanelError] = []
        for button, number in pins.items():
            try:
                self._contacts.append(_Contact(factory, button, number, self._on_edge, self._clock))
            except PanelError as bad:
                missing.append(bad)
        return tuple(missing)

    def _time_to_wait(self) -> Seconds | None:
        """Return how long to wait for an edge: until the buttons have something to report without one."""
        wake = next_deadline(self._keys)
        return None if wake is None else max(0.0, wake - self._clock())

    def _on_edge(self, edge: Edge) -> None:
        self._edges.put_nowait(edge)


class _Contact:
    """One claimed pin. Its callback comes on lgpio's thread; it passes the edge to the event loop."""

    def __init__(
        self,
        factory: Any,
        button: Button,
        number: int,
        tell: Callable[[Edge], None],
        clock: Callable[[], Seconds],
    ) -> None:
        from gpiozero import DigitalInputDevice

        self.button = button
        self._tell, self._clock = tell, clock
        self._loop = asyncio.get_running_loop()
        self._device: Any = None
        try:
            self._device = DigitalInputDevice(number, pull_up=True, pin_factory=factory)
            self._device.pin.when_changed = (
                self._on_pin_change
            )  # gpiozero's own events lack the kernel's time
        except Exception as bad:  # gpiozero, lgpio and the kernel each have their own error for "in use"
            if self._device is not None:
                self.release()
            raise PanelError(f"the {button} button cannot use GPIO {number}: {reason(bad)}") from bad

    def release(self) -> None:
        """Release the pin; one that lgpio still holds for its last edge is freed with the factory."""
        for give_back in (self._drop_callbacks, self._device.close):
            try:
                give_back()
            except Exception as busy:  # noqa: BLE001  lgpio's error type has no public name; the other pins must be freed
                logger.debug("The pin of the %s button is busy: %s", self.button, busy)

    def _drop_callbacks(self) -> None:
        """An edge reported after the factory is gone ends lgpio's only thread, and with it all buttons."""
        if self._device.pin is not None:
            self._device.pin.when_changed = None

    def _on_pin_change(self, ticks: Seconds, state: int) -> None:
        edge = Edge(self.button, down=not state, at=moment_of(ticks, self._clock()))
        try:
            self._loop.call_soon_threadsafe(self._tell, edge)
        except RuntimeError:  # the loop is closed: the speaker is shutting down
            return


def moment_of(ticks: Seconds, now: Seconds) -> Seconds:
    """Return the time of an edge: the kernel's time stamp, which is the most exact, if it is on our clock."""
    return ticks if now - _OLDEST_TICK <= ticks <= now else now


def _refuse_shared(pins: Mapping[Button, int]) -> None:
    """Refuse one pin for two buttons, naming both."""
    owners: dict[int, Button] = {}
    for button, number in pins.items():
        if number in owners:
            raise PanelError(f"GPIO {number} is set for both the {owners[number]} and the {button} button")
        owners[number] = button
