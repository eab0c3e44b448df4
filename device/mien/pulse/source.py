"""Where heart rates come from: something to listen to, and how to read what it sends."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from mien.pulse.heart_rate import HeartRate
from mien.types import Seconds


@dataclass(frozen=True, slots=True)
class PulseSource:
    """A strap by Bluetooth, or a topic by MQTT."""

    packets: Callable[[], AsyncGenerator[bytes]]
    """Connect and yield what is sent until it goes away; raises `StrapError`."""
    read: Callable[[bytes], HeartRate]
    """Return the measurement in what was sent; raises `MeasurementError`. What is sent is untrusted."""
    silent: Seconds
    """After this long without anything, the last value is out of date."""
