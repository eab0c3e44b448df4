"""The broker as the house needs it: messages out, messages in, one error. No word of MQTT's library."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from mien.errors import MienError
from mien.types import Seconds


class HomeError(MienError):
    """The broker cannot be reached, or refuses us; a sentence for the owner."""


class RefusedError(HomeError):
    """The broker refuses one thing; the connection stands."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message of ours."""

    topic: str
    """Where it is published."""
    payload: bytes
    """What it says; b"" takes a retained one away."""
    retain: bool = True
    """Whether the broker keeps it for those who come later."""
    qos: int = 1
    """1: until the broker has it; 0: once, whether it arrives or not."""
    expires: Seconds | None = None
    """After so long the broker forgets it; None: never."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message of somebody else's; untrusted."""

    topic: str
    """Where it was published."""
    payload: bytes
    """What it says."""
    retained: bool
    """Whether the broker kept it from earlier."""
    expires: Seconds | None = None
    """How long the broker would still keep it; None: for ever."""


class BrokerSession(Protocol):
    """A connection to the broker. Every verb raises HomeError when that is lost or refuses."""

    async def publish(self, message: Outgoing) -> None:
        """Publish; with qos 1, return when the broker has it."""

    async def subscribe(self, topics: Sequence[str]) -> None:
        """Have what is published there sent to us."""

    async def unsubscribe(self, topics: Sequence[str]) -> None:
        """Have it sent no more."""

    def messages(self) -> AsyncIterator[Incoming]:
        """Yield what comes in; some of it is lost when it comes faster than it is read."""


class Broker(Protocol):
    """Where to connect to."""

    def connected(self, will: Outgoing | None = None) -> AbstractAsyncContextManager[BrokerSession]:
        """Connect; leaving it disconnects. `will`: what the broker publishes if we vanish."""


def end_if_cancelled() -> None:
    """Raise the cancellation that an error of the same moment went before."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
