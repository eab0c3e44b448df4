"""Reads the Bluetooth measurement of a heart-rate strap. Pure; what comes in is untrusted.

Source: Bluetooth SIG, Heart Rate Service 1.0 and the characteristic Heart Rate Measurement (0x2A37).
"""

from dataclasses import dataclass

from mien.errors import MienError
from mien.types import Seconds

SERVICE = "0000180d-0000-1000-8000-00805f9b34fb"
"""The Heart Rate Service."""
MEASUREMENT = "00002a37-0000-1000-8000-00805f9b34fb"
"""Its characteristic Heart Rate Measurement."""

SLOWEST, FASTEST = 25, 240
"""Beats per minute that a heart can have; straps report anything when they slip."""
_IS_16_BIT, _CONTACT, _CONTACT_SUPPORTED, _HAS_ENERGY, _HAS_INTERVALS = 0x01, 0x02, 0x04, 0x08, 0x10
_MOST_BYTES = 512
"""The longest value of a characteristic."""
_INTERVAL: Seconds = 1 / 1024
"""The unit of an RR interval."""


class MeasurementError(MienError):
    """These bytes are not a heart rate measurement; says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class HeartRate:
    """One measurement of a strap."""

    bpm: int
    """Beats per minute, as the strap reports it; 0 and 300 occur."""
    has_contact: bool | None
    """Whether the strap touches skin; None if it cannot tell."""
    intervals: tuple[Seconds, ...] = ()
    """The times between beats since the measurement before, oldest first."""

    @property
    def is_plausible(self) -> bool:
        """Whether the value is plausible, and the strap does not report lost contact."""
        return SLOWEST <= self.bpm <= FASTEST and self.has_contact is not False


def parse_measurement(packet: bytes) -> HeartRate:
    """Return the measurement in `packet`.

    The contact bit counts only where the strap says that it supports it.

    Raises:
        MeasurementError: it is too short for what its flags announce, or longer than a value can be.
    """
    if not 2 <= len(packet) <= _MOST_BYTES:
        raise MeasurementError(f"a measurement has 2 to {_MOST_BYTES} bytes, not {len(packet)}")
    flags, width = packet[0], 2 if packet[0] & _IS_16_BIT else 1
    end = 1 + width + (2 if flags & _HAS_ENERGY else 0)
    if len(packet) < end:
        raise MeasurementError(f"its flags announce {end} bytes, but there are {len(packet)}")
    rest = packet[end:] if flags & _HAS_INTERVALS else b""
    if len(rest) % 2:
        raise MeasurementError("its last interval is cut off")
    return HeartRate(
        bpm=int.from_bytes(packet[1 : 1 + width], "little"),
        has_contact=bool(flags & _CONTACT) if flags & _CONTACT_SUPPORTED else None,
        intervals=tuple(
            int.from_bytes(rest[i : i + 2], "little") * _INTERVAL for i in range(0, len(rest), 2)
        ),
    )
