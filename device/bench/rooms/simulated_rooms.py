"""Kinds of rooms that differ in how moods, faces and classifiers work, not only in numbers.

Each kind is a function of a `Grid`: every room of a batch draws its own parameters from the ranges written
here. `FAMILIES` says which kinds share a mechanism: to be judged in a kind, a method is fitted on the
families it does not belong to.
"""

import numpy as np

from bench.rooms.alone import Kind
from bench.rooms.bursts import answering_smiles, busy_bursts, family_room, mixed_styles, quiet_bursts
from bench.rooms.misreading import (
    independent_errors,
    long_errors,
    plain_markov,
    quick_changes,
    strangers_pictures,
)
from bench.rooms.one_person import (
    held_for_minutes,
    own_bias,
    pose_and_light,
    slow_rise_and_fall,
    whole_evening,
)
from bench.rooms.others import others_busy, others_eight, others_quiet
from bench.rooms.processes import Grid, Mask
from bench.rooms.room_parts import Batch, FaceTraces

RATES = (1.0, 2.0, 3.0, 5.0, 5.0, 8.0, 10.0)

OTHERS: tuple[Kind, ...] = (others_quiet, others_busy, others_eight)
"""Rooms that nothing is ever fitted to."""
FAMILIES: dict[str, tuple[Kind, ...]] = {
    "bursts": (quiet_bursts, busy_bursts, answering_smiles, mixed_styles, family_room),
    "one person": (own_bias, held_for_minutes, slow_rise_and_fall, pose_and_light, whole_evening),
    "classifier": (independent_errors, long_errors, plain_markov, strangers_pictures, quick_changes),
}


def make(kind: Kind, seed: int, rooms: int, hours: float, rate: float | None = None) -> Batch:
    """Return a batch of rooms of `kind`; the same seed makes the same rooms."""
    rng = np.random.default_rng([seed, *kind.__name__.encode()])
    rate = rate or float(rng.choice(RATES))
    return kind(Grid(rng, rooms, round(hours * 3600.0 * rate), rate))


def main_face(batch: Batch) -> tuple[FaceTraces, Mask]:
    """Return the main person's face, and where it was seen at all."""
    face = batch.faces[0]
    return face, face.there & batch.taken
