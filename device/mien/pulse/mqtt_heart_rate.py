"""Reads a heart rate that somebody publishes by MQTT. Pure; what comes in is untrusted.

72    72.4    {"bpm": 72}    {"heart_rate": 72, "contact": true}
"""

import json
import re
from collections.abc import Mapping

from mien.pulse.heart_rate import HeartRate, MeasurementError
from mien.types import Seconds

NAMES = ("bpm", "heart_rate", "heartRate", "hr", "value")
"""The JSON keys for beats per minute; the first one present counts."""
SILENT: Seconds = 30.0
"""A watch publishes every few seconds; an older value is out of date."""
_MOST_BYTES = 512
_NUMBER = re.compile(r"\s*[0-9]{1,3}(\.[0-9]{1,6})?\s*")


def parse_payload(payload: bytes) -> HeartRate:
    """Return the measurement in `payload`: a plain number, or a JSON object with one.

    Raises:
        MeasurementError: it is neither, or longer than a measurement can be.
    """
    if len(payload) > _MOST_BYTES:
        raise MeasurementError(f"a message has at most {_MOST_BYTES} bytes, not {len(payload)}")
    try:
        text = payload.decode("utf-8")
        if _NUMBER.fullmatch(text):
            return HeartRate(_beats(float(text)), has_contact=None)
        return _in_object(json.loads(text))
    except (ValueError, RecursionError) as bad:
        raise MeasurementError("neither a number nor JSON") from bad


def _in_object(read: object) -> HeartRate:
    if not isinstance(read, Mapping):
        raise MeasurementError("JSON, but not an object")
    number = next((read[name] for name in NAMES if name in read), None)
    contact = read.get("contact")
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise MeasurementError(f"no number called {' or '.join(NAMES)}")
    if not isinstance(contact, bool | None):
        raise MeasurementError("its contact is neither true nor false")
    return HeartRate(_beats(number), has_contact=contact)


def _beats(number: float) -> int:
    if not 0 <= number < 1000:  # false for NaN, too
        raise MeasurementError("no possible heart rate")
    return round(number)
