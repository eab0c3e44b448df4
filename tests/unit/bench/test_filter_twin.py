"""The arrays' twin of the mood core, by which thousands of hours are judged, answers as the core does."""

import numpy as np
import pytest

from bench.mood.bench_mood import CERTAINTIES, core_answers, glances
from bench.mood.evidence import evidence
from bench.mood.filter_twin import at_ticks, believed, settled
from bench.rooms.alone import Kind
from bench.rooms.bursts import quiet_bursts
from bench.rooms.one_person import own_bias, whole_evening
from bench.rooms.room_parts import Batch
from bench.rooms.simulated_rooms import make
from mien.mood.estimation import room as rooms
from mien.mood.estimation.filter import STEP, UNIFORM
from mien.mood.estimation.hysteresis import settled_towards
from mien.mood.estimation.network import WEIGHTS
from mien.mood.estimation.room import Following, Room


def batch_of(kind: Kind, rate: float) -> Batch:
    return make(kind, 7, 2, 0.25, rate)


@pytest.mark.parametrize("rate", [2.0, 5.0, 8.0])
@pytest.mark.parametrize("kind", [quiet_bursts, own_bias, whole_evening])
def test_the_twin_settles_on_what_the_core_settles_on(kind: Kind, rate: float) -> None:
    batch = batch_of(kind, rate)
    seen = evidence(batch)
    twin = at_ticks(settled(believed(WEIGHTS, seen), seen, CERTAINTIES), batch)
    core = np.stack([core_answers(batch, number) for number in range(len(batch.truth))], axis=1)

    averaged = slice(2, None)  # where less than a step is averaged, it counts when in a step a glance comes
    assert np.mean(twin[averaged] == core[averaged]) > 0.97


def test_the_twin_finds_each_mood_as_probable_as_the_core_does() -> None:
    batch = batch_of(quiet_bursts, 5.0)
    twin, in_core, in_twin = believed(WEIGHTS, evidence(batch))[0], UNIFORM, UNIFORM
    room, differences = Room(), []
    for tick, glance in enumerate(glances(batch, 0)):
        if glance is not None:
            room, dt = rooms.seen(room, glance, Following.MAIN)
            in_core = settled_towards(in_core, room.felt, dt, 0.9)
        if tick % 5 in {2, 4}:
            in_twin = settled_towards(in_twin, tuple(twin[(tick + 1) * 2 // 5 - 1]), STEP, 0.9)
        if tick % 5 == 4 and room.listeners and room.listeners[0].stayed > 120.0:
            differences.append(np.abs(np.subtract(in_twin, in_core)).max())

    assert np.median(differences) < 0.03  # whose steps begin with the first glance, not with the hour
