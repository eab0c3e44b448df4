"""Which room leads when several share one mood. Pure: messages and time are arguments.

Every speaker publishes what its room is like (`RoomState`), retained, and decides for itself who leads: of
the rooms with somebody in them, the one that was entered first. "First" is not a time, because clocks differ:
a speaker whose room is entered takes the number after the highest that it knows of (Lamport's clock), the
lowest number leads, and of two equal ones the lower id. So all speakers that know the same rooms name the
same leader, it stays the leader until its room is empty, and the halves of a split network agree once they
hear each other.

What was heard lasts for `LASTS` by the hearer's own clock, unless it is heard again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mien.home.speaker import Payload, text
from mien.mood.emotion import Emotion
from mien.types import Seconds

LASTS: Seconds = 60.0
RENEWED: Seconds = 20.0
"""How often a speaker publishes the state of its room again."""
MOST_ROOMS = 64
"""The most other speakers that are remembered."""
_MOST_TURNS = 10**9
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class RoomState:
    """One room, as its speaker reports it."""

    id: str
    """The speaker's."""
    room: str
    """Its name for the owner."""
    emotion: Emotion | None
    """The mood that its music follows; None before the first."""
    turn: int | None
    """Its place in the order in which rooms were entered; None while nobody is in it."""


@dataclass(frozen=True, slots=True)
class HeardRoom:
    """A room, and until when that is valid."""

    state: RoomState
    """The room."""
    until: Seconds
    """On our own clock."""


def leading(rooms: Iterable[RoomState]) -> RoomState | None:
    """Return the room whose mood the others share; None while nobody is anywhere."""
    led = [room for room in rooms if room.turn is not None and room.emotion is not None]
    return min(led, key=lambda room: (room.turn, room.id), default=None)


class SharedRooms:
    """What one speaker knows about the rooms, including its own. Times are on its own clock."""

    def __init__(self, identity: str, room: str) -> None:
        self._own = RoomState(identity, room, None, None)
        self._heard: dict[str, HeardRoom] = {}

    @property
    def own(self) -> RoomState:
        """The speaker's own room."""
        return self._own

    def heard(self, identity: str, payload: bytes, at: Seconds, lasts: Seconds | None = None) -> None:
        """Process what was published for a speaker; b"" and invalid data remove it. `lasts`: at most."""
        state = room_of(identity, payload)
        if identity == self._own.id or (identity not in self._heard and len(self._live(at)) >= MOST_ROOMS):
            return
        if state is None:
            self._heard.pop(identity, None)
        else:
            self._heard[identity] = HeardRoom(state, at + min(LASTS, LASTS if lasts is None else lasts))

    def is_now(self, *, occupied: bool, emotion: Emotion | None, at: Seconds) -> RoomState:
        """Note the state of the speaker's own room; return what to publish."""
        turn = self._own.turn
        if not occupied:
            turn = None
        elif turn is None:
            turn = min(_MOST_TURNS, 1 + max((room.turn or 0 for room in self._live(at)), default=0))
        self._own = RoomState(self._own.id, self._own.room, emotion, turn)
        return self._own

    def leader(self, at: Seconds) -> RoomState | None:
        """Return which room leads, this one included."""
        return leading((*self._live(at), self._own))

    def _live(self, at: Seconds) -> tuple[RoomState, ...]:
        """Return the others that are still valid; forget the rest."""
        self._heard = {name: heard for name, heard in self._heard.items() if heard.until > at}
        return tuple(heard.state for heard in self._heard.values())


def room_payload(room: RoomState) -> Payload:
    """Return a room as it is published at `mien/<id>/room`."""
    emotion = room.emotion.value if room.emotion is not None else None
    return {"room": text(room.room), "mood": emotion, "turn": room.turn}


def room_of(identity: str, payload: bytes) -> RoomState | None:
    """Return the room that was published for a speaker; None for anything else. Untrusted."""
    if not payload or len(payload) > _LONGEST:
        return None
    try:
        told: Any = json.loads(payload)
        match told:
            case {"room": str(room), "mood": mood, "turn": None | bool() | int() as turn}:
                return RoomState(identity, text(room), _emotion(mood), _turn(turn))
            case _:
                return None
    except (ValueError, RecursionError):
        return None


def _emotion(mood: Any) -> Emotion | None:
    return None if mood is None else Emotion(mood)


def _turn(turn: Any) -> int | None:
    if isinstance(turn, bool) or (turn is not None and not 1 <= turn <= _MOST_TURNS):
        raise ValueError(turn)
    return None if turn is None else int(turn)
