"""How often the mood changes wrongly, against how long it takes when it should; beside the simple ways.

    make bench-mood       or: python device/bench/bench_mood.py [--rooms N] [--hours H] [--picture FILE]

Every method sees the same simulated rooms (`rooms.py`) and is run along its own parameter. Ours is the
core that runs in the speaker, glance by glance. Prints Markdown.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from curves import LEAST, Curves, false_at, picture
from metrics import UNSURE, Metrics, metrics_of
from numpy.typing import NDArray
from rivals import RIVALS, largest, with_nobody
from rooms import NOBODY, RoomKind, Trace, glances, make
from scores import ScoreModel, fitted, synthetic

from mien.mood import baseline
from mien.mood import room as rooms
from mien.mood.emotion import Absence, MoodName
from mien.mood.estimate import SETTLED, after_glance, answered, blank, sight_of
from mien.mood.filter import EMOTIONS
from mien.mood.hysteresis import HysteresisState
from mien.mood.mood_settings import MoodSettings
from mien.mood.room import Room

HERE = Path(__file__).parent
CERTAINTIES = (0.5, 0.7, 0.8, 0.88, 0.92, 0.94, 0.96, 0.97)
OURS = "Mien"
Ticks = NDArray[np.int64]

QUIET = RoomKind("quiet", burst_share=0.6, talks=0.3, turns=0.3, leaves=0.03, passing=0.2)
BUSY = RoomKind(
    "busy",
    talks=1.0,
    turns=1.0,
    leaves=0.08,
    passing=0.4,
    dim=0.15,
    second=0.5,
    television=0.3,
)
LIVELY = RoomKind("lively", burst_share=0.85, burst=8.0, dwell=180.0, correlation=0.3, leaves=0.04)


def kinds() -> dict[str, tuple[RoomKind, ScoreModel]]:
    """Return the rooms: two as our own network would see them, one with a classifier of another making."""
    ours = fitted(HERE / "scores.json")
    return {"quiet": (QUIET, ours), "busy": (BUSY, ours), "lively": (LIVELY, synthetic(0.87, 3.0))}


def our_answers(trace: Trace, certainties: tuple[float, ...]) -> list[Ticks]:
    """Return the settled mood per tick at each certainty; the belief is the same for all of them."""
    patiences = [replace(SETTLED, certainty=certainty) for certainty in certainties]
    held = [HysteresisState(Absence.UNSURE, 0.0) for _ in certainties]
    answers = np.empty((len(certainties), len(trace.at)), dtype=np.int64)
    room, following = Room(), MoodSettings().listener
    for i, glance in enumerate(glances(trace)):
        room, dt = rooms.seen(room, glance, following)
        sight = sight_of(room, glance.at, dt, following)
        for c, patience in enumerate(patiences):
            held[c] = answered(held[c], room.felt, sight, patience)
            answers[c, i] = index_of(held[c].name)
    return list(answers)


def index_of(name: MoodName) -> int:
    """Return the index of a mood, `NOBODY` or `UNSURE`."""
    if name is Absence.NOBODY:
        return NOBODY
    return UNSURE if name is Absence.UNSURE else EMOTIONS.index(name)


def curves_of(kind: RoomKind, model: ScoreModel, count: int, hours: float) -> Curves:
    """Return the metrics of every method at every setting, over `count` rooms."""
    curves: Curves = {OURS: {f"{c:g}": Metrics() for c in CERTAINTIES}}
    curves |= {method: dict.fromkeys(settings, Metrics()) for method, settings in RIVALS.items()}
    for seed in range(count):
        trace = make(kind, model, seed, hours)
        for c, answer in zip(CERTAINTIES, our_answers(trace, CERTAINTIES), strict=True):
            curves[OURS][f"{c:g}"] += metrics_of(trace.truth, answer, kind.rate)
        seen = largest(trace)
        for method, settings in RIVALS.items():
            for name, answers in settings.items():
                answer = with_nobody(seen, answers(seen), SETTLED.gone)
                curves[method][name] += metrics_of(trace.truth, answer, kind.rate)
    return curves


HEADER = """\
| method | setting | false switches/h | median s | p95 s | missed | flips/min | time right |
|---|---|---|---|---|---|---|---|"""


def table(curves: Curves) -> str:
    """Return every method at every setting as a Markdown table."""
    rows = [row(method, setting, m) for method, curve in curves.items() for setting, m in curve.items()]
    return "\n".join([HEADER, *rows])


def nearest(curves: Curves) -> str:
    """Return ours as shipped, and each other method at the setting that is nearest to it in speed."""
    ours = curves[OURS][f"{MoodSettings().certainty:g}"]
    rows = []
    for method, curve in curves.items():
        apart = {setting: abs(m.delay(0.5) - ours.delay(0.5)) for setting, m in curve.items()}
        setting = f"{MoodSettings().certainty:g}" if method == OURS else min(apart, key=apart.__getitem__)
        rows.append(row(method, setting, curve[setting]))
    return "\n".join([HEADER, *rows])


def row(method: str, setting: str, m: Metrics) -> str:
    """Return a line of a table; ours as shipped is bold."""
    cells = (
        f"{m.false_per_hour():.2f}",
        f"{m.delay(0.5):.1f}",
        f"{m.delay(0.95):.1f}",
        f"{m.missed():.1%}",
        f"{m.flips_per_minute():.2f}",
        f"{m.share_right():.1%}",
    )
    shipped = method == OURS and float(setting) == MoodSettings().certainty
    shown = [f"**{cell}**" for cell in cells] if shipped else cells
    return f"| {method} | {setting} | " + " | ".join(shown) + " |"


def beside(curves: Curves) -> str:
    """Return in a line how the best of the simple ways does at each of our medians."""
    rivals = {method: curve for method, curve in curves.items() if method != OURS}
    ratios = []
    for measured in curves[OURS].values():
        median = measured.delay(0.5)
        best = min(rivals, key=lambda method: false_at(rivals[method], median))
        ours, theirs = measured.false_per_hour(), false_at(rivals[best], median)
        ratios.append(f"{median:.1f} s: {theirs / max(ours, LEAST):.0f} times fewer than {best}")
    right = max(m.share_right() for curve in rivals.values() for m in curve.values())
    return f"At our medians: {'; '.join(ratios)}. Time right: the best of the simple ways {right:.1%}."


def moment_delay(kind: RoomKind, model: ScoreModel, hours: float) -> float:
    """Return the median seconds until the moment, which the ring follows, says a new mood."""
    trace = make(kind, model, 0, hours)
    estimate, settings = blank(0.0), MoodSettings()
    answer = []
    for glance in glances(trace):
        estimate = after_glance(estimate, glance, glance.at, settings)
        answer.append(index_of(estimate.moment.name))
    return metrics_of(trace.truth, np.array(answer), kind.rate).delay(0.5)


def resting_table(count: int, hours: float) -> str:
    """Return what reading a face against its own rest gains, by how sad the face at rest looks."""
    kind, model = kinds()["quiet"]
    lines = [
        "| the face at rest looks sadder by | false switches/h | missed | time right | without learning it |",
        "|---|---|---|---|---|",
    ]
    for nats in (0.0, 1.0, 2.0, 3.0):
        sad = replace(kind, resting=nats, leaves=0.005)
        ours = _learning(sad, model, count, hours)
        with learning_off():
            off = _learning(sad, model, count, hours)
        lines.append(
            f"| {nats:g} nats | {ours.false_per_hour():.2f} | {ours.missed():.1%} | {ours.share_right():.1%} "
            f"| {off.false_per_hour():.2f}, {off.missed():.1%}, {off.share_right():.1%} |"
        )
    return "\n".join(lines)


def _learning(kind: RoomKind, model: ScoreModel, count: int, hours: float) -> Metrics:
    """Return our metrics as shipped in `count` rooms."""
    total = Metrics()
    for seed in range(count):
        trace = make(kind, model, seed, hours)
        (answer,) = our_answers(trace, (MoodSettings().certainty,))
        total += metrics_of(trace.truth, answer, kind.rate)
    return total


@contextmanager
def learning_off() -> Iterator[None]:
    """Learn nothing of resting faces for a while."""
    learns, baseline.LEARNS = baseline.LEARNS, 0.0
    yield
    baseline.LEARNS = learns


def main() -> None:
    """Run every room and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rooms", type=int, default=8, help="of each kind")
    options.add_argument("--hours", type=float, default=1.0, help="in each room")
    options.add_argument("--picture", type=Path, help="write the curves here, as SVG")
    asked = options.parse_args()
    pictured: dict[str, Curves] = {}
    for name, (kind, model) in kinds().items():
        begun = time.perf_counter()
        pictured[name] = curves_of(kind, model, asked.rooms, asked.hours)
        took = time.perf_counter() - begun
        say(f"\n### The {name} room ({asked.rooms} x {asked.hours:g} h, {took:.0f} s)\n")
        say(table(pictured[name]))
        say(f"\nAt the speed that ships:\n\n{nearest(pictured[name])}")
        say(f"\n{beside(pictured[name])}")
        say(f"The moment follows after a median of {moment_delay(kind, model, asked.hours):.1f} s.")
    say("\n### A face that looks sad at rest\n")
    say(resting_table(asked.rooms, asked.hours))
    if asked.picture:
        asked.picture.write_text(picture(pictured), encoding="utf-8")


def say(text: str) -> None:
    """Print, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
