"""Publishes the state of this room and receives that of the others: the messages behind `SharedRooms`."""

import json
from collections.abc import Sequence

from mien.home.connection.broker import Incoming, Outgoing
from mien.home.discovery import ROOMS_TOPIC, Topics
from mien.home.rooms.shared_mood import LASTS, RENEWED, RoomState, SharedRooms, room_payload
from mien.home.speaker import HomeRoom
from mien.types import Seconds


class RoomSharing:
    """One speaker's part in a mood that rooms share."""

    def __init__(self, topics: Topics, rooms: SharedRooms) -> None:
        self._topics, self._rooms = topics, rooms
        self._published: tuple[RoomState, Seconds] | None = None

    @property
    def topics(self) -> Sequence[str]:
        """The topics to subscribe to."""
        return (ROOMS_TOPIC,)

    def took(self, message: Incoming, at: Seconds) -> bool:
        """Process a message; return whether it was about a room."""
        identity = self._topics.whose_room(message.topic)
        if identity is None:
            return False
        self._rooms.heard(identity, message.payload, at, message.expires)
        return True

    def begin(self) -> None:
        """Publish everything again: the broker may have lost it."""
        self._published = None

    def due(self, room: HomeRoom, at: Seconds) -> Outgoing | None:
        """Return what to publish now; None if it is still up to date."""
        state = self._rooms.is_now(occupied=room.is_occupied, emotion=room.emotion, at=at)
        if self._published is not None and self._published[0] == state and at < self._published[1] + RENEWED:
            return None
        self._published = state, at
        payload = json.dumps(room_payload(state), separators=(",", ":")).encode()
        return Outgoing(self._topics.own("room"), payload, expires=LASTS)
