"""What the speaker knows between two events: one frozen value."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from mien.mood.emotion import AFFECTS, Emotion
from mien.mood.estimation.estimate import Estimate, settled_mood
from mien.mood.loudness import Loudness
from mien.mood.mood import Mood, Policy
from mien.mood.mood_settings import MoodSettings
from mien.mood.wishes import Choices, DisplayState, EyeState, PlayMood, Wish
from mien.types import PlayState, Seconds


class PauseReason(StrEnum):
    """Whether the music pauses, and for whom.

    `ASKED`: a pause for an empty room was wished and the player has not confirmed it yet, so what it
    still says of playing is old news.
    """

    NO = "no"
    OWNER = "owner"
    ASKED = "asked"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class MoodOverride:
    """A mood the owner chose. `left`: seconds until the eye is believed again."""

    emotion: Emotion
    since: Seconds
    left: Seconds


@dataclass(frozen=True, slots=True)
class Session:
    """Everything the speaker knows.

    `at`: the newest time an event had. `playing`: what music was wished for last. `player`: what it does,
    None until it has said so and while it is away. `empty`: seconds the room has settled on nobody.
    `sleep`: seconds until the music pauses for the night, None: it plays on. 0 and less: that was wished,
    and the player has not confirmed it yet. `kept`: the choices that were stored last, and when.
    """

    settings: MoodSettings
    at: Seconds
    estimate: Estimate
    policy: Policy
    chosen: MoodOverride | None = None
    playing: Mood | None = None
    eye: EyeState = EyeState.OPEN
    player: PlayState | None = None
    player_away: bool = False
    quiet: PauseReason = PauseReason.NO
    empty: Seconds = 0.0
    loudness: Loudness = field(default_factory=Loudness)
    sleep: Seconds | None = None
    shown: DisplayState | None = None
    kept: tuple[Seconds, Choices] | None = None


Outcome: TypeAlias = tuple[Session, tuple[Wish, ...]]


def wanted(session: Session) -> Mood | None:
    """Return the mood there should be music for: the owner's, else the settled one, else as before."""
    if session.chosen is not None:
        return chosen_mood(session.chosen)
    if isinstance(session.estimate.settled.name, Emotion):
        return settled_mood(session.estimate, session.settings)
    return session.playing


def chosen_mood(chosen: MoodOverride) -> Mood:
    """Return what the owner chose as a mood: sure, and where the word lies."""
    place = AFFECTS[chosen.emotion]
    return Mood(chosen.emotion, place.valence, place.arousal, 1.0, chosen.since)


def plays(session: Session, mood: Mood | None, *, soon: bool) -> Outcome:
    """Return the session once music for `mood` is wished; nothing to wish while no mood is known."""
    if mood is None:
        return session, ()
    return replace(session, playing=mood), (PlayMood(mood, session.policy, soon),)
