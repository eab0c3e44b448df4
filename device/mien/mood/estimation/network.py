"""The small network that says which mood a face's averages speak for.

It sees each mood through the same numbers: what it knows of anger it knows of joy, so it learns from every
room seven times and cannot learn one emotion by heart. Only calm is another matter, since a face between
two expressions looks calm in any mood, and how often each mood comes. Two layers; in between, each mood is
weighed against the mean of all (Zaheer et al. 2017, *Deep Sets*, arXiv:1703.06114). Pure arithmetic in a
fixed order, so the same evidence gives the same answer; the table is text in `network_weights.py`, written
by `bench/mood/train_filter.py`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import tanh
from operator import mul
from typing import TypeAlias

from mien.mood.estimation.bank import MOODS, NEUTRAL
from mien.mood.estimation.network_weights import FIRST, ROOM, SECOND, TABLE, VIEWS

Vector: TypeAlias = tuple[float, ...]
Matrix: TypeAlias = tuple[Vector, ...]


@dataclass(frozen=True, slots=True)
class NetworkWeights:
    """The network's numbers, a row per unit; where a bias is, it is the row's last number."""

    mood: Matrix
    """First layer, of a mood's own averages; no bias."""
    calm: Matrix
    """What is added to it for calm; with a bias."""
    room: Matrix
    """First layer, of what the room is like; with a bias."""
    unit: Matrix
    """Second layer, of the first layer's units of a mood; with a bias."""
    others: Matrix
    """Second layer, of the mean of these units over all moods; no bias."""
    calm_too: Vector
    """What is added to the second layer for calm."""
    out: Vector
    """Log-odds of the second layer's units; with a bias."""
    straight: Vector
    """Log-odds of a mood's averages straight away."""
    often: Vector
    """How often each mood comes, as log-odds."""


def weights_from(table: str) -> NetworkWeights:
    """Return the weights in a text of whole thousandths, parted by blanks."""
    numbers = (int(word) / 1000.0 for word in table.split())
    return NetworkWeights(
        mood=_matrix(numbers, FIRST, VIEWS),
        calm=_matrix(numbers, FIRST, VIEWS + 1),
        room=_matrix(numbers, FIRST, ROOM + 1),
        unit=_matrix(numbers, SECOND, FIRST + 1),
        others=_matrix(numbers, SECOND, FIRST),
        calm_too=tuple(islice(numbers, SECOND)),
        out=tuple(islice(numbers, SECOND + 1)),
        straight=tuple(islice(numbers, VIEWS)),
        often=tuple(islice(numbers, MOODS)),
    )


def _matrix(numbers: Iterator[float], rows: int, columns: int) -> Matrix:
    return tuple(tuple(islice(numbers, columns)) for _ in range(rows))


WEIGHTS = weights_from(TABLE)
NOUGHT = (0.0,) * max(FIRST, SECOND)


def log_odds(moods: Sequence[Vector], room: Vector) -> list[float]:
    """Return how likely each mood is, as logarithms that lack a constant, from what `bank.views` returns."""
    w = WEIGHTS
    shared = _products(w.room, (*room, 1.0))
    calm = _products(w.calm, (*moods[NEUTRAL], 1.0), shared)
    first = []
    for number, views in enumerate(moods):
        units = _products(w.mood, views, calm if number == NEUTRAL else shared)
        first.append((*map(tanh, units), 1.0))
    mean = [sum(column) / MOODS for column in zip(*first, strict=True)]
    others = _products(w.others, mean)
    calm_too = [a + b for a, b in zip(others, w.calm_too, strict=True)]
    odds = []
    for number, (views, inner) in enumerate(zip(moods, first, strict=True)):
        second = _products(w.unit, inner, calm_too if number == NEUTRAL else others)
        straight = sum(map(mul, w.straight, views), w.often[number])
        odds.append(sum(map(mul, w.out, (*map(tanh, second), 1.0)), straight))
    return odds


def _products(rows: Matrix, values: Sequence[float], begin: Sequence[float] = NOUGHT) -> list[float]:
    """Return what each row comes to with the values, beginning with the numbers in `begin`."""
    return [sum(map(mul, row, values), start) for row, start in zip(rows, begin)]  # noqa: B905 (time)
