"""What changed, told to everybody who listens.

One reader of the speaker, many listeners, no queue that grows: a listener who is slow misses what is
overtaken, never what is true.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable, Mapping

from mien.types import Seconds
from mien.web.api.views import Company, Part, parts_of
from mien.web.backend import Backend, SpeakerState
from mien.web.live.timeline import EMPTY, FINE, Timeline, note

logger = logging.getLogger(__name__)

BREATH: Seconds = 0.04
"""Between two tellings; what happens in between is told as one."""
BEAT = b"event: beat\ndata: {}\n\n"
SEEK: Seconds = 2.0
"""How far a song's place, or the end of a choice, may be from where it should be before that is news."""


class EventListener:
    """Who is told: the latest of every part that it was not told yet."""

    def __init__(self, browser: str) -> None:
        self.browser = browser
        self.pending: dict[str, bytes] = {}
        self.awake = asyncio.Event()
        self.over = False

    def tell(self, name: str, event: bytes) -> None:
        """Leave the news for the listener."""
        self.pending[name] = event
        self.awake.set()

    def take(self) -> bytes:
        """Return what it was not told yet, or a heartbeat."""
        self.awake.clear()
        pending, self.pending = self.pending, {}
        return b"".join(pending.values()) or BEAT

    def end(self) -> None:
        """Let the listener go."""
        self.over = True
        self.awake.set()


class Broadcaster:
    """Follows the speaker, keeps the timeline, and tells the listeners."""

    def __init__(
        self, speaker: Backend, clock: Callable[[], Seconds], company: Callable[[], Company]
    ) -> None:
        self._speaker, self._clock, self._company = speaker, clock, company
        self._listeners: set[EventListener] = set()
        self._told: Mapping[str, Part] = {}
        self._song_began: Seconds = 0.0
        self._held_until: Seconds = 0.0
        self.timeline: Timeline = EMPTY

    async def follow(self) -> None:
        """Tell what changes, for ever."""
        async with asyncio.TaskGroup() as together:
            together.create_task(self._follow_changes())
            together.create_task(self._follow_time())

    async def _follow_changes(self) -> None:
        async for _ in self._speaker.changes():
            self.look()
            await asyncio.sleep(BREATH)

    async def _follow_time(self) -> None:
        """Keep the timeline going when nothing changes."""
        while True:
            self.timeline = note(self.timeline, self._speaker.now(), self._clock())
            await asyncio.sleep(FINE)

    def look(self) -> None:
        """Ask the speaker how things stand and tell what differs from before."""
        now, at = self._speaker.now(), self._clock()
        self.timeline = note(self.timeline, now, at)
        parts = parts_of(now, self._company())
        moved = {"music": self._jumped(now, at), "state": self._held_longer(now, at)}
        for name, part in parts.items():
            if _lasting(part) != _lasting(self._told.get(name, {})) or moved.get(name):
                event = _event(name, part, at)
                for listener in self._listeners:
                    listener.tell(name, event)
        self._told = parts

    def _jumped(self, now: SpeakerState, at: Seconds) -> bool:
        """Return whether the song is not where it should be by now."""
        if now.playing is None:
            return False
        began = at - now.playing.elapsed
        jumped = abs(began - self._song_began) > SEEK and not now.shown.paused
        if jumped or now.shown.paused:
            self._song_began = began
        return jumped

    def _held_longer(self, now: SpeakerState, at: Seconds) -> bool:
        """Return whether a mood chosen by hand holds longer than was told: it was chosen again."""
        until = at + (now.held_for or 0.0)
        longer = now.held_for is not None and until - self._held_until > SEEK
        if longer or now.held_for is None:
            self._held_until = until
        return longer

    def everything(self) -> Mapping[str, object]:
        """Return how everything stands."""
        return {"at": round(self._clock(), 2), **parts_of(self._speaker.now(), self._company())}

    async def listen(self, browser: str, beat: Seconds) -> AsyncGenerator[bytes]:
        """Yield server-sent events: everything first, then what changes, a heartbeat where nothing does."""
        listener = EventListener(browser)
        self._listeners.add(listener)
        try:
            for name, part in parts_of(self._speaker.now(), self._company()).items():
                listener.tell(name, _event(name, part, self._clock()))
            while not listener.over:
                yield listener.take()
                try:
                    async with asyncio.timeout(beat):
                        await listener.awake.wait()
                except TimeoutError:
                    continue
        finally:
            self._listeners.discard(listener)

    def listening(self, browser: str = "") -> int:
        """Return how many listen, of one browser or of all."""
        return sum(1 for listener in self._listeners if browser in ("", listener.browser))

    def dismiss(self, browser: str = "") -> None:
        """Let the listeners of one browser go, or all of them."""
        for listener in self._listeners:
            if browser in ("", listener.browser):
                listener.end()


def _event(name: str, part: Part, at: Seconds) -> bytes:
    data = json.dumps({"at": round(at, 2), **part}, separators=(",", ":"))
    return f"event: {name}\ndata: {data}\n\n".encode()


def _lasting(part: Part) -> Part:
    """Return what of a part is news when it changes: not the hand of the clock."""
    kept = dict(part)
    if "held_for" in part:
        kept["held_for"] = part["held_for"] is None
    if part.get("playing") is not None:
        kept["playing"] = {**part["playing"], "elapsed": None}
    return kept
