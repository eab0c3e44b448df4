"""Weights of the criteria by pairwise comparison: analytic hierarchy process, Saaty (1980)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from mien.config.toml_table import (
    TomlError,
    TomlMistake,
    TomlMistakes,
    TomlTable,
    did_you_mean,
    is_number,
    read_toml,
    refuse,
    shown,
)
from mien.music.selection.criteria import Criterion

# The mean consistency index of random tables of 1 to 10 criteria; Saaty (1980).
_RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
ACCEPTABLE = 0.1
_STEPS = tuple(range(1, 10))


class WeightsError(TomlError):
    """The comparisons have mistakes."""


@dataclass(frozen=True, slots=True)
class CriteriaWeights:
    """How much each criterion counts."""

    shares: Mapping[Criterion, float]
    """By criterion; they sum to 1."""
    inconsistency: float
    """Saaty's consistency ratio: how far comparisons contradict each other (A over B, B over C, C over A),
    as a share of what random ones would. 0 is consistent; up to ACCEPTABLE is accepted."""

    def array(self) -> NDArray[np.float32]:
        """Return the shares in the order of Criterion."""
        return np.array([self.shares[c] for c in Criterion], np.float32)


def read_weights(text: str) -> CriteriaWeights:
    """Read a table of comparisons.

    Raises:
        WeightsError: a pair is missing, unknown or repeated, a step is out of range, or they contradict each
        other.
    """
    table = read_toml(text, WeightsError)
    refuse(_mistakes(table), WeightsError)
    order = list(Criterion)
    pairs = np.eye(len(order))
    for left, others in table.values.items():
        for right, step in others.items():
            i, j = order.index(Criterion(left)), order.index(Criterion(right))
            pairs[i, j], pairs[j, i] = step, 1 / step
    weights = from_pairs(pairs)
    if weights.inconsistency > ACCEPTABLE:
        raise WeightsError.of(_worst_contradiction(pairs, weights))
    return weights


def from_pairs(pairs: NDArray[np.float64]) -> CriteriaWeights:
    """Return the weights of a reciprocal table: its principal eigenvector."""
    values, vectors = np.linalg.eig(pairs)
    principal = int(np.argmax(values.real))
    shares = np.abs(vectors[:, principal].real)
    shares /= shares.sum()
    size = len(pairs)
    index = (values[principal].real - size) / (size - 1)
    ratio = max(0.0, float(index / _RANDOM_INDEX[size - 1])) if size > 2 else 0.0
    return CriteriaWeights(dict(zip(Criterion, (float(s) for s in shares), strict=True)), ratio)


@cache
def default_weights() -> CriteriaWeights:
    """Return the built-in weights."""
    return read_weights(
        files("mien.music.selection").joinpath("weights.default.toml").read_text(encoding="utf-8")
    )


def _mistakes(table: TomlTable) -> TomlMistakes:
    seen: set[frozenset[str]] = set()
    for left in table.values:
        yield from _unknown(table, left)
        others = table.within(left)
        if others is None:
            yield table.mistake(f"{left} must be a table of the criteria that it is compared with", left)
            continue
        for right, step in others.values.items():
            yield from _unknown(others, right)
            pair = frozenset({left, right})
            if len(pair) == 1:
                yield others.mistake(f"{left} is compared with itself", right)
            elif pair in seen:
                yield others.mistake(f"{left}.{right}: this pair is repeated", right)
            seen.add(pair)
            if not is_number(step) or not 1 / 9 <= step <= 9:
                yield others.mistake(f"{left}.{right} must be from 1/9 to 9, not {shown(step)}", right)
    wanted = {frozenset({a.value, b.value}) for a in Criterion for b in Criterion if a is not b}
    for pair_of in sorted(map(sorted, wanted - seen)):
        yield TomlMistake(0, f"no comparison of {' and '.join(pair_of)}")


def _unknown(table: TomlTable, name: str) -> TomlMistakes:
    known = [criterion.value for criterion in Criterion]
    if name not in known:
        yield table.mistake(f"{name!r} isn't a criterion{did_you_mean(name, known)}", name)


def _worst_contradiction(pairs: NDArray[np.float64], weights: CriteriaWeights) -> str:
    """Report the comparison that fits the others least."""
    shares = np.array(list(weights.shares.values()))
    # Rounded: of equally bad ones the first is named, whichever the eigenvector's last bit favours.
    off = np.abs(np.log(pairs * shares[None, :] / shares[:, None])).round(6)
    i, j = np.unravel_index(int(off.argmax()), off.shape)
    left, right = list(Criterion)[i], list(Criterion)[j]
    return (
        f"the comparisons contradict each other (consistency ratio {weights.inconsistency:.2f}, at most "
        f"{ACCEPTABLE}); most of all {left} over {right} = {pairs[i, j]:.3g}, where the others say "
        f"{shares[i] / shares[j]:.2g}"
    )
