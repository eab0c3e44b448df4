"""Keeps the position in the song accurate: asks the player soon after a change, and every now and then."""

import asyncio
from collections.abc import AsyncIterator

from mien.music.dj.queue.player_queue import PlayerQueue
from mien.music.player.player import Player
from mien.types import PlayState, Seconds

TICK: Seconds = 0.5
SOON: tuple[Seconds, ...] = (0.5, 1.0, 2.0)
"""When to ask after a change, each after the one before: a disk that spins up delays the first sound."""

LATER: Seconds = 10.0
"""Seconds between requests after that."""


class Timekeeper:
    """Asks the player where it is in its song."""

    def __init__(self, player: Player, queue: PlayerQueue) -> None:
        self._player = player
        self._queue = queue
        self._looked_at: Seconds = 0.0
        self._looks = 0

    async def due(self) -> AsyncIterator[None]:
        """Yield whenever it is time to ask."""
        while True:
            await asyncio.sleep(TICK)
            if self._is_due():
                yield

    async def look(self) -> None:
        """Ask the player. It reports other changes without being asked."""
        before = self._queue.playing
        playing = await self._player.status()
        if (playing.state, playing.entry) == (before.state, before.entry):
            self._queue.note_status(playing)
        self._looks += 1
        self._looked_at = self._queue.position.at

    def _is_due(self) -> bool:
        known_at = self._queue.position.at
        if known_at != self._looked_at:  # somebody else asked, because something changed
            self._looked_at, self._looks = known_at, 0
        if self._queue.playing.state is not PlayState.PLAY:
            return False
        wait = SOON[self._looks] if self._looks < len(SOON) else LATER
        return asyncio.get_running_loop().time() - known_at >= wait
