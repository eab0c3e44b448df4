"""A room in which nobody is seen follows the mood of one where somebody is, if the rooms share a mood.

Pure. `mien.home.rooms.shared_mood` decides which room leads; this module, when this one follows. A room with
somebody in it follows only them. Another room never starts music that is stopped, and never resumes music
that is paused.
"""

from mien.mood.emotion import AFFECTS, Absence, Emotion
from mien.mood.estimation.estimate import is_in_the_dark
from mien.mood.mood import Mood
from mien.mood.state import Session, wanted_here
from mien.mood.wishes import EyeState, SharedMood
from mien.types import PlayState


def wanted(session: Session) -> Mood | None:
    """Return the mood to play music for: that of the room which leads, if this one follows; else its own."""
    shared = followed(session)
    if shared is None:
        return wanted_here(session)
    place = AFFECTS[shared.emotion]
    return Mood(shared.emotion, place.valence, place.arousal, 1.0, session.at)


def followed(session: Session) -> SharedMood | None:
    """Return the other room's mood that this room's music follows; None while it follows its own."""
    has_music = session.player in {PlayState.PLAY, PlayState.PAUSE}
    if session.chosen is not None or not has_music or is_occupied(session):
        return None
    return session.shared


def is_occupied(session: Session) -> bool:
    """Return whether somebody is probably in this room. In the dark, somebody may be asleep."""
    if session.eye is not EyeState.OPEN:
        return False
    name = session.estimate.settled.name
    if name is Absence.UNSURE:
        return bool(session.estimate.room.listeners) or is_in_the_dark(session.estimate)
    return isinstance(name, Emotion)
