"""How well answers over time follow the truth, in the terms an owner would notice; for many rooms at once."""

from dataclasses import dataclass

import numpy as np

from bench.rooms.processes import Array, Mask, Ticks
from bench.rooms.room_parts import NOBODY, UNSURE

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

    def delay(self, quantile: float) -> float:
        """Return the time to switch at this quantile; a missed change takes for ever."""
        return float(np.quantile(self.delays, quantile, method="higher")) if self.delays else float("nan")

    def missed(self) -> float:
        """Return the share of lasting changes that were never followed."""
        return float(np.mean(np.isinf(self.delays))) if self.delays else 0.0

    def share_right(self) -> float:
        """Return the share of time the answer was the truth."""
        return self.right / self.hours / 3600.0


def metrics_of(truth: Ticks, answers: Ticks, rate: float) -> list[Metrics]:
    """Return the metrics of each setting: `answers` [settings, rooms, ticks], `truth` [rooms, ticks]."""
    flat = answers.reshape(len(answers), -1)
    changed = np.zeros(flat.shape, dtype=bool)
    changed[:, 1:] = flat[:, 1:] != flat[:, :-1]
    changed[:, :: truth.shape[1]] = False  # where the next room begins
    wrong = flat != truth.ravel()
    false = (changed & wrong & (flat != UNSURE)).sum(axis=1)
    starts, ends = _lasting(truth, rate)
    return [
        Metrics(
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
    counts = (flat[starts] != NOBODY) & (ends - starts >= MIN_SPELL * rate) & (starts % ticks != 0)
    return starts[counts], ends[counts]


def _delays(right: Mask, starts: Array, ends: Array, rate: float) -> Array:
    """Return how long each lasting change took to be followed."""
    hits = np.append(np.flatnonzero(right), right.size + 10**12)
    first = hits[np.searchsorted(hits, starts)]
    return np.where(first < ends, (first - starts) / rate, np.inf)
