"""How well an answer over time follows the truth, in the terms an owner would notice."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rooms import NOBODY

Ticks = NDArray[np.int64]

UNSURE = NOBODY + 1
MIN_SPELL = 60.0  # seconds that a true mood must last before it can count as missed or have a delay


@dataclass(frozen=True)
class Metrics:
    """Raw counts of one or more traces. Add them first, then ask for rates."""

    hours: float = 0.0
    """Length of the traces, in hours."""

    false: int = 0
    """Changes to an answer that is not the truth; "unsure" claims nothing and does not count."""

    changes: int = 0
    """Changes of any kind."""

    right: float = 0.0
    """Seconds during which the answer was the truth."""

    delays: tuple[float, ...] = ()
    """Seconds from each lasting true change until the answer followed; infinite if it never did."""

    def __add__(self, other: "Metrics") -> "Metrics":
        return Metrics(
            self.hours + other.hours,
            self.false + other.false,
            self.changes + other.changes,
            self.right + other.right,
            self.delays + other.delays,
        )

    def false_per_hour(self) -> float:
        """Return the false changes an hour."""
        return self.false / self.hours

    def flips_per_minute(self) -> float:
        """Return the changes a minute."""
        return self.changes / self.hours / 60.0

    def delay(self, quantile: float) -> float:
        """Return the time to switch at this quantile; a missed change takes for ever."""
        return float(np.quantile(self.delays, quantile, method="higher")) if self.delays else float("nan")

    def missed(self) -> float:
        """Return the share of lasting changes that were never followed."""
        return float(np.mean(np.isinf(self.delays))) if self.delays else 0.0

    def share_right(self) -> float:
        """Return the share of time the answer was the truth."""
        return self.right / self.hours / 3600.0


def metrics_of(truth: Ticks, answer: Ticks, rate: float) -> Metrics:
    """Return the metrics of `answer` (index of the mood, `NOBODY` or `UNSURE`) against `truth`."""
    changed = np.flatnonzero(np.diff(answer)) + 1
    claims = changed[answer[changed] != UNSURE]
    return Metrics(
        hours=len(truth) / rate / 3600.0,
        false=int(np.sum(answer[claims] != truth[claims])),
        changes=len(changed),
        right=float(np.sum(answer == truth)) / rate,
        delays=tuple(_delays(truth, answer, rate)),
    )


def _delays(truth: Ticks, answer: Ticks, rate: float) -> list[float]:
    """Return how long each lasting change to an emotion took to be followed."""
    starts = np.flatnonzero(np.diff(truth)) + 1
    ends = np.append(starts[1:], len(truth))
    delays = []
    for start, end in zip(starts, ends, strict=True):
        if truth[start] == NOBODY or end - start < MIN_SPELL * rate:
            continue
        hits = np.flatnonzero(answer[start:end] == truth[start])
        delays.append(hits[0] / rate if len(hits) else float("inf"))
    return delays
