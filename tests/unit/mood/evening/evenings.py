"""An evening with music in a room, for the tests of timers, alarms and volume."""

from collections.abc import Callable

from mien.mood.evening import RISE
from mien.mood.events import Asked, AskMood, AskPause, AskSleep, AskVolume
from mien.mood.mood_settings import MoodSettings
from mien.mood.session import begin
from mien.mood.wishes import Volume
from mien.types import PlayState
from unit.mood.sounding import Room

Deed = Callable[[Room], None]


def evening(volume: int = 60, state: PlayState = PlayState.PLAY) -> Room:
    return Room(begin(MoodSettings(), 0.0), state, volume)


def asks(room: Room, ask: AskSleep | AskVolume | AskPause | AskMood) -> None:
    room.happens(Asked(ask, room.at))


def volume_of(room: Room) -> int:
    assert room.volume is not None
    return room.volume


def volumes(room: Room) -> list[int]:
    return [wish.percent for wish in room.wished if isinstance(wish, Volume)]


def usual_volume_of(room: Room) -> int:
    """Start the music again, check that it rises from quiet, and return how loud it gets."""
    assert room.state is PlayState.PAUSE
    room.heard.clear()
    room.sets(state=PlayState.PLAY)
    room.waits(RISE + 2.0)
    loud = [volume or 0 for _, volume in room.heard]
    assert loud == sorted(loud)
    assert loud[0] < 50
    return loud[-1]


def fell_asleep(minutes: float = 10.0) -> Room:
    room = evening()
    asks(room, AskSleep(minutes))
    room.waits(60.0 * minutes + 1.0)
    return room
