"""Rooms read by another network, and the filter that knows its room."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from bench.mood.bench_bound import ALONE, Bound, as_taken, report
from bench.mood.evidence import evidence
from bench.mood.matched_filter import known_room
from bench.mood.metrics import Metrics
from bench.mood.mood_report import DEFAULT
from bench.rooms.alone import Kind
from bench.rooms.bursts import busy_bursts, family_room
from bench.rooms.classifiers import NEUTRAL, N
from bench.rooms.misreading import plain_markov
from bench.rooms.one_person import own_bias
from bench.rooms.other_networks import as_by_another
from bench.rooms.processes import Grid
from bench.rooms.room_parts import NOBODY
from bench.rooms.simulated_rooms import make

HOUR = 7200  # steps


def test_another_network_changes_scores_but_not_who_is_there_or_calm() -> None:
    batch = make(plain_markov, 5, 12, 0.1, 5.0)
    other = as_by_another(batch, 5)
    before, after = batch.faces[0].scores, other.faces[0].scores

    assert np.allclose(after.sum(axis=2), 1.0, atol=1e-5)
    assert not np.allclose(before, after)
    assert np.array_equal(batch.truth, other.truth)


def test_who_knows_the_room_is_right_where_nobody_else_can_be() -> None:
    """A face with a bias of its own: what it is taken for says little, unless that is known."""
    seen = evidence(make(own_bias, 8, 3, 3.0, 2.0))
    belief = known_room(seen, HOUR)[0]
    truth = seen.truth[:, :HOUR]
    counts = (truth != NOBODY) & seen.here[:, :HOUR]
    taken_for = seen.inputs[:, :HOUR, :N].argmax(axis=2)

    assert belief.shape == (3, HOUR, N)
    assert np.allclose(belief.sum(axis=2), 1.0)
    assert np.mean((belief.argmax(axis=2) == truth)[counts]) > np.mean((taken_for == truth)[counts]) + 0.1


def test_what_comes_after_the_known_hours_begin_is_not_looked_at_before() -> None:
    """The moods of the judged hour change nothing: only later ones are known."""
    seen = evidence(make(own_bias, 8, 1, 2.0, 2.0))
    belief = known_room(seen, HOUR)[0]
    seen.truth[:, :HOUR] = NEUTRAL

    assert np.array_equal(known_room(seen, HOUR)[0], belief)


def test_who_takes_moods_for_short_believes_a_new_one_sooner() -> None:
    seen = evidence(make(plain_markov, 8, 3, 3.0, 2.0))
    usual, hasty = known_room(seen, HOUR, (1.0, 100.0)).max(axis=3)

    assert hasty.mean() < usual.mean()


def test_a_mood_that_the_known_hours_lack_is_read_as_in_the_other_rooms() -> None:
    seen = evidence(make(plain_markov, 8, 4, 3.0, 2.0))
    mood = int(np.bincount(seen.truth[0, :HOUR], minlength=N)[:N].argmax())
    felt = (seen.truth[0, :HOUR] == mood) & seen.here[0, :HOUR]
    lacks = seen.truth.copy()
    lacks[0, HOUR:][lacks[0, HOUR:] == mood] = NOBODY

    belief = known_room(replace(seen, truth=lacks), HOUR)[0, 0]

    assert np.mean(belief[felt].argmax(axis=1) == mood) > 0.5


@pytest.mark.parametrize("kind", [busy_bursts, family_room])
def test_a_room_while_nobody_else_is_there_has_the_same_person(kind: Kind) -> None:
    grids = [Grid(np.random.default_rng(3), 2, 600, 2.0) for _ in range(2)]
    company, alone = kind(grids[0]), ALONE[kind](grids[1])

    assert len(alone.faces) == 1
    assert np.array_equal(company.faces[0].scores, alone.faces[0].scores)
    assert np.array_equal(company.truth[alone.truth != NOBODY], alone.truth[alone.truth != NOBODY])


def test_the_tables_say_where_a_filter_is_too_slow_and_where_nothing_errs_so_rarely() -> None:
    def curve(false: int, delay: float) -> dict[str, Metrics]:
        return {DEFAULT: Metrics(10.0, false, false, 18_000.0, (delay, delay, inf, delay))}

    bound = Bound(knows=curve(10, 4.0), learns=curve(40, 11.0), ships=curve(20, 4.5), simple=curve(30, 5.0))
    lines = list(report({"a kind": bound}))

    assert lines[2].startswith(
        "| a kind | 3 / too slow / 1.5 | 3 / too slow / 1.5 | 3 / too slow / 1.5 | 3 / 0.75 / 1.5 |"
    )
    assert lines[-1] == (
        "| a kind | 25% / none errs so rarely / 25% / none errs so rarely | 50% / 50% / 50% / 50% |"
    )


def test_where_what_ships_is_unsure_or_nobody_is_there_no_mood_is_guessed() -> None:
    seen = evidence(make(own_bias, 8, 2, 0.2, 2.0))
    unsure, sure = np.full((*seen.truth.shape, N), 1.0 / N), np.eye(N)[np.full(seen.truth.shape, NEUTRAL)]

    assert np.all(as_taken(seen, unsure).truth == NOBODY)
    assert np.all(as_taken(seen, sure).truth[~seen.here] == NOBODY)
    assert np.mean(as_taken(seen, sure).truth[seen.here] == NEUTRAL) > 0.9
