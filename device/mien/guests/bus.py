"""The interface to the players' D-Bus services, and what can go wrong; `system_bus.py` implements it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from mien.errors import MienError


class BusGoneError(MienError):
    """The system bus can't be reached."""


class CallError(MienError):
    """A player refuses, isn't there, or doesn't answer in time."""


@dataclass(frozen=True, slots=True)
class CallSpec:
    """A method of a service on the bus."""

    service: str
    """The service, such as "org.bluez"."""
    path: str
    """Its object."""
    interface: str
    """The object's interface."""
    member: str
    """The method."""
    arguments: tuple[str, ...] = ()
    """The method's arguments, all of them text."""


class Bus(Protocol):
    """What the players need from the bus."""

    async def call(self, spec: CallSpec) -> list[Any]:
        """Call a method; return its results as plain values. The bus starts no service for it.

        Raises:
            CallError: it failed.
        """

    async def listen(self, rule: str, heard: Callable[[], None]) -> None:
        """Call `heard`, which must not wait, whenever a signal arrives that matches `rule`."""
