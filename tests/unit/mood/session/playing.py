"""Sessions whose player plays, with somebody there or in a room that was left."""

from mien.mood.emotion import Emotion
from mien.mood.events import PlayerSaid, PlayerStatus, Tick
from mien.mood.mood_settings import MoodSettings
from mien.mood.state import Session
from mien.mood.wishes import Pause
from mien.types import PlayState
from unit.mood.glancing import looks, settled_on, told, watched

PLAYS = PlayerStatus(PlayState.PLAY)
PAUSES = PlayerStatus(PlayState.PAUSE)
STOPS = PlayerStatus(PlayState.STOP)


def playing(emotion: Emotion | None, settings: MoodSettings | None = None) -> Session:
    """Return a session of a minute whose player plays."""
    session, _ = told(settled_on(emotion, settings), PlayerSaid(PLAYS, 60.0))
    return session


def left_alone(session: Session, start: float = 60.0, seconds: float = 30.0) -> Session:
    """Return the session after everybody left and the room settled on nobody."""
    session, _ = watched(session, looks(None, start=start, seconds=seconds))
    return session


def paused_for_nobody() -> Session:
    """Return a session of 1000 s whose music paused for an empty room."""
    session, wishes = told(left_alone(playing(Emotion.HAPPY)), Tick(1000.0), PlayerSaid(PAUSES, 1000.1))
    assert Pause(for_room=True) in wishes
    return session
