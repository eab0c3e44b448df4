"""How much each criterion counts, from comparing two at a time."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.music.selection.criteria import Criterion
from mien.music.selection.decision.ahp import (
    ACCEPTABLE,
    WeightsError,
    default_weights,
    from_pairs,
    read_weights,
)


def comparisons(**steps: float) -> str:
    """Return a whole table: every pair equal but those given as `left_right=step`."""
    order = list(Criterion)
    lines = []
    for place, left in enumerate(order[:-1]):
        lines.append(f"[{left}]")
        lines += [f"{right} = {steps.get(f'{left}_{right}', 1)}" for right in order[place + 1 :]]
    return "\n".join(lines)


def test_the_shipped_weights_put_the_genre_first_and_do_not_contradict_themselves() -> None:
    weights = default_weights()

    assert max(weights.shares, key=lambda c: weights.shares[c]) is Criterion.GENRE
    assert sum(weights.shares.values()) == pytest.approx(1)
    assert weights.inconsistency <= ACCEPTABLE


def test_equal_criteria_count_the_same() -> None:
    assert list(read_weights(comparisons()).shares.values()) == pytest.approx([1 / 6] * 6)


def test_a_textbook_table_gives_its_textbook_weights_and_ratio() -> None:
    """A perfectly consistent table is the ratios of its weights, and its ratio is 0 (Saaty 1980)."""
    shares = np.array([0.4, 0.25, 0.15, 0.1, 0.06, 0.04])
    weights = from_pairs(shares[:, None] / shares[None, :])

    assert list(weights.shares.values()) == pytest.approx(list(shares))
    assert weights.inconsistency == pytest.approx(0, abs=1e-9)


def test_comparisons_that_contradict_each_other_are_refused_and_the_worst_is_named() -> None:
    with pytest.raises(WeightsError, match=r"contradict each other.*genre over feeling = 9"):
        read_weights(comparisons(genre_feeling=9, feeling_liking=9, genre_liking=1 / 9))


@pytest.mark.parametrize(("one", "two", "three"), [*combinations(Criterion, 3)])
def test_of_equally_bad_comparisons_the_first_is_named(one: str, two: str, three: str) -> None:
    ring = {f"{one}_{two}": 9, f"{two}_{three}": 9, f"{one}_{three}": 1 / 9}

    with pytest.raises(WeightsError, match=f"{one} over {two} = 9"):
        read_weights(comparisons(**ring))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[genre", "isn't valid TOML"),
        ("[genre]\nfeeling = 2", "no comparison of"),
        ("[genr]\nfeeling = 2", "'genr' isn't a criterion; did you mean 'genre'?"),
        ("[genre]\nfeeling = 12", "must be from 1/9 to 9"),
        ("[genre]\nfeeling = 2\n[feeling]\ngenre = 2", "repeated"),
        ("[genre]\ngenre = 1", "itself"),
        ("genre = 1", "line 1: genre must be a table"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(WeightsError, match=complaint):
        read_weights(text)


@given(st.lists(st.floats(0.05, 1), min_size=6, max_size=6))
def test_any_consistent_table_gives_its_weights_back(raw: list[float]) -> None:
    shares = np.array(raw) / sum(raw)
    weights = from_pairs(shares[:, None] / shares[None, :])

    np.testing.assert_allclose(list(weights.shares.values()), shares, rtol=1e-6)
