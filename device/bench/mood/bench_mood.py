"""How often the mood changes wrongly, against how long it takes when it should, beside simple methods.

    make bench-mood       or: python -m bench.mood.bench_mood [--rooms N] [--write]

Every method sees the same rooms, of kinds that differ in how they work (`simulated_rooms.py`), and has its
own best setting in each kind. Ours is judged in each kind by a filter that was trained without that kind's
whole family; in the rooms of others' making, to which nothing is fitted, by the one that ships. Prints
Markdown; `--write` puts it and the curves into `docs/mood.md`.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bench.mood.baselines import all_answers, largest
from bench.mood.curves import Curve, Curves, picture
from bench.mood.evidence import Evidence, evidence
from bench.mood.filter_twin import at_ticks, believed, settled
from bench.mood.metrics import Metrics, metrics_of
from bench.mood.mood_report import OURS, Result, report
from bench.rooms.alone import Kind
from bench.rooms.others import resting_sad
from bench.rooms.processes import Ticks
from bench.rooms.room_parts import NOBODY, UNSURE, Batch, FaceTraces
from bench.rooms.simulated_rooms import FAMILIES, OTHERS, make
from mien.mood.emotion import Absence, Emotion, MoodName
from mien.mood.estimation import network
from mien.mood.estimation import room as rooms
from mien.mood.estimation.estimate import (
    after_glance,
    answered,
    believed_after,
    blank,
    sight_of,
    switch_params,
)
from mien.mood.estimation.hysteresis import squared
from mien.mood.estimation.network import WEIGHTS, NetworkWeights, weights_from
from mien.mood.estimation.room import Room
from mien.mood.glance import Face, Glance
from mien.mood.mood_settings import MoodSettings

HERE = Path(__file__).parent
DOC, PICTURE = HERE.parents[1] / "docs/mood.md", HERE.parents[1] / "docs/pictures/mood-curves.svg"
EMOTIONS = tuple(Emotion)
CERTAINTIES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995)
FIRST_SEED = 1000  # rooms that no filter was trained in
RATES = (2.0, 5.0)
CROWDED = {"busy_bursts", "family_room"}  # rooms that go through the core, glance by glance: half as many


def batches(kind: Kind, count: int, hours: float = 1.0) -> Iterator[Batch]:
    """Yield the rooms that a kind is judged in, `count` at each number of glances a second."""
    count = max(1, count // 2) if kind.__name__ in CROWDED else count
    for number, rate in enumerate(RATES):
        yield make(kind, FIRST_SEED + number, count, hours, rate)


def weights_without(family: str) -> NetworkWeights:
    """Return the filter that was trained without a family."""
    file = HERE / f"filter_without_{family.replace(' ', '_')}.txt"
    return weights_from(file.read_text(encoding="utf-8"))


def simple_curves(kind: Kind, count: int) -> dict[str, Curve]:
    """Return the metrics of every simple method at every setting."""
    curves: dict[str, dict[str, Metrics]] = {}
    for batch in batches(kind, count):
        for method, (names, answers) in all_answers(largest(batch)).items():
            curve = curves.setdefault(method, {})
            for name, metrics in zip(names, metrics_of(batch.truth, answers, batch.rate), strict=True):
                curve[name] = curve.get(name, Metrics()) + metrics
    return dict(curves)


def our_curves(kind: Kind, filters: Sequence[NetworkWeights], count: int) -> list[Curve]:
    """Return our metrics at each certainty, by each of some filters."""
    totals = [[Metrics()] * len(CERTAINTIES) for _ in filters]
    for batch in batches(kind, count):
        seen = evidence(batch) if len(batch.faces) == 1 else None
        for number, weights in enumerate(filters):
            each = metrics_of(batch.truth, our_answers(batch, seen, weights), batch.rate)
            totals[number] = [one + more for one, more in zip(totals[number], each, strict=True)]
    return [{f"{c:g}": m for c, m in zip(CERTAINTIES, total, strict=True)} for total in totals]


def our_answers(batch: Batch, seen: Evidence | None, weights: NetworkWeights) -> Ticks:
    """Return the settled mood [certainties, rooms, ticks]; by the twin where there is one face only."""
    if seen is not None:
        return at_ticks(settled(believed(weights, seen), seen, CERTAINTIES), batch)
    with wearing(weights):
        return np.stack([core_answers(batch, room) for room in range(len(batch.truth))], axis=1)


@contextmanager
def wearing(weights: NetworkWeights) -> Iterator[None]:
    """Let the mood core use other weights for a while."""
    shipped, network.WEIGHTS = network.WEIGHTS, weights
    yield
    network.WEIGHTS = shipped


def core_answers(batch: Batch, number: int) -> Ticks:
    """Return the settled mood of one room, glance by glance, by the core; [certainties, ticks]."""
    settings = [MoodSettings(certainty=certainty) for certainty in CERTAINTIES]
    params = [switch_params(each) for each in settings]
    held, believed = [blank(0.0).settled for _ in settings], [blank(0.0).believed for _ in settings]
    answers = np.empty((len(settings), batch.truth.shape[1]), dtype=np.int8)
    room, following = Room(), settings[0].listener
    for tick, glance in enumerate(glances(batch, number)):
        if glance is not None:
            room, dt = rooms.seen(room, glance, following)
            sight = sight_of(room, glance.at, dt, following)
            believed = [
                believed_after(b, room.felt, sight, p.certainty)
                for b, p in zip(believed, params, strict=True)
            ]
            held = [answered(h, squared(b), sight, p) for h, b, p in zip(held, believed, params, strict=True)]
        answers[:, tick] = [index_of(h.name) for h in held]
    return answers


def index_of(name: MoodName) -> int:
    """Return the index of a mood, `NOBODY` or `UNSURE`."""
    if name is Absence.NOBODY:
        return NOBODY
    return UNSURE if name is Absence.UNSURE else EMOTIONS.index(name)


def glances(batch: Batch, number: int) -> Iterator[Glance | None]:
    """Yield what the eye would send of room `number`, None where it sends nothing."""
    faces = [_listed(face, number) for face in batch.faces]
    for tick, taken in enumerate(batch.taken[number].tolist()):
        if not taken:
            yield None
            continue
        yield Glance(tick / batch.rate, tuple(face for each in faces if (face := each[tick]) is not None))


def _listed(face: FaceTraces, number: int) -> list[Face | None]:
    """Return one face through a room's ticks."""
    columns = (face.there, face.track, face.size, face.quality, face.low, face.scores)
    rows = zip(*(column[number].tolist() for column in columns), strict=True)
    return [
        Face(
            track,
            (face.x, 150.0, size, size),
            quality,
            dict(zip(EMOTIONS, scores, strict=True)),
            "turned" if low else "",
        )
        if there
        else None
        for there, track, size, quality, low, scores in rows
    ]


