"""Follows the leading room if rooms share a mood, and says whose mood it is."""

import asyncio
from collections.abc import Callable

from mien.app.speaker_access import Request
from mien.home.rooms.shared_mood import RoomState, SharedRooms
from mien.mood.emotion import Emotion
from mien.mood.events import SharedMoodHeard
from mien.mood.wishes import SharedMood
from mien.types import Seconds

LOOK: Seconds = 1.0
"""Time between two checks of who leads."""


class RoomFollower:
    """Tells the speaker which other room leads, while rooms share a mood."""

    def __init__(self, request: Callable[[Request], None]) -> None:
        self._request = request
        self._rooms: SharedRooms | None = None
        self._told: SharedMood | None = None

    def begin(self, identity: str, room: str) -> SharedRooms:
        """Share the mood from now on; return the receiver for messages of the others."""
        self._rooms = SharedRooms(identity, room)
        return self._rooms

    def end(self) -> None:
        """Stop sharing."""
        self._rooms = None
        self._tell(None, asyncio.get_running_loop().time())

    async def run(self) -> None:
        """Check who leads, until cancelled."""
        while True:
            now = asyncio.get_running_loop().time()
            if self._rooms is not None:
                self._tell(_shared(self._rooms.leader(now), self._rooms.own), now)
            await asyncio.sleep(LOOK)

    def _tell(self, shared: SharedMood | None, at: Seconds) -> None:
        if shared != self._told:
            self._told = shared
            self._request(SharedMoodHeard(shared, at))


def _shared(leader: RoomState | None, own: RoomState) -> SharedMood | None:
    if leader is None or leader.emotion is None or leader.id == own.id:
        return None
    return SharedMood(leader.room or "another room", leader.emotion)


def whose(why: str, emotion: Emotion | None, shared: SharedMood | None) -> str:
    """Return why a song was chosen; with whose mood that was for, if it was another room's."""
    if shared is None or emotion is not shared.emotion:
        return why
    return f"{why.removesuffix('.')}; the mood of {shared.room}."
