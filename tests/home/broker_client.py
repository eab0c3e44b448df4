"""Publishes as somebody else on the broker."""

import asyncio
from collections.abc import Sequence

import aiomqtt


def publish(port: int, *messages: tuple[str, bytes], retain: bool = False) -> None:
    """Publish messages, (topic, payload) each, over one connection."""
    asyncio.run(_publish(port, messages, retain=retain))


async def _publish(port: int, messages: Sequence[tuple[str, bytes]], *, retain: bool) -> None:
    async with aiomqtt.Client("127.0.0.1", port) as client:
        for topic, payload in messages:
            await client.publish(topic, payload, qos=1, retain=retain)
