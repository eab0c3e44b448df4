"""Watches the players that guests may use, and reports who has the loudspeaker.

A player that isn't running has no guest, and no player has one while the bus is unavailable: what hangs or
has crashed must not keep our music quiet. Whenever the bus signals a change, everything is read again.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from typing import TYPE_CHECKING

from mien.guests.bus import BusGoneError, CallError
from mien.guests.presence import Presence, after_reading
from mien.guests.source import GuestSource
from mien.mood.guests.guest import Guest, GuestPlayer
from mien.retry import Backoff
from mien.types import Seconds

if TYPE_CHECKING:
    from mien.guests.system_bus import SystemBus

logger = logging.getLogger(__name__)

LINGER: Seconds = 3.0
"""A guest who is silent for less is only between two songs."""
STOPPED: Seconds = 6.0
"""A player that was stopped may report itself active for this much longer."""
AGAIN: Seconds = 30.0
"""Everything is read again after this long, in case a signal was lost."""
BACKOFF = Backoff(shortest=1.0, longest=60.0)


class GuestWatch:
    """Calls `tell` at every change, and once at the start."""

    def __init__(
        self,
        sources: Iterable[GuestSource],
        tell: Callable[[Guest | None], None],
        clock: Callable[[], Seconds],
        *,
        linger: Seconds = LINGER,
        backoff: Backoff = BACKOFF,
    ) -> None:
        self._sources = tuple(sources)
        self._tell, self._clock, self._linger, self._backoff = tell, clock, linger, backoff
        self._presence = Presence()
        self._told: tuple[Guest | None, ...] = ()
        self._changed = asyncio.Event()
        self._stopping = asyncio.Event()
        self._stopped: dict[GuestPlayer, Seconds] = {}

    def stop(self) -> None:
        """Make the guest stop; returns at once."""
        self._stopping.set()
        self._changed.set()

    async def run(self) -> None:
        """Watch until cancelled."""
        failures = 0
        while self._sources:
            try:
                async with self._listening() as bus:
                    if failures:
                        logger.info("AirPlay and Bluetooth can be watched again.")
                    failures = 0
                    await self._follow(bus)
            except BusGoneError as gone:
                failures += 1
                if failures == 1:
                    logger.warning("AirPlay and Bluetooth can't be watched: %s.", gone)
                self._presence = Presence()
                self._take(())
            await asyncio.sleep(self._backoff.pause(max(1, failures)))
        self._take(())

    @contextlib.asynccontextmanager
    async def _listening(self) -> AsyncIterator["SystemBus"]:
        """Connect, and have the bus signal when something may have changed, its own end included."""
        from mien.guests.system_bus import connected_bus  # 2 MB that a speaker without guests need not load

        async with connected_bus() as bus:
            try:
                for rule in {rule for source in self._sources for rule in source.rules}:
                    await bus.listen(rule, self._changed.set)
            except CallError as no:
                raise BusGoneError(str(no)) from no
            ended = asyncio.create_task(bus.ended())
            ended.add_done_callback(lambda _: self._changed.set())
            try:
                yield bus
            finally:
                ended.cancel()

    async def _follow(self, bus: "SystemBus") -> None:
        """Read whenever something may have changed, until the connection is lost."""
        self._stopping.clear()  # asked for without a bus, about a guest who may be gone: not for the next one
        while True:
            self._changed.clear()
            if self._stopping.is_set():
                self._stopping.clear()
                await self._stop(bus)
            reading = [await self._read(bus, source) for source in self._sources]
            if not bus.is_connected:
                raise BusGoneError("the system bus disconnected")
            self._take(filter(None, reading))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause()):
                    await self._changed.wait()

    async def _read(self, bus: "SystemBus", source: GuestSource) -> Guest | None:
        if self._clock() < self._stopped.get(source.player, float("-inf")):
            return None
        try:
            return await source.read(bus)
        except CallError as no:
            logger.debug("%s", no)
            return None

    async def _stop(self, bus: "SystemBus") -> None:
        for source in self._sources:
            try:
                if await source.read(bus) is not None:
                    await source.stop(bus)
                    self._stopped[source.player] = self._clock() + STOPPED
                    self._presence = Presence()
            except CallError as no:
                logger.warning("Couldn't stop the guest who plays by %s: %s.", source.player, no)

    def _take(self, playing: Iterable[Guest]) -> None:
        self._presence = after_reading(self._presence, playing, self._clock(), self._linger)
        if self._told != (self._presence.guest,):
            self._told = (self._presence.guest,)
            self._tell(self._presence.guest)

    def _pause(self) -> Seconds:
        """Return how long to wait before everything is read again."""
        now = self._clock()
        ends = [end for end in self._stopped.values() if end > now]
        if self._presence.silent_since is not None:
            ends.append(self._presence.silent_since + self._linger)
        return max(0.0, min((*ends, now + AGAIN)) - now) + 0.01
