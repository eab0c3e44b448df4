"""A speaker that is at home at a broker of the tests' own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fakes.home_speaker import FakeHomeSpeaker
from mien.home.client import HomeClient
from mien.home.connection.mqtt import BrokerAddress, MqttBroker
from mien.home.discovery import HomeDevice
from mien.home.pace import HomePace

DEVICE = HomeDevice("mien_0123456789ab", "Mien kitchen", "0.2.0")
TOPICS = DEVICE.topics
QUICK = HomePace(spacing=0.05, drift=0.5, diagnostics=0.5, birth=0.1, flood_rest=0.5)


async def until(look: Callable[[], Any], within: float = 15.0) -> None:
    """Wait until `look` returns something true."""
    async with asyncio.timeout(within):
        while not look():  # noqa: ASYNC110  what is looked at tells nobody of its changes
            await asyncio.sleep(0.02)


def broker_at(port: int, **account: str) -> MqttBroker:
    return MqttBroker(BrokerAddress("127.0.0.1", port, DEVICE.id, **account))


@asynccontextmanager
async def at_home(
    port: int, speaker: FakeHomeSpeaker, *stale: str, **account: str
) -> AsyncIterator[HomeClient]:
    """Give a client that serves."""
    client = HomeClient(broker_at(port, **account), DEVICE, speaker, lambda: 0.0, QUICK)
    serving = asyncio.create_task(client.serve(stale))
    try:
        yield client
    finally:
        serving.cancel()
        await asyncio.wait({serving})
        if not serving.cancelled():
            serving.result()
