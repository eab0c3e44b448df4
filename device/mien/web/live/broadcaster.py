"""Tells every open page what changed.

The backend has one reader, however many pages listen, and no queue grows: a slow page misses outdated states,
but never the latest one.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable

from mien.types import Seconds
from mien.web.api.bodies.state_bodies import NowBody
from mien.web.api.views.state_views import Audience, now_view
from mien.web.backend import Backend
from mien.web.live.sent_parts import Json, SentParts, all_parts
from mien.web.live.timeline import EMPTY, FINE, Timeline, note

logger = logging.getLogger(__name__)

_BREATH: Seconds = 0.04
"""Time between two rounds; changes in between are sent together."""
_HEARTBEAT = b"event: beat\ndata: {}\n\n"


class EventListener:
    """One open page: the latest version of every part that has not been sent to it yet."""

    def __init__(self, browser: str) -> None:
        self.browser = browser
        self.pending: dict[str, bytes] = {}
        self.awake = asyncio.Event()
        self.over = False

    def put(self, name: str, event: bytes) -> None:
        """Leave an event for the page, in place of an older one of the same name."""
        self.pending[name] = event
        self.awake.set()

    def take(self) -> bytes:
        """Return what has not been sent yet, or a heartbeat."""
        self.awake.clear()
        pending, self.pending = self.pending, {}
        return b"".join(pending.values()) or _HEARTBEAT

    def end(self) -> None:
        """End the stream."""
        self.over = True
        self.awake.set()


class Broadcaster:
    """Follows the backend, keeps the timeline, and sends changes to all listeners."""

    def __init__(
        self, backend: Backend, clock: Callable[[], Seconds], audience: Callable[[], Audience]
    ) -> None:
        self._backend, self._clock, self._audience = backend, clock, audience
        self._listeners: set[EventListener] = set()
        self._sent = SentParts()
        self.timeline: Timeline = EMPTY

    async def follow(self) -> None:
        """Send changes until cancelled."""
        async with asyncio.TaskGroup() as together:
            together.create_task(self._follow_changes())
            together.create_task(self._follow_time())

    async def _follow_changes(self) -> None:
        async for _ in self._backend.changes():
            self.look()
            await asyncio.sleep(_BREATH)

    async def _follow_time(self) -> None:
        """Keep the timeline going when nothing changes."""
        while True:
            self.timeline = note(self.timeline, self._backend.now(), self._clock())
            await asyncio.sleep(FINE)

    def look(self) -> None:
        """Ask the backend for its state, and send the parts that differ from before, if a page is open."""
        now, at = self._backend.now(), self._clock()
        self.timeline = note(self.timeline, now, at)
        if not self._listeners:
            return
        self._sent, changed = self._sent.update(now, self._audience(), at)
        for name, part in changed.items():
            event = _event(name, part, at)
            for listener in self._listeners:
                listener.put(name, event)

    def everything(self) -> NowBody:
        """Return the whole state."""
        return now_view(self._backend.now(), self._audience(), self._clock())

    async def listen(self, browser: str, heartbeat: Seconds) -> AsyncGenerator[bytes]:
        """Yield server-sent events: the whole state, then changes, and heartbeats in between."""
        listener = EventListener(browser)
        now, audience, at = self._backend.now(), self._audience(), self._clock()
        if not self._listeners:  # what changed while nobody listened need not be sent again
            self._sent, _ = self._sent.update(now, audience, at)
        self._listeners.add(listener)
        try:
            for name, part in all_parts(now, audience).items():
                listener.put(name, _event(name, part, at))
            while not listener.over:
                yield listener.take()
                try:
                    async with asyncio.timeout(heartbeat):
                        await listener.awake.wait()
                except TimeoutError:
                    continue
        finally:
            self._listeners.discard(listener)

    def listening(self, browser: str = "") -> int:
        """Return how many pages listen, of one browser or of all."""
        return sum(1 for listener in self._listeners if browser in ("", listener.browser))

    def dismiss(self, browser: str = "") -> None:
        """End the streams of one browser, or of all."""
        for listener in self._listeners:
            if browser in ("", listener.browser):
                listener.end()


def _event(name: str, part: Json, at: Seconds) -> bytes:
    """Return a part as an event; the present time comes first in it."""
    return f'event: {name}\ndata: {{"at":{at:.2f},{part.removeprefix("{")}\n\n'.encode()
