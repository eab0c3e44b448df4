"""What can happen to the speaker. Every event has its time: `at`, monotonic seconds."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from mien.mood.emotion import Emotion
from mien.mood.glance import Glance
from mien.mood.guests.guest import Guest
from mien.mood.mood import Policy
from mien.mood.senses.evidence import Evidence
from mien.mood.wishes import SharedMood
from mien.types import Percent, PlayState, Seconds


class Button(StrEnum):
    """The four buttons of the panel."""

    SKIP = "skip"
    MOOD = "mood"
    PLAY = "play"
    PAIR = "pair"


class Press(StrEnum):
    """How a button was pressed."""

    SHORT = "short"
    HOLD = "hold"
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class PlayerStatus:
    """`volume`: percent, None without a mixer. `uri`: the current song, None without one.

    `for_room`: it is paused because the speaker, perhaps before a restart, found the room empty.
    """

    state: PlayState
    uri: str | None = None
    volume: int | None = None
    for_room: bool = False


@dataclass(frozen=True, slots=True)
class AskSkip:
    """Play the next best song."""


@dataclass(frozen=True, slots=True)
class AskPrevious:
    """Play the previous song."""


@dataclass(frozen=True, slots=True)
class AskUndo:
    """Bring back the song that was skipped last."""


@dataclass(frozen=True, slots=True)
class AskPause:
    """Pause, or resume when `paused` is False."""

    paused: bool


@dataclass(frozen=True, slots=True)
class AskVolume:
    """Set the volume, in percent."""

    percent: int


@dataclass(frozen=True, slots=True)
class AskMood:
    """Set this mood whatever the eye sees; None returns to automatic."""

    emotion: Emotion | None


@dataclass(frozen=True, slots=True)
class AskPolicy:
    """Match, lift or ramp from now on."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class AskCloseEye:
    """Close the eye. Opening it is possible only at the device."""


@dataclass(frozen=True, slots=True)
class AskSleep:
    """Fade the music out and pause it after this many minutes; None: no timer."""

    minutes: float | None


Ask: TypeAlias = (
    AskSkip | AskPrevious | AskUndo | AskPause | AskVolume | AskMood | AskPolicy | AskCloseEye | AskSleep
)
"""What can be requested over the network."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The eye sent a glance. `at` is when it reached the speaker; `glance.at` when the eye took it."""

    glance: Glance
    at: Seconds


@dataclass(frozen=True, slots=True)
class Sensed:
    """A sense other than the face reported something. `at` is when it reached the speaker."""

    evidence: Evidence
    at: Seconds


@dataclass(frozen=True, slots=True)
class RoomHeard:
    """What the ear hears now; once a second while it listens."""

    speech: bool
    """Somebody speaks."""
    noise: float | None
    """How loud the room is while nobody speaks, decibels below full scale; None where music hides it."""
    at: Seconds
    """When it reached the speaker."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of the panel was pressed."""

    button: Button
    how: Press
    at: Seconds


@dataclass(frozen=True, slots=True)
class PlayerSaid:
    """MPD's state changed; None: MPD is unavailable."""

    status: PlayerStatus | None
    at: Seconds


@dataclass(frozen=True, slots=True)
class Asked:
    """The page or the command line sent a request."""

    ask: Ask
    at: Seconds


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed and nothing else happened."""

    at: Seconds


@dataclass(frozen=True, slots=True)
class EyeGone:
    """The eye's process died, hung, or its camera is missing; `why` is a sentence."""

    why: str
    at: Seconds


@dataclass(frozen=True, slots=True)
class EyeBack:
    """The eye is connected and sees."""

    at: Seconds


@dataclass(frozen=True, slots=True)
class OpenedHere:
    """Somebody at the machine itself turns the camera on; nothing from the network causes this event."""

    at: Seconds


@dataclass(frozen=True, slots=True)
class AlarmRang:
    """It is time to wake somebody with music for this mood."""

    emotion: Emotion
    at: Seconds


@dataclass(frozen=True, slots=True)
class LimitSet:
    """The volume limit from now on."""

    percent: Percent
    at: Seconds


@dataclass(frozen=True, slots=True)
class SharedMoodHeard:
    """Another room leads those that share a mood, or its mood changed; None: no other room leads."""

    shared: SharedMood | None
    at: Seconds


@dataclass(frozen=True, slots=True)
class GuestChanged:
    """Another player has the loudspeaker now; None: no longer, or none at the start."""

    guest: Guest | None
    at: Seconds


Event: TypeAlias = (
    Seen
    | Sensed
    | Pressed
    | PlayerSaid
    | Asked
    | Tick
    | EyeGone
    | EyeBack
    | OpenedHere
    | AlarmRang
    | LimitSet
    | RoomHeard
    | SharedMoodHeard
    | GuestChanged
)
