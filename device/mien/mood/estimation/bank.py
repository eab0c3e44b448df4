"""What one face showed, averaged over eight lengths of time at once.

How long one has to look before a mood may be believed differs from room to room: where readings err one by
one, the longest average is right; where moods change quickly, a short one. So all are kept, and beside them
how well each predicted the next reading, which tells one kind of room from another: where errors are
independent, the longest predicts best. What is made of them is the network's business (`network.py`).

Times are of evidence: half a second that was half read counts for a quarter. While nothing can be read, what
was read is forgotten slowly, the short averages as slowly as that of a minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from operator import mul, sub
from typing import TypeAlias

from mien.mood.emotion import Emotion
from mien.types import Seconds

Row: TypeAlias = tuple[float, ...]

MOODS = len(Emotion)
NEUTRAL = tuple(Emotion).index(Emotion.NEUTRAL)
LASTS: tuple[Seconds, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 200.0)
UNREAD_LASTS: Seconds = 60.0  # how fast a shorter average is forgotten while nothing can be read
FEW: Seconds = 0.25  # of evidence, all moods alike, that every average begins with
PREDICTED_LASTS: Seconds = 30.0  # of evidence: the memory of how well each average predicts
READ_LASTS: Seconds = 1.5  # the memory of how much could be read
SHORT, LONG = LASTS.index(1.0), LASTS.index(8.0)  # the averages whose comparison shows how long errors last
FEW_MISSES = 0.1  # by which a miss counts as more, so that the first readings say nothing
LASTING = (0.1, 0.3)  # nats by which the short one predicts better: errors begin to last; they do last
ONE_BY_ONE = 0.05  # nats by which the long one predicts better where errors are independent


@dataclass(frozen=True, slots=True)
class Bank:
    """The averages of one face, as sums."""

    sums: tuple[Row, ...] = ((0.0,) * (2 * MOODS + 1),) * len(LASTS)
    """For each length: scores, their logarithms and the trust, each times seconds."""
    misses: Row = (0.0,) * len(LASTS)
    """By how much each average missed the readings that came next, squared, times seconds."""
    predicted: Seconds = 0.0
    """The seconds that `misses` are of."""
    read: float = 0.0
    """How much of the last seconds could be read, 0 to 1."""
    newest: float = 0.0
    """How far the newest step could be read, 0 to 1."""


def stepped(bank: Bank, whole: Sequence[float], step: Seconds) -> Bank:
    """Return the bank after `step` seconds of the evidence `whole`: scores, logarithms, trust."""
    trust = whole[-1]
    misses, predicted = bank.misses, bank.predicted
    if trust > 0.0:
        keep, covered = exp(-step * trust / PREDICTED_LASTS), step * trust
        shown = [x / trust for x in whole[:MOODS]]
        misses = tuple(
            keep * miss + covered * _distance(average_of(row), shown)
            for miss, row in zip(misses, bank.sums, strict=True)
        )
        predicted = keep * predicted + covered
    sums = tuple(_nearer(row, whole, step, lasts) for row, lasts in zip(bank.sums, LASTS, strict=True))
    read = bank.read + step / READ_LASTS * (trust - bank.read)
    return Bank(sums, misses, predicted, read, trust)


def _nearer(row: Row, whole: Sequence[float], step: Seconds, lasts: Seconds) -> Row:
    """Return a row of sums after a step."""
    trust = whole[-1]
    keep = exp(-step * (trust / lasts + (1.0 - trust) / max(lasts, UNREAD_LASTS)))
    return tuple([keep * s + step * x for s, x in zip(row, whole)])  # noqa: B905 (most of a replay goes by here)


def average_of(row: Row) -> list[float]:
    """Return the average scores in a row of sums; all alike before anything was read."""
    scale, few = 1.0 / (row[-1] + FEW), FEW / MOODS
    return [scale * (s + few) for s in row[:MOODS]]


def logs_of(row: Row) -> list[float]:
    """Return the average logarithms in a row of sums; 0 before anything was read."""
    scale = 1.0 / (row[-1] + FEW)
    return [scale * s for s in row[MOODS:-1]]


def how_errors_come(bank: Bank) -> tuple[float, float]:
    """Return whether errors last, 0 to 1, and whether they come one by one, 0 to 1.

    Where they last, the last second predicts what is read next better than the last eight do.
    """
    better = log((bank.misses[LONG] + FEW_MISSES) / (bank.misses[SHORT] + FEW_MISSES))
    begin, certain = LASTING
    lasting = min(1.0, max(0.0, (better - begin) / (certain - begin)))
    return lasting, min(1.0, max(0.0, -better / ONE_BY_ONE))


def _distance(one: Sequence[float], other: Sequence[float]) -> float:
    apart: list[float] = list(map(sub, one, other))
    distance: float = sum(map(mul, apart, apart))
    return distance


def views(bank: Bank) -> tuple[list[Row], Row]:
    """Return what the network is given: of each mood its averages and logarithms; and what the room is like.

    The latter are: how well each average predicts beside the others, and how well they all do; how much
    each average favours one mood; how calm each is; how full each is; how much can be read.
    """
    scores = [average_of(row) for row in bank.sums]
    logs = [logs_of(row) for row in bank.sums]
    moods = [(*p, *x) for p, x in zip(zip(*scores, strict=True), zip(*logs, strict=True), strict=True)]
    scale = 1.0 / (bank.predicted + 0.2)
    missed = [log(scale * (miss + FEW_MISSES)) for miss in bank.misses]
    usual = sum(missed) / len(missed)
    room = (
        *(2.0 * (miss - usual) for miss in missed),
        0.5 * usual + 1.0,
        *(sum(map(mul, row, row)) for row in scores),
        *moods[NEUTRAL],
        *(row[-1] / (row[-1] + lasts) for row, lasts in zip(bank.sums, LASTS, strict=True)),
        bank.read,
        bank.newest,
    )
    return moods, room
