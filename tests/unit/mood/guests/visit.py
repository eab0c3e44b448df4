"""Sessions beside whose music a guest plays."""

from mien.mood.emotion import Emotion
from mien.mood.events import GuestChanged, PlayerSaid, PlayerStatus
from mien.mood.guests.guest import Guest, GuestPlayer
from mien.mood.mood_settings import MoodSettings
from mien.mood.state import Session
from mien.mood.wishes import Wish
from mien.types import PlayState
from unit.mood.glancing import acts, settled_on, told

ANNA = Guest(GuestPlayer.AIRPLAY, "Anna's iPhone")
BEN = Guest(GuestPlayer.BLUETOOTH, "Ben")
PLAYS, PAUSES = PlayerStatus(PlayState.PLAY), PlayerStatus(PlayState.PAUSE)
STOPS = PlayerStatus(PlayState.STOP)


def beside(status: PlayerStatus | None, settings: MoodSettings | None = None) -> Session:
    """Return a session of a minute, happy, whose player is like this, at 60 s; nobody else plays."""
    session = settled_on(Emotion.HAPPY, settings)
    return told(session, GuestChanged(None, 60.0), PlayerSaid(status, 60.0))[0]


def with_guest(status: PlayerStatus = PLAYS) -> Session:
    """Return a session at 70 s whose music makes way for Anna; the player has confirmed it."""
    session, _ = told(beside(status), GuestChanged(ANNA, 70.0))
    return told(session, PlayerSaid(PAUSES if status is PLAYS else status, 70.1))[0]


def left(session: Session, at: float = 100.0) -> tuple[Session, list[Wish]]:
    """Return the session after the guest, and what it wishes then."""
    session, wishes = told(session, GuestChanged(None, at))
    return session, acts(wishes)
