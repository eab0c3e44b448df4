"""Heart rates on their way from the connection to the MQTT broker to the pulse."""

import asyncio
from collections.abc import AsyncGenerator

_MOST_WAITING = 32
"""Messages that wait to be read; what comes on top is dropped."""


class HeartTopic:
    """A mailbox: the house puts in what was published, the pulse takes it out."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(_MOST_WAITING)

    def put(self, payload: bytes) -> None:
        """Keep what was published until it is read, if there is room; returns at once."""
        if not self._waiting.full():
            self._waiting.put_nowait(payload)

    async def packets(self) -> AsyncGenerator[bytes]:
        """Yield what is published from now on, until cancelled."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
        while True:
            yield await self._waiting.get()
