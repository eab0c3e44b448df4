"""Limits the rate of commands from the house. Pure."""

from mien.types import Seconds


class FloodGate:
    """A token bucket."""

    def __init__(self, most: int, every: Seconds) -> None:
        """`most`: commands at once. `every`: seconds until there is room for one more."""
        self._most, self._every = most, every
        self._room, self._at = float(most), 0.0

    def admits(self, at: Seconds) -> bool:
        """Return whether a command that comes at `at` is accepted."""
        self._room = min(float(self._most), self._room + max(0.0, at - self._at) / self._every)
        self._at = max(self._at, at)
        if self._room < 1.0:
            return False
        self._room -= 1.0
        return True

    def refill(self, at: Seconds) -> None:
        """Fill it up again."""
        self._room, self._at = float(self._most), at
