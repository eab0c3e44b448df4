"""The music beside people who talk, and in a noisy room. Pure; both are off unless the owner wants them.

- **It ducks.** Somebody who has talked for a moment makes the music fall by so many decibels; it returns
  once nobody has talked for a few seconds. Voice activity alone decides, not what a voice is like.
- **It follows the noise.** The volume that somebody chose belongs to the noise of that moment. When the room
  gets louder by two decibels, the music does by one: a percent every few seconds, between the owner's ends.
- Neither touches a volume that fades for another reason: the sleep timer, an alarm, a lower limit; nor one of
  a player that pauses or waits for a guest. Nothing goes above the limit. Who sets the volume has the last
  word.
"""

from dataclasses import replace

from mien.mood.evening import plays_on, sounds
from mien.mood.events import RoomHeard
from mien.mood.loudness import at_volume, duck, nudged, softer, unduck
from mien.mood.state import Outcome, Session, holds
from mien.types import Percent, Seconds

ATTACK: Seconds = 1.2  # somebody must talk for this long; the ear takes a word for a second of speech
HOLD: Seconds = 4.0  # and nobody for this long
FALL: Seconds = 0.8
RETURN: Seconds = 3.0
STALE: Seconds = 5.0  # an ear that says nothing for this long hears nobody
SMOOTH: Seconds = 30.0  # over which the noise is the mean
SHARE = 0.5  # decibels of music for one of noise
PACE: Seconds = 3.0  # from one percent to the next
NEAR: Percent = 2  # a volume as near to where the noise wants it stays


def room_heard(session: Session, event: RoomHeard) -> Session:
    """Return the session after news of who talks, and of the noise."""
    known = session.conversation
    dt = session.at - known.heard if known.heard is not None else 0.0
    noise = known.noise
    if event.noise is not None and not event.speech:
        share = min(1.0, dt / SMOOTH)
        noise = event.noise if noise is None else noise + share * (event.noise - noise)
    since = known.since if known.heard is not None and event.speech is known.talks else session.at
    now = replace(known, heard=session.at, since=since, talks=event.speech, noise=noise)
    return replace(session, conversation=now)


def ducked(session: Session) -> Outcome:
    """Let the music fall while people talk, and return."""
    loudness, now = session.loudness, session.conversation
    if not plays_on(session) or holds(session):
        return _given_back(session)
    if session.settings.duck > 0.0 and now.talks and not _is_stale(session):
        is_down = loudness.ducked is not None and (loudness.fade is None or not loudness.fade.rises)
        if is_down or session.at - now.since < ATTACK:
            return session, ()
        return replace(session, loudness=duck(loudness, session.settings.duck, FALL)), ()
    is_rising = loudness.fade is not None and loudness.fade.rises
    if loudness.ducked is None or is_rising or (session.at - now.since < HOLD and not _is_stale(session)):
        return session, ()
    return replace(session, loudness=unduck(loudness, RETURN)), ()


def _given_back(session: Session) -> Outcome:
    """Give a player that does not play its volume back at once: nobody hears it."""
    loudness = session.loudness
    if loudness.ducked is None:
        return session, ()
    volume = loudness.ducked
    return sounds(session, at_volume(replace(loudness, ducked=None, fade=None), volume))


def noise_followed(session: Session) -> Outcome:
    """Move the volume with the noise of the room, slowly, while nobody talks and nothing else moves it."""
    ends, now, loudness = session.settings.follow_noise, session.conversation, session.loudness
    is_busy = loudness.fade is not None or loudness.base is not None or loudness.ducked is not None
    if ends is None or now.noise is None or loudness.heard is None or is_busy or not plays_on(session):
        return session, ()
    if now.anchor is None or loudness.heard != now.reached:  # somebody has chosen this volume
        anchor = (loudness.heard, now.noise)
        chosen = replace(now, anchor=anchor, reached=loudness.heard, moved=session.at)
        return replace(session, conversation=chosen), ()
    if now.talks or _is_stale(session) or session.at - now.moved < PACE:
        return session, ()
    target = _fitting(now.anchor, now.noise, ends)
    if abs(target - loudness.heard) < NEAR:
        return session, ()
    session, wishes = sounds(session, nudged(loudness, target))
    moved = replace(now, reached=session.loudness.heard, moved=session.at)
    return replace(session, conversation=moved), wishes


def _fitting(anchor: tuple[Percent, float], noise: float, ends: tuple[Percent, Percent]) -> Percent:
    """Return the volume that fits the noise; one that was chosen beyond an end stays possible."""
    volume, usual = anchor
    least, most = min(ends[0], volume), max(ends[1], volume)
    return max(least, min(most, softer(volume, -SHARE * (noise - usual))))


def _is_stale(session: Session) -> bool:
    heard = session.conversation.heard
    return heard is None or session.at - heard > STALE
