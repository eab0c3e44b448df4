"""Drives LEDs over SPI: WS2812 (one wire) and APA102 (data and clock). The only file that imports spidev.

**WS2812** has no clock: a bit is a pulse, short for 0 and long for 1. One byte on SPI at 6.4 MHz makes one
such bit, in steps of 156 ns:

    0 -> 11000000   0.31 us high, 0.94 us low       1 -> 11111000   0.78 us high, 0.47 us low

The WS2812B data sheet asks for 0.40 us and 0.80 us high, each +-0.15; 0.85 and 0.45 us low, each +-0.15; the
newer V5 for 0.22 to 0.38 and 0.58 to 1.0 us high, and 280 us low to latch. Every byte ends low, so a pause
between two bytes, which some SPI controllers make, only lengthens a low, which the LEDs tolerate. A Pi makes
its SPI clock by dividing the core clock by an even number: 250 MHz gives 6.25, 400 gives 6.45, 500 gives
6.41 MHz, all within limits; but the core clock must be fixed (`core_freq` in config.txt, see hardware/).

**APA102** (and SK9822) has a clock line, so any speed works: four zero bytes, one frame of four bytes for
each LED, then zeros to push the last frames through: half a clock for each LED, and 32 more for the SK9822.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

from mien.panel.panel import PanelError
from mien.panel.ring_patterns import DARK, GAMMA, RGB

WS2812_HZ = 6_400_000
APA102_HZ = 4_000_000
LATCH_BYTES = 256  # at 6.4 MHz 320 us low; the V5 wants 280
MAX_WS2812_LEDS = 150  # one transfer must hold them all: spidev's buffer is 4096 bytes

MilliAmpere: TypeAlias = float
IDLE_MA: MilliAmpere = 1.0  # an LED's own chip
FULL_MA: MilliAmpere = 20.0  # one colour of one LED at 255, rounded from both data sheets

_ZERO, _ONE = 0b11000000, 0b11111000
_PULSES = tuple(bytes(_ONE if part & (0x80 >> bit) else _ZERO for bit in range(8)) for part in range(256))
_CURRENT = tuple(round(255 * (part / 255) ** GAMMA) for part in range(256))


class SpiDevice(Protocol):
    """The part of `spidev.SpiDev` that we use."""

    def writebytes2(self, data: bytes) -> None:
        """Send `data`."""

    def close(self) -> None:
        """Release the device."""


def ws2812_bytes(colours: Sequence[RGB]) -> bytes:
    """Return the bytes to send at `WS2812_HZ`: the colours, green first, high bit first; then a latch."""
    pulses = [_PULSES[part] for red, green, blue in colours for part in (green, red, blue)]
    # The line may be high when idle, so begin with a low.
    return b"\0" + b"".join(pulses) + bytes(LATCH_BYTES)


def apa102_bytes(colours: Sequence[RGB]) -> bytes:
    """Return the bytes to send: start, one frame for each LED, end. Each LED's own dimmer stays at full."""
    frames = b"".join(bytes((0xFF, blue, green, red)) for red, green, blue in colours)
    return bytes(4) + frames + bytes(4 + -(-len(colours) // 16))


def linear(colour: RGB) -> RGB:
    """Return the LED currents that look like `colour` on a screen; what is not dark stays lit."""
    red, green, blue = (_CURRENT[part] for part in colour)
    if colour != DARK and not red | green | blue:
        return (int(colour[0] == max(colour)), int(colour[1] == max(colour)), int(colour[2] == max(colour)))
    return (red, green, blue)


def current(colours: Sequence[RGB]) -> MilliAmpere:
    """Return the current that LEDs draw at these values."""
    return sum(IDLE_MA + FULL_MA * sum(colour) / 255 for colour in colours)


def limited(colours: Sequence[RGB], max_current: MilliAmpere) -> tuple[RGB, ...]:
    """Return `colours`, dimmed in proportion if they would draw more than `max_current`."""
    left = max(0.0, max_current - IDLE_MA * len(colours))
    lit = FULL_MA * sum(map(sum, colours)) / 255
    if lit <= left:
        return tuple(colours)
    share = left / lit
    return tuple((int(red * share), int(green * share), int(blue * share)) for red, green, blue in colours)


def open_spi(path: str, hz: int) -> SpiDevice:
    """Open an SPI device like /dev/spidev0.0 in mode 0; raises `PanelError` saying what to do."""
    try:
        import spidev
    except ImportError as missing:
        raise PanelError("spidev is not installed: apt install python3-spidev") from missing
    device: Any = spidev.SpiDev()
    try:
        device.open_path(path)
        device.mode, device.max_speed_hz = 0, hz
    except FileNotFoundError as bad:
        raise PanelError(f"there is no {path}: turn SPI on (dtparam=spi=on in config.txt)") from bad
    except OSError as bad:
        device.close()  # it may be open already, and have refused only the mode or speed
        raise PanelError(f"{path} cannot be opened ({bad.strerror}): is the user in group spi?") from bad
    opened: SpiDevice = device
    return opened


class SpiRing:
    """A ring on an SPI device."""

    def __init__(
        self,
        kind: str,
        leds: int,
        path: str = "/dev/spidev0.0",
        max_current: MilliAmpere = 500.0,
        device: SpiDevice | None = None,
    ) -> None:
        """Open the device at `path` for `kind`, "ws2812" or "apa102"; raises `PanelError`.

        `max_current` is what the power supply can spare for the ring.
        """
        if kind not in {"ws2812", "apa102"}:
            raise PanelError(f'a ring is "ws2812" or "apa102", not "{kind}"')
        if kind == "ws2812" and leds > MAX_WS2812_LEDS:
            raise PanelError(f"a WS2812 ring can have {MAX_WS2812_LEDS} LEDs, not {leds}: use APA102")
        self.leds = leds
        self._max_current, self._path = max_current, path
        self._encode = ws2812_bytes if kind == "ws2812" else apa102_bytes
        self._device = device or open_spi(path, WS2812_HZ if kind == "ws2812" else APA102_HZ)
        self._closed = False

    def show(self, colours: Sequence[RGB]) -> None:
        """Light the ring; 16 LEDs take 0.8 ms."""
        if len(colours) != self.leds:
            raise PanelError(f"the ring has {self.leds} LEDs, not {len(colours)}")
        if self._closed:
            return
        currents = limited([linear(colour) for colour in colours], self._max_current)
        try:
            self._device.writebytes2(self._encode(currents))
        except OSError as bad:
            raise PanelError(f"the ring at {self._path} does not answer: {bad.strerror}") from bad

    def close(self) -> None:
        """Switch the ring off. May be called twice."""
        if self._closed:
            return
        try:
            self.show((DARK,) * self.leds)
        finally:
            self._closed = True
            self._device.close()
