"""The state that the house has, and when it gets the next one. Pure."""

from mien.home.speaker import Payload
from mien.types import Seconds

DRIFTING = ("moment", "valence", "arousal", "confidence")
"""What changes with every glance; Home Assistant stores each state that it gets."""


class PublishedState:
    """The state that was published last. `drift`: the time between two that differ in `DRIFTING` alone."""

    def __init__(self, drift: Seconds) -> None:
        self._drift = drift
        self._last: Payload = {}
        self._waits = False
        self.next_drift: Seconds = 0.0
        """When a state may be published that only drifted."""

    @property
    def is_waiting(self) -> bool:
        """Whether the last state asked about waits for `next_drift`."""
        return self._waits

    def forget(self) -> None:
        """Publish the next one in any case: the broker may have lost the last."""
        self._last = {}

    def due(self, state: Payload, at: Seconds) -> bool:
        """Return whether to publish `state` at `at`, and remember it then."""
        differs = state != self._last
        self._waits = differs and at < self.next_drift and _only_drifts(self._last, state)
        if self._waits:
            return False
        self._last, self.next_drift = state, at + self._drift
        return differs


def _only_drifts(before: Payload, now: Payload) -> bool:
    return before.keys() == now.keys() and all(before[key] == now[key] for key in now if key not in DRIFTING)
