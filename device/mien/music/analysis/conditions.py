"""Whether the board is idle: it is cool, and nobody else needs the processor."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

ZONES = Path("/sys/class/thermal")
HOT, COOL = 70.0, 64.0
"""Degrees Celsius: work stops at the first and resumes at the second. A Pi throttles itself at 80."""
BUSY, IDLE = 0.8, 0.5
"""The load of others, as a share of all cores: work stops at the first and resumes at the second."""
OWN_LOAD = 1.0
"""What working adds to the load itself."""


@dataclass(frozen=True, slots=True)
class Board:
    """The state of the board."""

    temperature: float | None
    """Of its hottest sensor, degrees Celsius; None if it has none."""
    load: float
    """Processes that ran or wanted to, on average over the last minute."""
    cores: int
    """How many of them can run at once."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Whether to work now. Each check returns a new value; work resumes once the cause is clearly over."""

    waiting: str = ""
    """Why not to work, for people; "" to work."""

    def after(self, board: Board) -> "Conditions":
        """Return whether to work on this board."""
        was_hot, was_busy = self.waiting.startswith("warm"), self.waiting.startswith("busy")
        if board.temperature is not None and board.temperature >= (COOL if was_hot else HOT):
            return Conditions(f"warm: {board.temperature:.0f} °C")
        others = board.load - (0.0 if self.waiting else OWN_LOAD)
        if others >= (IDLE if was_busy else BUSY) * board.cores:
            return Conditions(f"busy: load {max(others, 0.0):.1f}")
        return Conditions()


def board() -> Board:
    """Read the state of the board."""
    return Board(temperature(ZONES), os.getloadavg()[0], os.cpu_count() or 1)


def temperature(zones: Path) -> float | None:
    """Return the temperature of the hottest zone that the kernel lists, None if it lists none."""
    return max(_readings(zones.glob("thermal_zone*/temp"), Path.read_text), default=None)


def _readings(files: Iterable[Path], read: Callable[[Path], str]) -> Iterable[float]:
    for file in files:
        try:
            degrees = int(read(file)) / 1000
        except (OSError, ValueError):
            continue
        if 0 < degrees < 150:
            yield degrees
