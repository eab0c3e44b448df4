"""The speaker's one loop: events come in from everywhere, wishes go out to whoever fulfils them."""

import asyncio
from collections.abc import Callable

from mien.mood.events import Event, Seen, Tick
from mien.mood.session import step
from mien.mood.state import Session
from mien.mood.wishes import Wish
from mien.types import Seconds

TICK: Seconds = 1.0


class EventLoop:
    """Keeps the session. `tell` may be called from any task; `fulfil` must not wait."""

    def __init__(
        self, session: Session, clock: Callable[[], Seconds], fulfil: Callable[[Wish], None]
    ) -> None:
        self.session = session
        self.turned = clock()
        """When the loop last came round."""
        self.seen = clock()
        """When the last glance was taken in."""
        self._clock = clock
        self._fulfil = fulfil
        self._inbox: asyncio.Queue[Event] = asyncio.Queue()

    def tell(self, event: Event) -> None:
        """Put an event into the inbox; nobody who tells has to wait."""
        self._inbox.put_nowait(event)

    async def run(self) -> None:
        """Take one event after the other; when none comes, time still goes by. Ends only when cancelled."""
        while True:
            try:
                async with asyncio.timeout(TICK):
                    event = await self._inbox.get()
            except TimeoutError:
                event = Tick(self._clock())
            self.turned = self._clock()
            if isinstance(event, Seen):
                self.seen = self.turned
            self.session, wishes = step(self.session, event)
            for wish in wishes:
                self._fulfil(wish)
