"""The speaker's one loop: events come in from everywhere, wishes go out to the parts that carry them out."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from mien.mood.events import Event, Seen, Tick
from mien.mood.mood_settings import MoodSettings
from mien.mood.session import step
from mien.mood.state import Session
from mien.mood.wishes import Wish
from mien.types import Seconds

TICK: Seconds = 1.0


class EventLoop:
    """Keeps the session and its inbox. `tell` may be called from any task."""

    def __init__(self, session: Session, clock: Callable[[], Seconds]) -> None:
        self._session = session
        self._turned = self._seen = clock()
        self._clock = clock
        self._inbox: asyncio.Queue[Event] = asyncio.Queue()

    @property
    def session(self) -> Session:
        """The session after the newest event."""
        return self._session

    @property
    def last_turn(self) -> Seconds:
        """When the loop last completed a turn."""
        return self._turned

    @property
    def last_glance(self) -> Seconds:
        """When the last glance was processed."""
        return self._seen

    def tell(self, event: Event) -> None:
        """Put an event into the inbox; returns at once."""
        self._inbox.put_nowait(event)

    def set_settings(self, settings: MoodSettings) -> None:
        """Use other settings from the next event on."""
        self._session = replace(self._session, settings=settings)

    async def run(self, carry_out: Callable[[Wish], None]) -> None:
        """Process events until cancelled; while none comes, let time pass all the same.

        `carry_out` takes each wish and must not wait.
        """
        while True:
            try:
                async with asyncio.timeout(TICK):
                    event = await self._inbox.get()
            except TimeoutError:
                event = Tick(self._clock())
            self.take(event, carry_out)

    def take(self, event: Event, carry_out: Callable[[Wish], None]) -> None:
        """Process one event, and hand out the wishes that follow from it."""
        self._turned = self._clock()
        if isinstance(event, Seen):
            self._seen = self._turned
        self._session, wishes = step(self._session, event)
        for wish in wishes:
            carry_out(wish)
