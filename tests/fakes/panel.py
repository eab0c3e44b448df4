"""A panel that works, with fingers and eyes in a test's hands; and wires that note what was put on them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from types import ModuleType

from mien.mood.events import Button, Press, Pressed
from mien.panel.panel import PanelError
from mien.panel.ring_patterns import DARK, RGB


class FakePanel:
    """`press` is a finger; `history` all that was shown; `unplugged`: the ring does not answer."""

    def __init__(self, leds: int = 16) -> None:
        self.history: list[tuple[RGB, ...]] = []
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
        """What the ring shows now."""
        return self.history[-1] if self.history else (DARK,) * self._leds

    def press(self, button: Button, how: Press = Press.SHORT, at: float = 0.0) -> None:
        """Press a button."""
        self._presses.put_nowait(Pressed(button, how, at))

    async def presses(self) -> AsyncIterator[Pressed]:
        """Yield presses until closed."""
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
        self.history.append(tuple(colours))

    async def close(self) -> None:
        """Go dark and end `presses`."""
        if not self.closed:
            self.history.append((DARK,) * self._leds)
            self.closed = True
            self._presses.put_nowait(None)


class FakeWire:
    """What `SpiRing` needs of spidev. `sent`: every transfer; `gone`: the device was pulled out."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.gone = False
        self.closed = False

    def writebytes2(self, data: bytes) -> None:
        """Note `data`."""
        if self.gone:
            raise OSError(5, "Input/output error")
        self.sent.append(bytes(data))

    def close(self) -> None:
        """Let go."""
        self.closed = True


class FakeSpiDev(FakeWire):
    """What `open_wire` needs of a `spidev.SpiDev`. `there`: the paths there are; `fastest`: in hertz."""

    def __init__(self, there: Sequence[str], fastest: int) -> None:
        super().__init__()
        self.mode = 0
        self.closed = True
        self._there, self._fastest, self._hz = there, fastest, 0

    def open_path(self, path: str) -> None:
        """Open the device at `path`."""
        if path not in self._there:
            raise FileNotFoundError(2, "No such file or directory")
        self.closed = False

    @property
    def max_speed_hz(self) -> int:
        """How fast it is."""
        return self._hz

    @max_speed_hz.setter
    def max_speed_hz(self, hz: int) -> None:
        if hz > self._fastest:
            raise OSError(22, "Invalid argument")
        self._hz = hz


def fake_spidev(*there: str, fastest: int = 32_000_000) -> tuple[ModuleType, list[FakeSpiDev]]:
    """Return the module on a machine with the devices `there`, and what will have been made with it."""
    module, made = ModuleType("spidev"), list[FakeSpiDev]()

    def make() -> FakeSpiDev:
        made.append(FakeSpiDev(there, fastest))
        return made[-1]

    module.SpiDev = make  # type: ignore[attr-defined]
    return module, made
