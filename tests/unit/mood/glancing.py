"""Faces and glances made by hand, and sessions that have watched them."""

from collections.abc import Iterable

from mien.mood.emotion import Emotion
from mien.mood.events import Event, Seen
from mien.mood.glance import Face, Glance
from mien.mood.mood_settings import MoodSettings
from mien.mood.session import begin, step
from mien.mood.state import Session
from mien.mood.wishes import KeepChoices, ShowMood, Wish

SIDE = 80.0


def scores(emotion: Emotion, p: float = 0.9) -> dict[Emotion, float]:
    """Return scores that give `emotion` the probability `p` and the others what is left."""
    return {e: p if e is emotion else (1.0 - p) / 6.0 for e in Emotion}


def face(
    emotion: Emotion,
    *,
    p: float = 0.9,
    track: int = 1,
    x: float = 100.0,
    side: float = SIDE,
    quality: float = 0.9,
    why_low: str = "",
) -> Face:
    """Return a face that shows `emotion` plainly."""
    return Face(track, (x, 100.0, side, side), quality, scores(emotion, p), why_low)


def looks(
    emotion: Emotion | None, *, start: float, seconds: float, rate: float = 5.0, track: int = 1
) -> list[Glance]:
    """Return the glances at one face that never changes, or at an empty room."""
    faces = () if emotion is None else (face(emotion, track=track),)
    return [Glance(start + i / rate, faces) for i in range(round(seconds * rate))]


def told(session: Session, *events: Event) -> tuple[Session, list[Wish]]:
    """Let the events happen; return the session after them and all they wished."""
    wishes: list[Wish] = []
    for event in events:
        session, more = step(session, event)
        wishes += more
    return session, wishes


def watched(session: Session, glances: Iterable[Glance]) -> tuple[Session, list[Wish]]:
    """Let the session see the glances, each as it is taken."""
    return told(session, *(Seen(glance, glance.at) for glance in glances))


def settled_on(emotion: Emotion | None, settings: MoodSettings | None = None) -> Session:
    """Return a session that watched one face (or nobody) for a minute, up to 60 s, and settled."""
    session, _ = watched(begin(settings or MoodSettings(), 0.0), looks(emotion, start=0.0, seconds=60.0))
    return session


def acts(wishes: Iterable[Wish]) -> list[Wish]:
    """Return the wishes that are heard or seen to: those that show or store something are left out."""
    return [wish for wish in wishes if not isinstance(wish, ShowMood | KeepChoices)]
