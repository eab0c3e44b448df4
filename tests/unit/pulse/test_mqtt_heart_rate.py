"""A heart rate that somebody publishes: a number or JSON, and everything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.pulse.heart_rate import HeartRate, MeasurementError
from mien.pulse.mqtt_heart_rate import parse_payload


@pytest.mark.parametrize(
    ("payload", "measured"),
    [
        (b"72", HeartRate(72, None)),
        (b" 72.6\n", HeartRate(73, None)),
        (b"0", HeartRate(0, None)),
        (b"300", HeartRate(300, None)),
        (b'{"bpm": 72}', HeartRate(72, None)),
        (b'{"heart_rate": 71.5, "battery": 80}', HeartRate(72, None)),
        (b'{"heartRate": 72, "contact": false}', HeartRate(72, has_contact=False)),
        (b'{"hr": 72, "contact": true}', HeartRate(72, has_contact=True)),
        (b'{"value": 72, "contact": null}', HeartRate(72, None)),
        (b'{"value": 9, "bpm": 72}', HeartRate(72, None)),
    ],
)
def test_a_number_or_an_object_with_one_is_a_measurement(payload: bytes, measured: HeartRate) -> None:
    assert parse_payload(payload) == measured


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", "neither a number nor JSON"),
        (b"unavailable", "neither a number nor JSON"),
        (b"\xff\xfe", "neither a number nor JSON"),
        (b"[" * 400, "neither a number nor JSON"),
        (b"-60", "not an object"),
        (b"1e2", "not an object"),
        (b"[72]", "not an object"),
        (b"null", "not an object"),
        ("\u0667\u0662".encode(), "neither a number nor JSON"),
        (b"{}", "no number called bpm or heart_rate"),
        (b'{"bpm": "72"}', "no number called"),
        (b'{"bpm": true}', "no number called"),
        (b'{"bpm": null}', "no number called"),
        (b'{"bpm": 72, "contact": 1}', "neither true nor false"),
        (b'{"bpm": NaN}', "no possible heart rate"),
        (b'{"bpm": Infinity}', "no possible heart rate"),
        (b'{"bpm": 1e9}', "no possible heart rate"),
        (b'{"bpm": -1}', "no possible heart rate"),
        (b'{"bpm": ' + b"9" * 400 + b"}", "no possible heart rate"),
        (b'{"bpm": 72, "x": "' + b"x" * 600 + b'"}', "at most 512 bytes"),
    ],
)
def test_everything_else_is_refused_with_a_reason(payload: bytes, why: str) -> None:
    with pytest.raises(MeasurementError, match=why):
        parse_payload(payload)


@given(st.binary(max_size=600) | st.text(max_size=80).map(str.encode))
def test_whatever_is_published_is_a_measurement_or_refused(payload: bytes) -> None:
    try:
        measured = parse_payload(payload)
    except MeasurementError:
        return
    assert 0 <= measured.bpm < 1001
