"""A strap's measurement: flags, contact and intervals as the standard has them; anything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.pulse.heart_rate import HeartRate, MeasurementError, parse_measurement


@pytest.mark.parametrize(
    ("packet", "expected"),
    [
        (b"\x00\x48", HeartRate(72, None)),
        (b"\x02\x48", HeartRate(72, None)),  # contact without "supported" means nothing
        (b"\x04\x48", HeartRate(72, has_contact=False)),
        (b"\x06\x48", HeartRate(72, has_contact=True)),
        (b"\x01\x2c\x01", HeartRate(300, None)),
        (b"\x10\x48\x00\x04\x00\x02", HeartRate(72, None, (1.0, 0.5))),
        (
            b"\x1e\x48\x10\x00\x00\x04",
            HeartRate(72, has_contact=True, intervals=(1.0,)),
        ),  # energy lies before the intervals
        (b"\x10\x48", HeartRate(72, None)),
    ],
)
def test_a_measurement_is_read_as_the_standard_has_it(packet: bytes, expected: HeartRate) -> None:
    assert parse_measurement(packet) == expected


@pytest.mark.parametrize(
    ("packet", "says"),
    [
        (b"", "2 to 512 bytes, not 0"),
        (b"\x00", "2 to 512 bytes, not 1"),
        (b"\x01\x48", "announce 3 bytes, but there are 2"),
        (b"\x08\x48\x01", "announce 4 bytes, but there are 3"),
        (b"\x10\x48\x00\x04\x00", "last interval is cut off"),
        (bytes(513), "not 513"),
    ],
)
def test_a_truncated_packet_is_refused_in_a_sentence(packet: bytes, says: str) -> None:
    with pytest.raises(MeasurementError, match=says):
        parse_measurement(packet)


@given(st.binary(max_size=40))
def test_any_bytes_are_a_measurement_or_refused(packet: bytes) -> None:
    try:
        measured = parse_measurement(packet)
    except MeasurementError:
        return
    assert 0 <= measured.bpm <= 0xFFFF
    assert all(0.0 <= interval < 64.0 for interval in measured.intervals)


@pytest.mark.parametrize(
    ("measured", "plausible"),
    [
        (HeartRate(72, None), True),
        (HeartRate(72, has_contact=True), True),
        (HeartRate(72, has_contact=False), False),
        (HeartRate(0, None), False),
        (HeartRate(300, None), False),
        (HeartRate(25, None), True),
        (HeartRate(240, None), True),
    ],
)
def test_a_heart_that_cannot_be_is_not_believed(measured: HeartRate, plausible: bool) -> None:  # noqa: FBT001
    assert measured.is_plausible is plausible
