"""The owner's choices that survive a restart: policy, held mood, sleep timer, volume. Pure."""

from dataclasses import replace

from mien.mood.loudness import to_be_kept
from mien.mood.state import MoodOverride, Outcome, PauseReason, Session
from mien.mood.wishes import Choices, KeepChoices
from mien.types import Seconds

STILL_DUE: Seconds = 3 * 3600.0
"""How long ago a sleep timer may have ended, with the speaker off, and still end the music: people sleep."""
_SAME: Seconds = 2.0  # an end time that moves by less is the same


def choices_of(session: Session) -> Choices:
    """Return the choices that the next session needs."""
    held = session.chosen
    return Choices(
        session.policy,
        held.emotion if held else None,
        held.left if held else 0.0,
        session.sleep,
        to_be_kept(session.loudness),
        session.quiet is PauseReason.GUEST,
    )


def with_choices(session: Session, choices: Choices) -> Session:
    """Return a session that begins with the choices of the previous one."""
    held = None
    if choices.mood is not None and choices.mood_left > 0.0:
        left = min(choices.mood_left, session.settings.override_hold)
        held = MoodOverride(choices.mood, session.at, left)
    begun = replace(
        session,
        policy=choices.policy,
        chosen=held,
        sleep=_sleep_left(choices.sleep_left),
        loudness=replace(session.loudness, base=choices.volume),
        quiet=PauseReason.GUEST if choices.paused_for_guest else session.quiet,
    )
    return replace(begun, kept=(begun.at, choices_of(begun)))


def _sleep_left(left: Seconds | None) -> Seconds | None:
    """Return what is left of the sleep timer: 0 if it ended lately, None if it ended long ago."""
    return None if left is None or left <= -STILL_DUE else max(0.0, left)


def kept(session: Session) -> Outcome:
    """Ask for the choices to be stored if they have changed; passing time alone is not a change."""
    now = choices_of(session)
    at, before = session.kept if session.kept is not None else (session.at, Choices(session.settings.policy))
    if _same(before, now, session.at - at):
        return session, ()
    return replace(session, kept=(session.at, now)), (KeepChoices(now),)


def _same(before: Choices, now: Choices, dt: Seconds) -> bool:
    """Return whether choices are the same as `dt` seconds ago, apart from the time passed."""
    untimed = replace(before, mood_left=now.mood_left, sleep_left=now.sleep_left)
    mood = now.mood is None or abs(before.mood_left - dt - now.mood_left) < _SAME
    if before.sleep_left is None or now.sleep_left is None:
        return untimed == now and mood and before.sleep_left is now.sleep_left
    return untimed == now and mood and abs(before.sleep_left - dt - now.sleep_left) < _SAME
