"""The interface to the broker: messages out, messages in, one error. Independent of the MQTT library."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from mien.errors import MienError
from mien.types import Seconds


class HomeError(MienError):
    """The broker cannot be reached, or refuses us; a sentence for the owner."""


class BrokerRefusedError(HomeError):
    """The broker refuses one thing; the connection stands."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message of ours."""

    topic: str
    """Where it is published."""
    payload: bytes
    """Its payload; b"" removes a retained one."""
    retain: bool = True
    """Whether the broker keeps it for later subscribers."""
    qos: int = 1
    """1: resent until the broker has it; 0: sent once, whether it arrives or not."""
    expires: Seconds | None = None
    """After this long the broker drops it; None: never."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message of somebody else's; untrusted."""

    topic: str
    """Where it was published."""
    payload: bytes
    """Its payload."""
    retained: bool
    """Whether the broker kept it from earlier."""
    expires: Seconds | None = None
    """How long the broker would still keep it; None: for ever."""


class BrokerSession(Protocol):
    """A connection to the broker. Every method raises HomeError when it is lost or the broker refuses."""

    async def publish(self, message: Outgoing) -> None:
        """Publish; with qos 1, return when the broker has it."""

    async def subscribe(self, topics: Sequence[str]) -> None:
        """Subscribe to these topics."""

    async def unsubscribe(self, topics: Sequence[str]) -> None:
        """Unsubscribe."""

    def messages(self) -> AsyncIterator[Incoming]:
        """Yield incoming messages; some are lost if they come faster than they are read."""


class Broker(Protocol):
    """Where to connect to."""

    def connected(self, will: Outgoing | None = None) -> AbstractAsyncContextManager[BrokerSession]:
        """Connect; leaving it disconnects. `will`: what the broker publishes if we vanish."""


def end_if_cancelled() -> None:
    """Raise the cancellation that an error at the same moment hid."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
