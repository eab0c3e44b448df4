"""How long to wait before trying again: longer after each failure, up to a limit. Pure."""

from dataclasses import dataclass

from mien.types import Seconds

_MOST_DOUBLINGS = 60


@dataclass(frozen=True, slots=True)
class Backoff:
    """A capped exponential wait; the caller counts its failures."""

    shortest: Seconds
    """The wait after the first failure."""
    longest: Seconds
    """No wait is longer."""
    jitter: float = 0.0
    """Share of a wait, 0..1, that a random draw may take off, so that clients do not all return at once."""

    def pause(self, failures: int, draw: float = 0.0) -> Seconds:
        """Return how long to wait after that many failures in a row, from 1; `draw`: random, 0..1."""
        doublings = min(max(failures - 1, 0), _MOST_DOUBLINGS)
        whole = min(self.longest, self.shortest * 2.0**doublings)
        return whole * (1.0 - self.jitter * draw)
