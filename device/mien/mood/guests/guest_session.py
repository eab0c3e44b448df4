"""What happens while a guest, such as a phone by AirPlay, has the loudspeaker. Pure.

- The music pauses and keeps its place; the mood is still seen and shown. Once the guest has ended, the music
  resumes, for the mood of that moment. It stays paused if it was paused before, by the owner or for an empty
  room, and if the room has been empty for long enough in the meantime.
- Play takes the loudspeaker back: the guest is asked to stop, and then the music resumes. Pause keeps the
music paused after
  the guest. Skip, previous and undo do nothing. Other requests, such as a mood or a policy, take effect after
  the guest.
- Music that is started at the player itself has to wait as well.
- An alarm doesn't wait: it stops the guest, and rings over one that continues.
- A sleep timer that ends stops the guest too, and the music stays paused.
"""

from dataclasses import replace

from mien.mood.guests.guest import Guest
from mien.mood.state import Outcome, PauseReason, Session, holds, plays
from mien.mood.wishes import Pause, Resume, StopGuest
from mien.types import PlayState


def guest_changed(session: Session, guest: Guest | None) -> Session:
    """Return the session after a change of guests; None: there is none."""
    before = session.guests
    is_same = guest is not None and before.guest is not None and guest.player is before.guest.player
    now = replace(before, guest=guest, is_known=True, is_overruled=before.is_overruled and is_same)
    return replace(session, guests=now)


def taken_back(session: Session) -> Outcome:
    """Ask the guest to stop; the music resumes once it has."""
    return replace(session, quiet=PauseReason.GUEST), (StopGuest(),)


def overruled(session: Session) -> Outcome:
    """Ask the guest to stop, and stop waiting for it."""
    if not holds(session):
        return session, ()
    return replace(session, guests=replace(session.guests, is_overruled=True)), (StopGuest(),)


def gave_way(session: Session) -> Outcome:
    """Pause the music that plays beside a guest."""
    plays_on = session.player is PlayState.PLAY and session.quiet is PauseReason.NO
    if not holds(session) or not plays_on:
        return session, ()
    return replace(session, quiet=PauseReason.GUEST), (Pause(),)


def came_back(session: Session) -> Outcome:
    """Resume after the guest, if the music paused for the guest and somebody may be there."""
    is_over = session.guests.is_known and not holds(session)
    if session.quiet is not PauseReason.GUEST or not is_over or session.player is None:
        return session, ()
    if 0.0 < session.settings.empty_pause <= session.empty:
        return replace(session, quiet=PauseReason.ROOM), (Pause(for_room=True),)
    return replace(session, quiet=PauseReason.NO), (Resume(),)


def music_owed(session: Session) -> Outcome:
    """Wish for the music that had to wait for the guest."""
    soon = session.guests.owed
    if soon is None or holds(session):
        return session, ()
    return plays(replace(session, guests=replace(session.guests, owed=None)), session.playing, soon=soon)
