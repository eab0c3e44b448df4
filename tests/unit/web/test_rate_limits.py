"""How often is too often."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.web.transport.rate_limits import Buckets, Rate, client_key


def test_a_burst_is_allowed_then_one_must_wait() -> None:
    buckets = Buckets(Rate(burst=3, each_second=2))

    assert [buckets.wait("phone", 0.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.wait("phone", 0.5) == 0


def test_one_who_asks_too_often_does_not_slow_another_down() -> None:
    buckets = Buckets(Rate(burst=1, each_second=1))
    buckets.wait("stranger", 0.0)

    assert buckets.wait("stranger", 0.0) > 0
    assert buckets.wait("owner", 0.0) == 0


def test_a_stranger_with_many_addresses_cannot_fill_the_memory() -> None:
    buckets = Buckets(Rate(1, 1), most_keys=10)
    for number in range(1000):
        buckets.wait(str(number), 0.0)

    assert len(buckets._buckets) == 10


@given(st.lists(st.floats(0, 2), min_size=1, max_size=60))
def test_no_more_pass_than_the_burst_and_the_rate_allow(gaps: list[float]) -> None:
    rate = Rate(burst=3, each_second=2)
    buckets, at, passed = Buckets(rate), 0.0, 0
    for gap in gaps:
        at += gap
        passed += buckets.wait("phone", at) == 0

    assert passed <= rate.burst + at * rate.each_second + 1e-6


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.168.1.20", "192.168.1.20"),
        ("::ffff:192.168.1.20", "192.168.1.20"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002"),
        ("fe80::1%wlan0", "fe80:0000:0000:0000"),
        ("testclient", "testclient"),
    ],
)
def test_a_whole_household_of_ipv6_addresses_counts_as_one(address: str, counted_as: str) -> None:
    assert client_key(address) == counted_as
