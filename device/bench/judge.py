"""How well answers over time follow the truth, in many rooms and at many settings; what an owner feels."""

from dataclasses import dataclass, field

import numpy as np
from processes import Array, Mask, Ticks
from room_parts import NOBODY
from simple_ways import UNSURE

COUNTS = 60.0  # seconds a true mood must last to count as missed, and for its time to switch


@dataclass(frozen=True)
class Marks:
    """Raw counts; add them, then ask.

    `false`: changes to an answer that is not the truth (unsure is no claim). `delays`: seconds from each
    true change that lasts, infinite where it was missed. `right`: seconds.
    """

    hours: float = 0.0
    false: int = 0
    changes: int = 0
    right: float = 0.0
    delays: tuple[float, ...] = field(default=(), repr=False)

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

    def delay(self, quantile: float) -> float:
        """Return the time to switch at this quantile; missed changes took for ever."""
        return float(np.quantile(self.delays, quantile, method="higher")) if self.delays else float("nan")

    def missed(self) -> float:
        """Return the share of lasting changes that were never followed."""
        return float(np.mean(np.isinf(self.delays))) if self.delays else 0.0

    def share_right(self) -> float:
        """Return the share of time the answer was the truth."""
        return self.right / self.hours / 3600.0


def marks(truth: Ticks, answers: Ticks, rate: float) -> list[Marks]:
    """Return the marks of each setting of `answers` [settings, rooms, ticks] against `truth` [rooms, ticks]."""
    flat = answers.reshape(len(answers), -1)
    changed = np.zeros(flat.shape, dtype=bool)
    changed[:, 1:] = flat[:, 1:] != flat[:, :-1]
    changed[:, :: truth.shape[1]] = False  # where the next room begins
    wrong = flat != truth.ravel()
    false = (changed & wrong & (flat != UNSURE)).sum(axis=1)
    starts, ends = _lasting(truth, rate)
    return [
        Marks(
            truth.size / rate / 3600.0,
            int(false[s]),
            int(changed[s].sum()),
            float((~wrong[s]).sum()) / rate,
            tuple(_delays(~wrong[s], starts, ends, rate).tolist()),
        )
        for s in range(len(flat))
    ]


def _lasting(truth: Ticks, rate: float) -> tuple[Array, Array]:
    """Return where, in all rooms one after the other, lasting changes to an emotion begin and end."""
    ticks = truth.shape[1]
    new: Mask = np.ones(truth.shape, dtype=bool)
    new[:, 1:] = truth[:, 1:] != truth[:, :-1]
    starts = np.flatnonzero(new.ravel())
    ends = np.append(starts[1:], truth.size)
    flat = truth.ravel()
    counts = (flat[starts] != NOBODY) & (ends - starts >= COUNTS * rate) & (starts % ticks != 0)
    return starts[counts], ends[counts]


def _delays(right: Mask, starts: Array, ends: Array, rate: float) -> Array:
    """Return how long each lasting change took to be followed."""
    hits = np.append(np.flatnonzero(right), right.size + 10**12)
    first = hits[np.searchsorted(hits, starts)]
    return np.where(first < ends, (first - starts) / rate, np.inf)
