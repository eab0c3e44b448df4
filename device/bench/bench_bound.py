"""How well a filter could do that knows its room, beside ours and the best simple method in the same hours.

    python device/bench/bench_bound.py [--rooms N]

Of each room the first hour is judged; the others are known, moods and all, to `matched_filter.py` alone.
Rooms with one face. Prints Markdown for `docs/mood.md`.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from baselines import MARGINS, average, largest, with_nobody
from bench_mood import CERTAINTIES, CROWDED
from curves import Curve, false_at
from evidence import Evidence, evidence
from filter_twin import at_ticks, believed, settled
from matched_filter import known_room
from metrics import Metrics, metrics_of
from processes import Array
from room_parts import Batch, FaceTraces
from simulated_rooms import FAMILIES, OTHERS, Kind, make

from mien.mood.estimation.filter import STEP
from mien.mood.estimation.network import WEIGHTS

HOUR = 3600.0
KNOWN = 4  # hours, beside the one that is judged
SEED, RATE = 3000, 3.0
MEDIANS = (7.5, 12.5, 20.0)
FLATTENED = (1.0, 0.5, 0.25, 0.12)  # powers of a belief that is too sure for the knob's slow end


def first_hour(batch: Batch) -> Batch:
    """Return the first hour of some rooms."""
    ticks = round(HOUR * batch.rate)
    faces = tuple(_cut(face, ticks) for face in batch.faces)
    return Batch(batch.rate, batch.taken[:, :ticks], batch.truth[:, :ticks], faces)


def _cut(face: FaceTraces, ticks: int) -> FaceTraces:
    names = ("there", "track", "size", "quality", "low", "scores")
    return replace(face, **{name: getattr(face, name)[:, :ticks] for name in names})


def judged(kind: Kind, rooms: int) -> tuple[Curve, Curve, Curve]:
    """Return the curves of the filter that knows the room, of ours and of the average with a margin."""
    batch = make(kind, SEED, rooms, 1.0 + KNOWN, RATE)
    seen, hour, steps = evidence(batch), first_hour(batch), round(HOUR / STEP)
    cut = seen.until(steps)
    belief = known_room(seen, steps)
    knows: dict[str, Metrics] = {}
    for power in FLATTENED:
        knows |= {f"{power} {name}": one for name, one in _curve(_to_power(belief, power), cut, hour).items()}
    margins = metrics_of(hour.truth, with_nobody(largest(hour), average(largest(hour))), RATE)
    simple = {f"{s:g} s {m:g}": one for (s, m), one in zip(MARGINS, margins, strict=True)}
    return knows, _curve(believed(WEIGHTS, cut), cut, hour), simple


def _to_power(belief: Array, power: float) -> Array:
    flat = belief**power
    return np.asarray(flat / flat.sum(axis=2, keepdims=True))


def _curve(belief: Array, cut: Evidence, hour: Batch) -> dict[str, Metrics]:
    answers = at_ticks(settled(belief, cut, CERTAINTIES), hour)
    return {f"{c:g}": m for c, m in zip(CERTAINTIES, metrics_of(hour.truth, answers, RATE), strict=True)}


def rows(count: int) -> Iterator[str]:
    """Yield the table's lines."""
    yield (
        "| kind of room | "
        + " | ".join(f"{at:g} s: knows the room / ships / best simple" for at in MEDIANS)
        + " | time right |"
    )
    yield "|---|" + "---|" * (len(MEDIANS) + 1)
    for kind in (kind for kinds in (*FAMILIES.values(), OTHERS) for kind in kinds):
        if kind.__name__ in CROWDED:
            continue
        curves = judged(kind, count)
        cells = [" / ".join(_rate(false_at(curve, at)) for curve in curves) for at in MEDIANS]
        right = " / ".join(f"{max(m.share_right() for m in curve.values()):.0%}" for curve in curves)
        yield f"| {kind.__name__.replace('_', ' ')} | {' | '.join(cells)} | {right} |"


def _rate(false: float) -> str:
    return f"{false:.1f}" if np.isfinite(false) else "not so quick"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rooms", type=int, default=10)
    for line in rows(options.parse_args().rooms):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
