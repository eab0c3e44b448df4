"""Topics that are listened to until somebody floods them; then, for a while, to none of them.

What the broker need not send costs nothing here.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from mien.home.connection.broker import BrokerSession, HomeError, Incoming
from mien.home.flood_gate import FloodGate
from mien.types import Seconds

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 20
"""Messages that may come at once."""
EVERY: Seconds = 0.2
"""Between two messages, in the long run."""


class GatedTopics:
    """Some topics with gates of their own: a flood at one set closes no other."""

    def __init__(
        self,
        topics: Callable[[], Sequence[str]],
        gates: tuple[FloodGate, ...],
        rest: Seconds,
        flooded: Callable[[Seconds], None],
    ) -> None:
        """`topics`: asked at each subscription. `rest`: how long a flood, told to `flooded`, closes them."""
        self._topics, self._gates, self._rest, self._flooded = topics, gates, rest, flooded
        self._resting = asyncio.Event()

    @property
    def is_resting(self) -> bool:
        """Whether nothing is listened to; what still comes was on its way already."""
        return self._resting.is_set()

    async def begin(self, session: BrokerSession) -> None:
        """Listen."""
        self._resting.clear()
        await session.subscribe(self._topics())

    async def admits(self, gate: FloodGate, session: BrokerSession, at: Seconds) -> bool:
        """Return whether `gate` takes a message at `at`; one too many, and nothing is heard for a while."""
        if gate.admits(at):
            return True
        self._flooded(at)
        self._resting.set()
        await session.unsubscribe(self._topics())
        return False

    async def listen_again(self, session: BrokerSession, then: Callable[[], None] = lambda: None) -> None:
        """Listen again after each rest, until cancelled; call `then` each time."""
        while True:
            await self._resting.wait()
            await asyncio.sleep(self._rest)
            self._resting.clear()
            for gate in self._gates:
                gate.refill(asyncio.get_running_loop().time())
            await session.subscribe(self._topics())
            then()


class HeardTopic:
    """One topic of somebody else's: what comes there is never a command, and never more than may come."""

    def __init__(
        self, topic: str, take: Callable[[bytes], None], rest: Seconds, flooded: Callable[[Seconds], None]
    ) -> None:
        """`take`: gets what is published; must not wait."""
        self.topic, self._take = topic, take
        self._gate = FloodGate(MOST_AT_ONCE, EVERY)
        self.gated = GatedTopics(lambda: (topic,), (self._gate,), rest, flooded)

    async def begin(self, session: BrokerSession) -> None:
        """Listen; a broker that doesn't let us is no reason to leave the house."""
        try:
            await self.gated.begin(session)
        except HomeError as refused:
            logger.warning("No heart rate comes by MQTT: %s", refused)

    async def took(self, session: BrokerSession, message: Incoming, at: Seconds) -> bool:
        """Return whether the message was this topic's. One that the broker kept is old, and says nothing."""
        if message.topic != self.topic:
            return False
        if not (message.retained or self.gated.is_resting) and await self.gated.admits(
            self._gate, session, at
        ):
            self._take(message.payload)
        return True
