"""Rooms read by another network, and the filter that knows its room."""

import numpy as np
from classifiers import NEUTRAL, N
from evidence import evidence
from matched_filter import known_room
from other_networks import as_by_another
from room_parts import NOBODY
from simulated_rooms import make, own_bias, plain_markov

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
    belief = known_room(seen, HOUR)
    truth = seen.truth[:, :HOUR]
    counts = (truth != NOBODY) & seen.here[:, :HOUR]
    taken_for = seen.inputs[:, :HOUR, :N].argmax(axis=2)

    assert belief.shape == (3, HOUR, N)
    assert np.allclose(belief.sum(axis=2), 1.0)
    assert np.mean((belief.argmax(axis=2) == truth)[counts]) > np.mean((taken_for == truth)[counts]) + 0.1


def test_what_comes_after_the_known_hours_begin_is_not_looked_at_before() -> None:
    """The moods of the judged hour change nothing: only later ones are known."""
    seen = evidence(make(own_bias, 8, 1, 2.0, 2.0))
    belief = known_room(seen, HOUR)
    seen.truth[:, :HOUR] = NEUTRAL

    assert np.array_equal(known_room(seen, HOUR), belief)
