"""The recurrent network behind the mood: a gated recurrent unit over half-second steps of evidence.

A GRU (Cho et al. 2014, arXiv:1406.1078) of `SIZE` units and a softmax, trained as a filter: in simulated
rooms of many kinds it learnt to say how probable each mood is, given all that a face has shown so far
(`bench/train_filter.py`). Its state starts from zero, where every mood is equally likely. Pure arithmetic
in a fixed order, so the same evidence gives the same answer; the table is text in `gru_weights.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import exp, tanh
from operator import mul
from typing import TypeAlias

from mien.mood.estimation.gru_weights import INPUTS, OUTPUTS, SIZE, TABLE

State: TypeAlias = tuple[float, ...]
"""What the network remembers: a number -1..1 per unit."""
Matrix: TypeAlias = tuple[tuple[float, ...], ...]

BLANK: State = (0.0,) * SIZE


@dataclass(frozen=True, slots=True)
class GruWeights:
    """The network's numbers, a row per unit; the last column of each row is its bias.

    `reset` and `update` read inputs and state, `seen` the inputs, `own` the state, `out` (a row per mood)
    the state, without a bias.
    """

    reset: Matrix
    update: Matrix
    seen: Matrix
    own: Matrix
    out: Matrix


def weights_from(table: str) -> GruWeights:
    """Return the weights in a text of whole thousandths, parted by blanks."""
    numbers = (int(word) / 1000.0 for word in table.split())
    both = INPUTS + SIZE + 1
    return GruWeights(
        reset=_matrix(numbers, SIZE, both),
        update=_matrix(numbers, SIZE, both),
        seen=_matrix(numbers, SIZE, INPUTS + 1),
        own=_matrix(numbers, SIZE, SIZE + 1),
        out=_matrix(numbers, OUTPUTS, SIZE),
    )


def _matrix(numbers: Iterator[float], rows: int, columns: int) -> Matrix:
    return tuple(tuple(islice(numbers, columns)) for _ in range(rows))


WEIGHTS = weights_from(TABLE)


def stepped(state: State, inputs: Sequence[float]) -> State:
    """Return the state after one step of `inputs`.

    Most of a replayed day goes by in this loop: its rows are of one length by construction, and checking
    that each time (strict=True) would only cost time.
    """
    both, seen, own = (*inputs, *state, 1.0), (*inputs, 1.0), (*state, 1.0)
    w, after = WEIGHTS, []
    for before, r, z, s, o in zip(state, w.reset, w.update, w.seen, w.own):  # noqa: B905
        open_ = 1.0 / (1.0 + exp(-sum(map(mul, r, both))))
        keep = 1.0 / (1.0 + exp(-sum(map(mul, z, both))))
        fresh = tanh(sum(map(mul, s, seen)) + open_ * sum(map(mul, o, own)))
        after.append(fresh + keep * (before - fresh))
    return tuple(after)


def log_odds(state: State) -> tuple[float, ...]:
    """Return how likely each mood is, as logarithms that lack a constant; all zero of a blank state."""
    return tuple(sum(map(mul, row, state)) for row in WEIGHTS.out)
