"""How much each criterion counts, from comparing two at a time: analytic hierarchy process, Saaty (1980)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from mien.errors import MienError
from mien.music.selection.criteria import Criterion

# The mean consistency index of random tables of 1 to 10 criteria; Saaty (1980).
_RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
ACCEPTABLE = 0.1
_STEPS = tuple(range(1, 10))


class WeightsError(MienError, ValueError):
    """The comparisons are not usable; one sentence each in `problems`."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class CriteriaWeights:
    """`shares`: by criterion, summing to 1. `inconsistency`: Saaty's consistency ratio, 0 is consistent.

    The ratio says how far the comparisons contradict each other (A over B, B over C, but C over A), as a
    share of what random answers would; up to ACCEPTABLE is taken.
    """

    shares: Mapping[Criterion, float]
    inconsistency: float

    def array(self) -> NDArray[np.float32]:
        """Return the shares in the order of Criterion."""
        return np.array([self.shares[c] for c in Criterion], np.float32)


def read_weights(text: str) -> CriteriaWeights:
    """Read a table of comparisons.

    Raises:
        WeightsError: a pair is missing, unknown or twice, a step is off, or they contradict each other.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as low:
        raise WeightsError((f"the comparisons are no TOML: {low}",)) from low
    problems = _problems(table)
    if problems:
        raise WeightsError(tuple(problems))
    order = list(Criterion)
    pairs = np.eye(len(order))
    for left, others in table.items():
        for right, step in others.items():
            i, j = order.index(Criterion(left)), order.index(Criterion(right))
            pairs[i, j], pairs[j, i] = step, 1 / step
    weights = from_pairs(pairs)
    if weights.inconsistency > ACCEPTABLE:
        raise WeightsError((_contradiction(pairs, weights),))
    return weights


def from_pairs(pairs: NDArray[np.float64]) -> CriteriaWeights:
    """Return the weights that a reciprocal table stands for: its principal eigenvector."""
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
    """Return the weights that come with the speaker."""
    return read_weights(
        files("mien.music.selection").joinpath("weights.default.toml").read_text(encoding="utf-8")
    )


def _problems(table: Mapping[str, object]) -> list[str]:
    problems: list[str] = []
    seen: set[frozenset[str]] = set()
    for left, others in table.items():
        for right, step in (others if isinstance(others, dict) else {"": 0}).items():
            problems += [_unknown(name) for name in (left, right) if name not in set(Criterion)]
            pair = frozenset({left, right})
            if len(pair) == 1 or pair in seen:
                problems.append(
                    f"{left}.{right}: this pair is there twice" if pair in seen else f"{left}: itself"
                )
            seen.add(pair)
            if isinstance(step, bool) or not isinstance(step, int | float) or not 1 / 9 <= step <= 9:
                problems.append(f"{left}.{right} must be from 1/9 to 9, not {step!r}")
    wanted = {frozenset({a.value, b.value}) for a in Criterion for b in Criterion if a is not b}
    problems += [
        f"nobody compared {' and '.join(sorted(pair))}" for pair in sorted(map(sorted, wanted - seen))
    ]
    return problems


def _unknown(name: str) -> str:
    close = get_close_matches(name, [c.value for c in Criterion], 1)
    return f"{name!r} is no criterion" + (f"; did you mean {close[0]!r}?" if close else "")


def _contradiction(pairs: NDArray[np.float64], weights: CriteriaWeights) -> str:
    """Say which comparison fits the others least."""
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
