"""What the owner chose and expects to find after a restart: policy, held mood, sleep timer, volume. Pure."""

from dataclasses import dataclass, replace

from mien.mood.emotion import Emotion
from mien.mood.loudness import to_be_kept
from mien.mood.mood import Policy
from mien.mood.state import MoodOverride, Session
from mien.types import Percent, Seconds


@dataclass(frozen=True, slots=True)
class Choices:
    """The owner's choices in one session, for the next."""

    policy: Policy
    """What music does about a mood."""
    mood: Emotion | None = None
    """The mood that is held, None for what the camera sees."""
    mood_left: Seconds = 0.0
    """How long it still is."""
    sleep_left: Seconds | None = None
    """How long until the music pauses for the night; None: it plays on."""
    volume: Percent | None = None
    """The volume that a fade took away and that is to be given back; None while there is none."""


def choices_of(session: Session) -> Choices:
    """Return what the next session has to know."""
    held = session.chosen
    return Choices(
        session.policy,
        held.emotion if held else None,
        held.left if held else 0.0,
        session.sleep,
        to_be_kept(session.loudness),
    )


def with_choices(session: Session, choices: Choices) -> Session:
    """Return a session that begins with the choices of the one before."""
    held = None
    if choices.mood is not None and choices.mood_left > 0.0:
        left = min(choices.mood_left, session.settings.override_hold)
        held = MoodOverride(choices.mood, session.at, left)
    sleep = choices.sleep_left if choices.sleep_left is not None and choices.sleep_left > 0.0 else None
    return replace(
        session,
        policy=choices.policy,
        chosen=held,
        sleep=sleep,
        loudness=replace(session.loudness, base=choices.volume),
    )
