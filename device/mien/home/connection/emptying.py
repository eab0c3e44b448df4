"""Takes what the speaker published, and the broker keeps, out of the house again."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from mien.home.connection.broker import (
    Broker,
    BrokerRefusedError,
    BrokerSession,
    HomeError,
    Outgoing,
    end_if_cancelled,
)
from mien.retry import Backoff

logger = logging.getLogger(__name__)

RETRIES = Backoff(shortest=1.0, longest=20.0, jitter=0.3)


async def empty(session: BrokerSession, topics: Sequence[str]) -> None:
    """Empty topics; what our account does not reach, another one having filled it, is left to the owner."""
    for topic in topics:
        try:
            await session.publish(Outgoing(topic, b""))
        except BrokerRefusedError as refused:
            logger.info("Something from before stays at the broker: %s", refused)


async def withdraw(broker: Broker, topics: Sequence[str], draw: Callable[[], float]) -> None:
    """Remove everything from the broker, however long it is unavailable; that is no reported problem."""
    failures = 0
    while True:
        try:
            async with broker.connected() as session:
                await empty(session, topics)
        except HomeError as gone:
            logger.info("Home Assistant still shows this speaker: %s", gone)
        else:
            return
        end_if_cancelled()
        failures += 1
        await asyncio.sleep(RETRIES.pause(failures, draw()))
