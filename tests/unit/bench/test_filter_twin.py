"""The arrays' twin of the mood core, by which thousands of hours are judged, answers as the core does."""

import numpy as np
import pytest
from bench_mood import CERTAINTIES, core_answers, glances
from evidence import evidence
from filter_twin import at_ticks, believed, settled
from room_parts import Batch
from simulated_rooms import Kind, make, own_bias, quiet_bursts, whole_evening

from mien.mood.estimation import room as rooms
from mien.mood.estimation.network import WEIGHTS
from mien.mood.estimation.room import Following, Room


def batch_of(kind: Kind, rate: float) -> Batch:
    return make(kind, 7, 2, 0.25, rate)


@pytest.mark.parametrize("rate", [1.0, 5.0, 8.0])
@pytest.mark.parametrize("kind", [quiet_bursts, own_bias, whole_evening])
def test_the_twin_settles_on_what_the_core_settles_on(kind: Kind, rate: float) -> None:
    batch = batch_of(kind, rate)
    seen = evidence(batch)
    twin = at_ticks(settled(believed(WEIGHTS, seen), seen, CERTAINTIES), batch)
    core = np.stack([core_answers(batch, number) for number in range(len(batch.truth))], axis=1)

    reached = slice(0, -2)  # at the knob's end the margin is as wide as a lead ever gets, and a hair decides
    assert np.mean(twin[reached] == core[reached]) > 0.97


def test_the_twin_finds_each_mood_as_probable_as_the_core_does() -> None:
    batch = batch_of(quiet_bursts, 5.0)
    twin = believed(WEIGHTS, evidence(batch))[0]
    room, differences = Room(), []
    for tick, glance in enumerate(glances(batch, 0)):
        if glance is not None:
            room, _ = rooms.seen(room, glance, Following.MAIN)
        if (
            tick % 5 == 4
            and batch.taken[0, tick]
            and len(room.listeners) == 1
            and room.listeners[0].stayed > 120.0
        ):
            differences.append(np.abs(twin[tick * 2 // 5 - 1] - room.felt).max())

    assert np.median(differences) < 0.02
