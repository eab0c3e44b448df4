"""The interface between the speaker and a heart-rate strap."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from mien.errors import MienError
from mien.types import Seconds

CLEARLY_NEARER = 8
"""Decibels by which the nearest strap must be stronger than the next to be chosen by nearness."""

SILENT: Seconds = 15.0
"""A strap that is worn measures once a second; after this long without one, the last is out of date."""


class StrapError(MienError):
    """The strap, or Bluetooth itself, is not available; says what to do about it."""


@dataclass(frozen=True, slots=True)
class NearbyStrap:
    """A strap or watch that announces a heart rate."""

    address: str
    """Its Bluetooth address."""
    name: str
    """Its name; "" if unknown."""
    signal: int
    """How strong it is received, in dBm: nearer is larger."""


class StrapRadio(Protocol):
    """Bluetooth, as far as straps need it."""

    async def nearby(self, within: Seconds) -> tuple[NearbyStrap, ...]:
        """Return the straps heard `within` this time, the nearest first; raises `StrapError`."""

    def measurements(self, address: str) -> AsyncGenerator[bytes]:
        """Connect to the strap and yield its measurements until it goes away.

        Never pairs, and reads nothing else. Closing it disconnects. Raises `StrapError`.
        """


def nearest(straps: tuple[NearbyStrap, ...]) -> NearbyStrap:
    """Return the strap whose wearer stands near.

    Raises:
        StrapError: there is none, or two are about equally near.
    """
    if not straps:
        raise StrapError(
            "No heart-rate strap was found: put it on, turn its broadcast on, and stand by the speaker"
        )
    first, *others = sorted(straps, key=lambda strap: strap.signal, reverse=True)
    if others and first.signal - others[0].signal < CLEARLY_NEARER:
        names = " and ".join(strap.name or strap.address for strap in (first, others[0]))
        raise StrapError(f"{names} are about equally near: stand closer to the speaker with yours")
    return first
