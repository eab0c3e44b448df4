"""What players are asked over D-Bus, the system bus, and what can go wrong; `system_bus.py` does it."""

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
    """A method of somebody on the bus."""

    service: str
    """Who, such as "org.bluez"."""
    path: str
    """Which of their objects."""
    interface: str
    """In which of its interfaces."""
    member: str
    """The method."""
    arguments: tuple[str, ...] = ()
    """What it takes: texts."""


class Bus(Protocol):
    """What players need of the bus."""

    async def call(self, spec: CallSpec) -> list[Any]:
        """Call a method; return what it returns, as plain values. Nobody is started for it.

        Raises:
            CallError: it failed.
        """

    async def listen(self, rule: str, heard: Callable[[], None]) -> None:
        """Call `heard`, which must not wait, whenever a signal arrives that fits the match `rule`."""
