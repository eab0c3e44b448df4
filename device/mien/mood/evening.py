"""The sleep timer: the music fades out and pauses after a while; and the volume after that. Pure.

- The timer keeps running whatever the owner does. Over its last two minutes the volume falls to silence; if
somebody turns it up in the meantime, it falls from there.
- At the end the music pauses as if the owner had paused it, so no face starts it again; if it is paused
  already, nothing happens. While the player is unavailable the timer waits at its end.
- A timer that ended while the speaker was off, lately, ends the music as soon as the speaker is back.
- A guest who plays at its end is asked to stop, and our music stays paused.
- The volume from before the fade returns gradually as soon as music plays again: because somebody starts it,
here or in
  another app, because the timer was stopped, or after a restart. Until then the player stays silent.
"""

from dataclasses import replace

from mien.mood.loudness import Louder, fade_out, faded_on, risen, silenced
from mien.mood.state import Outcome, PauseReason, Session, holds
from mien.mood.wishes import Pause, StopGuest
from mien.types import Percent, PlayState, Seconds

SLEEP_FADE: Seconds = 120.0
MOST_MINUTES = 24 * 60.0
RISE: Seconds = 5.0
PATIENCE: Seconds = 10.0  # the player may take this long to confirm the pause at the timer's end


def plays_on(session: Session) -> bool:
    """Return whether music is playing and is supposed to."""
    return session.player is PlayState.PLAY and session.quiet is PauseReason.NO


def sounds(session: Session, louder: Louder) -> Outcome:
    """Return the session with this loudness, and wishes for the volumes to set."""
    loudness, volumes = louder
    return replace(session, loudness=loudness), volumes


def sleeps(session: Session, minutes: float | None) -> Session:
    """Return the session after the owner has set the timer, or stopped it."""
    if minutes is None:
        return replace(session, sleep=None)
    session = replace(session, sleep=60.0 * min(MOST_MINUTES, max(0.0, minutes)))
    return session if _is_due(session) else _not_fading(session)


def timed(session: Session, dt: Seconds) -> Outcome:
    """Return the session `dt` later. A timer whose player is unavailable waits at its end."""
    if session.sleep is not None:
        left = session.sleep - dt
        session = replace(session, sleep=max(0.0, left) if session.player is None else left)
    return sounds(session, faded_on(session.loudness, dt))


def fell_asleep(session: Session) -> Outcome:
    """Fade out when it is time, pause at the end, and clear the timer once nothing plays."""
    left = session.sleep
    if left is None or session.player is None:
        return session, ()
    if holds(session):
        return _fell_asleep_with_guest(session) if left <= 0.0 else (session, ())
    if not plays_on(session):
        is_unconfirmed = session.player is PlayState.PLAY and left > -PATIENCE
        ended = left <= 0.0 or _fades_out(session)
        return replace(session, sleep=None if ended and not is_unconfirmed else left), ()
    if left <= 0.0:
        return replace(session, quiet=PauseReason.OWNER), (Pause(),)
    if _is_due(session) and not _fades_out(session) and session.loudness.heard != 0:
        return replace(session, loudness=fade_out(session.loudness, left)), ()
    return session, ()


def _fell_asleep_with_guest(session: Session) -> Outcome:
    """End the timer for the guest as well; music that paused for the guest stays paused."""
    quiet = PauseReason.OWNER if session.quiet is PauseReason.GUEST else session.quiet
    return replace(session, sleep=None, quiet=quiet), (StopGuest(),)


def volume_returned(session: Session) -> Outcome:
    """Restore the volume from before a fade, gradually, once music plays."""
    if session.sleep is not None and (session.sleep <= 0.0 or _fades_out(session)):
        return session, ()
    if session.player in {PlayState.PAUSE, PlayState.STOP}:
        return sounds(session, silenced(session.loudness))
    return sounds(session, risen(session.loudness, RISE)) if plays_on(session) else (session, ())


def volume_told(session: Session, volume: Percent | None) -> Percent | None:
    """Return the volume that an owner is told: what one that is silent, or ducked, will rise to."""
    loudness = session.loudness
    if volume is not None and loudness.ducked is not None:
        return loudness.ducked
    if volume is None or loudness.base is None or plays_on(session):
        return volume
    return min(loudness.base, loudness.limit)


def _is_due(session: Session) -> bool:
    return session.sleep is not None and session.sleep <= SLEEP_FADE


def _fades_out(session: Session) -> bool:
    loudness, fade = session.loudness, session.loudness.fade
    return loudness.base is not None and fade is not None and not fade.rises and not fade.is_over


def _not_fading(session: Session) -> Session:
    """Return the session with its fade to silence ended, because the timer was set again."""
    loudness = session.loudness
    return replace(session, loudness=replace(loudness, fade=None)) if _fades_out(session) else session
