"""How well an answer over time follows the truth: what an owner feels of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rooms import NOBODY

Ticks = NDArray[np.int64]

UNSURE = NOBODY + 1
COUNTS = 60.0  # seconds a true mood must last to count as missed, and for its time to switch


@dataclass(frozen=True)
class Marks:
    """Raw counts of one or more traces; add them, then ask.

    `false`: changes to an answer that is not the truth (unsure is no claim). `delays`: seconds from each
    true change that lasts, infinite where it was missed. `right`: seconds.
    """

    hours: float = 0.0
    false: int = 0
    changes: int = 0
    right: float = 0.0
    delays: tuple[float, ...] = ()

    def __add__(self, other: "Marks") -> "Marks":
        return Marks(
            self.hours + other.hours,
            self.false + other.false,
            self.changes + other.changes,
            self.right + other.right,
            self.delays + other.delays,
        )

    def false_per_hour(self) -> float:
        """Return how often an hour it changed its mind wrongly."""
        return self.false / self.hours

    def flips_per_minute(self) -> float:
        """Return how often a minute it changed its mind at all."""
        return self.changes / self.hours / 60.0

    def delay(self, quantile: float) -> float:
        """Return the time to switch at this quantile; missed changes took for ever."""
        return float(np.quantile(self.delays, quantile, method="higher")) if self.delays else float("nan")

    def missed(self) -> float:
        """Return the share of lasting changes that were never followed."""
        return float(np.mean(np.isinf(self.delays))) if self.delays else 0.0

    def share_right(self) -> float:
        """Return the share of time the answer was the truth."""
        return self.right / self.hours / 3600.0


def marks(truth: Ticks, answer: Ticks, rate: float) -> Marks:
    """Return the marks of `answer` (index of the mood, `NOBODY` or `UNSURE`) against `truth`."""
    changed = np.flatnonzero(np.diff(answer)) + 1
    claims = changed[answer[changed] != UNSURE]
    return Marks(
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
        if truth[start] == NOBODY or end - start < COUNTS * rate:
            continue
        hits = np.flatnonzero(answer[start:end] == truth[start])
        delays.append(hits[0] / rate if len(hits) else float("inf"))
    return delays
