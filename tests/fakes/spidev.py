"""SPI devices that record what was sent to them: spidev as far as the ring needs it."""

from collections.abc import Sequence
from types import ModuleType


class FakeSpi:
    """What `SpiRing` needs of spidev.

    Attributes:
        sent: Every transfer, oldest first.
        gone: When true, transfers fail as if the device had been pulled out.
    """

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.gone = False
        self.closed = False

    def writebytes2(self, data: bytes) -> None:
        """Record `data`."""
        if self.gone:
            raise OSError(5, "Input/output error")
        self.sent.append(bytes(data))

    def close(self) -> None:
        """Release the device."""
        self.closed = True


class FakeSpiDev(FakeSpi):
    """What `open_spi` needs of a `spidev.SpiDev`: `paths` exist, and `fastest` is its limit in hertz."""

    def __init__(self, paths: Sequence[str], fastest: int) -> None:
        super().__init__()
        self.mode = 0
        self.closed = True
        self._paths, self._fastest, self._hz = paths, fastest, 0

    def open_path(self, path: str) -> None:
        """Open the device at `path`."""
        if path not in self._paths:
            raise FileNotFoundError(2, "No such file or directory")
        self.closed = False

    @property
    def max_speed_hz(self) -> int:
        """The clock, in hertz."""
        return self._hz

    @max_speed_hz.setter
    def max_speed_hz(self, hz: int) -> None:
        if hz > self._fastest:
            raise OSError(22, "Invalid argument")
        self._hz = hz


def fake_spidev(*paths: str, fastest: int = 32_000_000) -> tuple[ModuleType, list[FakeSpiDev]]:
    """Return a spidev module with the devices `paths`, and the list of the devices that it will make."""
    module, made = ModuleType("spidev"), list[FakeSpiDev]()

    def make() -> FakeSpiDev:
        made.append(FakeSpiDev(paths, fastest))
        return made[-1]

    module.SpiDev = make  # type: ignore[attr-defined]
    return module, made
