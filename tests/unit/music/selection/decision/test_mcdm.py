"""Ranking a table of criteria: what holds for every method."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from mien.music.selection.decision.mcdm import METHODS, Method, nth_best


def tables(songs: st.SearchStrategy[int]) -> st.SearchStrategy[NDArray[np.float32]]:
    return songs.flatmap(
        lambda n: arrays(np.float32, (4, n), elements=st.integers(0, 16).map(lambda i: i / 16))
    )


WEIGHTS = np.array([0.4, 0.3, 0.2, 0.1], np.float32)


@given(tables(st.integers(1, 12)), st.sampled_from(Method))
def test_a_song_better_on_every_criterion_never_ranks_below(
    table: NDArray[np.float32], method: Method
) -> None:
    scores = METHODS[method](table.copy(), WEIGHTS)
    for a in range(table.shape[1]):
        for b in range(table.shape[1]):
            if (table[:, a] >= table[:, b]).all():
                assert scores[a] >= scores[b] - 1e-6


@given(
    tables(st.integers(1, 12)), st.sampled_from(Method), st.integers(0, 3), st.sampled_from([0.25, 2.0, 64.0])
)
def test_the_scale_of_a_criterion_does_not_matter(
    table: NDArray[np.float32], method: Method, criterion: int, scale: float
) -> None:
    scaled = table.copy()
    scaled[criterion] *= np.float32(scale)

    np.testing.assert_allclose(
        METHODS[method](scaled, WEIGHTS), METHODS[method](table.copy(), WEIGHTS), atol=1e-5
    )


@given(tables(st.integers(1, 300)), st.sampled_from(Method))
@settings(max_examples=30)
def test_scores_lie_between_0_and_1(table: NDArray[np.float32], method: Method) -> None:
    scores = METHODS[method](table, WEIGHTS)

    assert ((scores >= -1e-6) & (scores <= 1 + 1e-6)).all()


@pytest.mark.parametrize("method", Method)
def test_the_best_of_many_is_found_whatever_the_method(method: Method) -> None:
    table = np.random.default_rng(1).random((4, 1000), np.float32) * np.float32(0.9)
    table[:, 700] = 1.0

    assert METHODS[method](table, WEIGHTS).argmax() == 700


@given(
    arrays(np.float32, st.integers(300, 3000), elements=st.floats(0, 1, width=32)),
    st.integers(1, 299),
    st.sampled_from(["", "misled"]),
)
def test_the_nth_best_score_is_found_whatever_a_sample_says(
    scores: NDArray[np.float32], nth: int, misled: str
) -> None:
    if misled == "misled":
        scores[::16] = 1.0

    assert nth_best(scores, nth) == np.sort(scores)[-nth]
