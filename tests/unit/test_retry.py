"""Waits between attempts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.retry import Backoff


def test_waits_double_up_to_the_longest() -> None:
    backoff = Backoff(shortest=0.5, longest=3.0)

    assert [backoff.pause(failures) for failures in range(1, 6)] == [0.5, 1.0, 2.0, 3.0, 3.0]


def test_jitter_only_shortens() -> None:
    backoff = Backoff(shortest=1.0, longest=8.0, jitter=0.25)

    assert backoff.pause(3, draw=0.0) == 4.0
    assert backoff.pause(3, draw=1.0) == 3.0


@given(st.integers(0, 10**9), st.floats(0, 1), st.floats(0, 1))
def test_no_wait_is_longer_than_the_longest_or_negative(failures: int, jitter: float, draw: float) -> None:
    assert 0 <= Backoff(0.1, 5.0, jitter).pause(failures, draw) <= 5.0


@pytest.mark.parametrize("failures", [0, 1])
def test_the_first_wait_is_the_shortest(failures: int) -> None:
    assert Backoff(0.2, 10.0).pause(failures) == 0.2
