"""The state of the speaker between two events: one frozen value."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from mien.mood.emotion import AFFECTS, Emotion
from mien.mood.estimation.estimate import Estimate, settled_mood
from mien.mood.guests.guest import Guest
from mien.mood.loudness import Loudness
from mien.mood.mood import Mood, Policy
from mien.mood.mood_settings import MoodSettings
from mien.mood.wishes import Choices, DisplayState, EyeState, PlayMood, SharedMood, Wish
from mien.types import Percent, PlayState, Seconds


class PauseReason(StrEnum):
    """Whether the music is paused, and why.

    `ASKED`: a pause for an empty room was requested and the player has not confirmed it yet, so until then
    its reports that it plays are out of date. `GUEST`: another player has the loudspeaker, or had
    it when the speaker was restarted.
    """

    NO = "no"
    OWNER = "owner"
    ASKED = "asked"
    ROOM = "room"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class MoodOverride:
    """A mood the owner chose. `left`: seconds until the eye decides again."""

    emotion: Emotion
    since: Seconds
    left: Seconds


@dataclass(frozen=True, slots=True)
class GuestState:
    """Who plays on our loudspeaker instead of us, and what waits until then."""

    guest: Guest | None = None
    """Who; None: nobody, as far as is known."""
    is_known: bool = False
    """Whether it was reported if there is a guest."""
    is_overruled: bool = False
    """Whether an alarm rings over this guest, or did: our music doesn't wait for it."""
    owed: bool | None = None
    """Music to wish for after the guest. True: at once, False: from the next song boundary, None: none."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the ear heard last of people who talk, and of the room's noise."""

    heard: Seconds | None = None
    """When it was last heard of; None: never."""
    since: Seconds = 0.0
    """Since when somebody talks, or nobody does."""
    talks: bool = False
    """Whether somebody does."""
    noise: float | None = None
    """The noise of the room, decibels below full scale, over the last half minute; None: not known."""
    anchor: tuple[Percent, float] | None = None
    """The volume that somebody chose last, and the noise at that time."""
    reached: Percent | None = None
    """The volume to which the noise has moved it since; None: none was chosen yet."""
    moved: Seconds = 0.0
    """When that was last."""


@dataclass(frozen=True, slots=True)
class Session:
    """Everything the speaker knows.

    `at`: the time of the newest event. `playing`: the mood that music was last requested for. `player`: its
    state, None until it has reported one and while it is unavailable. `empty`: seconds for which the room has
    been empty. `sleep`: seconds until the music pauses for the night; None: no timer; 0 and less: the pause
    was requested, and the player has not confirmed it yet. `kept`: the choices that were stored last, and
    when. `shared`: the mood of the room that leads; None unless rooms share one and somebody is in another.
    `conversation`: who talks, and how loud the room is. `alarm`: seconds for which an alarm may still start
    the music, should the player be away or go away before it plays.
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
    guests: GuestState = field(default_factory=GuestState)
    shown: DisplayState | None = None
    kept: tuple[Seconds, Choices] | None = None
    shared: SharedMood | None = None
    conversation: Conversation = field(default_factory=Conversation)
    alarm: Seconds = 0.0


Outcome: TypeAlias = tuple[Session, tuple[Wish, ...]]


def wanted_here(session: Session) -> Mood | None:
    """Return this room's mood to play music for: the owner's, else the settled one, else the last one."""
    if session.chosen is not None:
        return chosen_mood(session.chosen)
    if isinstance(session.estimate.settled.name, Emotion):
        return settled_mood(session.estimate, session.settings)
    return session.playing


def holds(session: Session) -> bool:
    """Return whether a guest has the loudspeaker, so that our music waits."""
    return session.guests.guest is not None and not session.guests.is_overruled


def chosen_mood(chosen: MoodOverride) -> Mood:
    """Return the owner's choice as a mood: fully confident, at the emotion's own valence and arousal."""
    place = AFFECTS[chosen.emotion]
    return Mood(chosen.emotion, place.valence, place.arousal, 1.0, chosen.since)


def plays(session: Session, mood: Mood | None, *, soon: bool) -> Outcome:
    """Return the session with music requested for `mood`, unless no mood is known.

    While a guest plays, the request has to wait: a player that was stopped would start.
    """
    if mood is None:
        return session, ()
    if holds(session):
        owed = soon or bool(session.guests.owed)
        return replace(session, playing=mood, guests=replace(session.guests, owed=owed)), ()
    return replace(session, playing=mood), (PlayMood(mood, session.policy, soon),)