def moment_delay(kind: Kind, hours: float = 1.0) -> float:
    """Return the median seconds until the moment, which the ring follows, says a new mood."""
    batch = make(kind, FIRST_SEED, 2, hours, 5.0)
    answers = np.empty((1, *batch.truth.shape), dtype=np.int8)
    settings = MoodSettings()
    for number in range(len(batch.truth)):
        estimate = blank(0.0)
        for tick, glance in enumerate(glances(batch, number)):
            if glance is not None:
                estimate = after_glance(estimate, glance, glance.at, settings)
            answers[0, number, tick] = index_of(estimate.moment.name)
    return metrics_of(batch.truth, answers, batch.rate)[0].delay(0.5)


def resting_rows(count: int) -> Iterator[tuple[float, Metrics, Metrics]]:
    """Yield by how many nats a face at rest looks sadder, and our metrics with and without learning that."""
    at = CERTAINTIES.index(MoodSettings().certainty)
    for nats in (0.0, 1.0, 2.0, 3.0):
        batch = make(resting_sad(nats), FIRST_SEED, count, 1.0, 5.0)
        both = []
        for learns in (True, False):
            seen = evidence(batch, learns=learns)
            answers = at_ticks(settled(believed(WEIGHTS, seen), seen, CERTAINTIES[at : at + 1]), batch)
            both.append(metrics_of(batch.truth, answers, batch.rate)[0])
        yield nats, both[0], both[1]


def judged(count: int) -> Iterator[tuple[str, str, Curves, Curve]]:
    """Yield family, kind, all curves, and ours of the filter that ships, which met such rooms in training."""
    families = {**FAMILIES, "of others' making": OTHERS}
    for family, kinds in families.items():
        filters = [weights_without(family), WEIGHTS] if family in FAMILIES else [WEIGHTS]
        for kind in kinds:
            ours, *rest = our_curves(kind, filters, count)
            shipped = rest[0] if rest else ours
            name = kind.__name__.replace("_", " ")
            yield family, name, {OURS: ours, **simple_curves(kind, count)}, shipped
            sys.stderr.write(f"{name}\n")


def drawn(results: Sequence[Result]) -> dict[str, Curves]:
    """Return the curves worth a picture: ours and the better of the simple methods."""
    methods = (OURS, "majority", "average with a margin", "plain HMM")
    return {name: {method: curves[method] for method in methods} for _, name, curves, _ in results}


def main() -> None:
    """Run every kind and print or write."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rooms", type=int, default=20, help="of each kind at each rate, an hour each")
    options.add_argument("--write", action="store_true", help="into docs/mood.md")
    asked = options.parse_args()
    results = list(judged(asked.rooms))
    moments = {
        kind.__name__.replace("_", " "): moment_delay(kind) for kind in (*OTHERS, *FAMILIES["bursts"][:2])
    }
    text = report(results, moments, list(resting_rows(asked.rooms)))
    sys.stdout.write(f"{text}\n")
    if asked.write:
        head, rest = DOC.read_text(encoding="utf-8").split("<!-- measured -->\n")
        tail = rest.split("<!-- /measured -->")[1]
        measured = f"<!-- measured -->\n{text}\n<!-- /measured -->"
        DOC.write_text(f"{head}{measured}{tail}", encoding="utf-8")
        PICTURE.write_text(picture(drawn(results)), encoding="utf-8")


if __name__ == "__main__":
    main()
