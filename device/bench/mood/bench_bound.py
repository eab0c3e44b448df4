"""How well a filter could do that knows its room, beside ours and the best simple method in the same hours.

    python -m bench.mood.bench_bound [--rooms N]

Of each room the first hour is judged. The others are known to `matched_filter.py`: once with their moods, and
once with what the core that ships takes them for, since in life nobody says them. Rooms of one face; the two
kinds with company are judged as they are while nobody else is there. Prints Markdown for `docs/mood.md`.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from statistics import median

import numpy as np

from bench.mood.baselines import MARGINS, average, largest, with_nobody
from bench.mood.bench_mood import CERTAINTIES
from bench.mood.curves import LEAST, Curve, false_at, frontier, missed_at
from bench.mood.evidence import Evidence, evidence
from bench.mood.filter_twin import at_ticks, believed, settled
from bench.mood.matched_filter import known_room
from bench.mood.metrics import Metrics, metrics_of
from bench.mood.mood_report import DEFAULT, MEDIANS
from bench.rooms.alone import Kind
from bench.rooms.bursts import busy_alone, busy_bursts, family_alone, family_room
from bench.rooms.classifiers import N
from bench.rooms.processes import Array
from bench.rooms.room_parts import NOBODY, Batch, FaceTraces
from bench.rooms.simulated_rooms import FAMILIES, OTHERS, make
from mien.mood.estimation.filter import STEP
from mien.mood.estimation.network import WEIGHTS

HOUR = 3600.0
KNOWN = 4  # hours, beside the one that is judged
SEED, RATE = 3000, 3.0
FLATTENED = (1.0, 0.4, 0.15)  # powers of a belief that is too sure for the knob's slow end
HASTES = (1.0, 10.0, 100.0)  # for its quick end, moods are taken to change so many times as often
ALONE: Mapping[Kind, Kind] = {busy_bursts: busy_alone, family_room: family_alone}


@dataclass(frozen=True)
class Bound:
    """The curves of one kind, in the same hours."""

    knows: Curve
    """Of the filter that was told the known hours' moods."""
    learns: Curve
    """Of the same filter where it was told what ships takes these moods for."""
    ships: Curve
    """Of what ships, which has met such rooms."""
    simple: Curve
    """Of the average with a margin."""


def first_hour(batch: Batch) -> Batch:
    """Return the first hour of some rooms."""
    ticks = round(HOUR * batch.rate)
    faces = tuple(_cut(face, ticks) for face in batch.faces)
    return Batch(batch.rate, batch.taken[:, :ticks], batch.truth[:, :ticks], faces)


def _cut(face: FaceTraces, ticks: int) -> FaceTraces:
    names = ("there", "track", "size", "quality", "low", "scores")
    return replace(face, **{name: getattr(face, name)[:, :ticks] for name in names})


def judged(kind: Kind, rooms: int) -> Bound:
    """Return the curves of some rooms' first hour."""
    batch = make(kind, SEED, rooms, 1.0 + KNOWN, RATE)
    seen, hour, steps = evidence(batch), first_hour(batch), round(HOUR / STEP)
    cut, ours = seen.until(steps), believed(WEIGHTS, seen)
    margins = metrics_of(hour.truth, with_nobody(largest(hour), average(largest(hour))), RATE)
    return Bound(
        knows=_ways(known_room(seen, steps, HASTES), cut, hour),
        learns=_ways(known_room(as_taken(seen, ours), steps, HASTES), cut, hour),
        ships=_curve(ours[:, :steps], cut, hour),
        simple={f"{s:g} s {m:g}": one for (s, m), one in zip(MARGINS, margins, strict=True)},
    )


def as_taken(seen: Evidence, ours: Array) -> Evidence:
    """Return the evidence with the moods that what ships takes them for; nobody's where it is unsure."""
    taken = settled(ours, seen, (float(DEFAULT),))[0].astype(int)
    return replace(seen, truth=np.where(seen.here & (taken < N), taken, NOBODY))


def _ways(beliefs: Array, cut: Evidence, hour: Batch) -> dict[str, Metrics]:
    """Return the metrics of all settings, for each haste of `beliefs` [hastes, rooms, steps, N]."""
    return {
        f"{number} {power} {name}": one
        for number, belief in enumerate(beliefs)
        for power in FLATTENED
        for name, one in _curve(_to_power(belief, power), cut, hour).items()
    }


def _to_power(belief: Array, power: float) -> Array:
    flat = belief**power
    return np.asarray(flat / flat.sum(axis=2, keepdims=True))


def _curve(belief: Array, cut: Evidence, hour: Batch) -> dict[str, Metrics]:
    answers = at_ticks(settled(belief, cut, CERTAINTIES), hour)
    return {f"{c:g}": m for c, m in zip(CERTAINTIES, metrics_of(hour.truth, answers, RATE), strict=True)}


def report(results: Mapping[str, Bound]) -> Iterator[str]:
    """Yield the tables' lines: false switches at each median; then missed changes and time right."""
    yield "| kind of room | " + " | ".join(f"{at:g} s" for at in MEDIANS) + " |"
    yield "|---|" + "---|" * len(MEDIANS)
    for kind, bound in results.items():
        cells = [" / ".join(_times(_fewer(bound, curve, at)) for curve in _ours(bound)) for at in MEDIANS]
        yield f"| {kind} | {' | '.join(cells)} |"
    cells = [
        " / ".join(f"{median(each):.1f}" for each in zip(*_at(list(results.values()), at), strict=True))
        for at in MEDIANS
    ]
    yield f"| median kind | {' | '.join(cells)} |"
    yield ""
    yield "| kind of room | missed at the default's false switches | most time right |"
    yield "|---|---|---|"
    for kind, bound in results.items():
        false = bound.ships[DEFAULT].false_per_hour()
        missed = [missed_at(curve, false) for curve in (*_ours(bound), bound.simple)]
        right = [max(m.share_right() for m in curve.values()) for curve in (*_ours(bound), bound.simple)]
        yield f"| {kind} | {' / '.join(map(_share, missed))} | {' / '.join(map(_share, right))} |"


def _ours(bound: Bound) -> tuple[Curve, Curve, Curve]:
    return bound.knows, bound.learns, bound.ships


def _at(bounds: Sequence[Bound], at: float) -> Iterator[tuple[float, ...]]:
    """Yield the ratios of each kind in which any setting of the simple method is so quick."""
    for bound in bounds:
        if isfinite(false_at(bound.simple, at)):
            yield tuple(_fewer(bound, curve, at) for curve in _ours(bound))


def _fewer(bound: Bound, curve: Curve, at: float) -> float:
    """Return how many times fewer false switches than the simple method; 0 where it is not so quick."""
    return (
        max(false_at(bound.simple, at), LEAST) / max(false_at(curve, at), LEAST) if _quick(curve, at) else 0.0
    )


def _quick(curve: Curve, at: float) -> bool:
    return frontier(curve)[0][0] <= at + 0.25


def _times(ratio: float) -> str:
    return "too slow" if ratio == 0.0 else "none so quick" if not isfinite(ratio) else f"{ratio:.2g}"


def _share(share: float) -> str:
    return "none errs so rarely" if share > 1.0 else f"{share:.0%}"


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rooms", type=int, default=10)
    count, results = options.parse_args().rooms, {}
    for kind in (kind for kinds in (*FAMILIES.values(), OTHERS) for kind in kinds):
        results[kind.__name__.replace("_", " ")] = judged(ALONE.get(kind, kind), count)
        sys.stderr.write(f"{kind.__name__}\n")
    for line in report(results):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
