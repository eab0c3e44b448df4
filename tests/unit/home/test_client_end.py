"""A client that is to end ends, whatever the broker does at that moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from fakes.home_speaker import FakeHomeSpeaker
from mien.home.client import HomeClient
from mien.home.connection.broker import BrokerSession, HomeError, Outgoing
from mien.home.discovery import HomeDevice


class BrokerThatFailsAtTheEnd:
    """Answers a cancellation with an error of its own."""

    def __init__(self) -> None:
        self.tries = 0

    @asynccontextmanager
    async def connected(self, will: Outgoing | None = None) -> AsyncIterator[BrokerSession]:
        self.tries += 1
        try:
            await asyncio.sleep(60.0)
        except asyncio.CancelledError:
            raise HomeError("The broker is away.") from None
        raise AssertionError(will)
        yield


async def test_an_error_at_the_moment_of_the_end_does_not_have_it_go_on() -> None:
    broker = BrokerThatFailsAtTheEnd()
    client = HomeClient(broker, HomeDevice("mien_0", "Mien", "0.2.0"), FakeHomeSpeaker(), lambda: 0.0)
    serving = asyncio.create_task(client.serve())
    await asyncio.sleep(0.01)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(20):
            await serving

    assert broker.tries == 1
