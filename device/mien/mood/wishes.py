"""What the session wants done. The core only wishes; adapters carry the wishes out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from mien.mood.emotion import Emotion
from mien.mood.guests.guest import Guest
from mien.mood.mood import Mood, Policy
from mien.types import Percent, Seconds


@dataclass(frozen=True, slots=True)
class PlayMood:
    """Play music for `mood` from the next song boundary on; with `soon`, the owner asked: fade to it now."""

    mood: Mood
    policy: Policy
    soon: bool = False


@dataclass(frozen=True, slots=True)
class Skip:
    """Play the next best song now, and remember that this one was skipped under this mood."""


@dataclass(frozen=True, slots=True)
class Previous:
    """Go back to the previous song."""


@dataclass(frozen=True, slots=True)
class UndoSkip:
    """Bring back the song that was skipped last."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause at this point of the song. `for_room`: the room is empty; else the owner wants it."""

    for_room: bool = False


@dataclass(frozen=True, slots=True)
class Resume:
    """Resume from there."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Set the volume, 0..100 percent."""

    percent: int


@dataclass(frozen=True, slots=True)
class CloseEye:
    """Release the camera."""


@dataclass(frozen=True, slots=True)
class OpenEye:
    """Open the camera again."""


@dataclass(frozen=True, slots=True)
class OpenPairing:
    """Let a new browser pair for a while; only the button on the device causes this."""

    seconds: Seconds


@dataclass(frozen=True, slots=True)
class StopGuest:
    """Ask the guest who plays by AirPlay or Bluetooth to stop."""


class EyeState(StrEnum):
    """What the eye is doing."""

    OPEN = "open"
    CLOSED = "closed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class SharedMood:
    """The mood of another room, for the rooms that share it while nobody is in them."""

    room: str
    """The name of that room."""
    emotion: Emotion
    """The mood that its music follows."""


@dataclass(frozen=True, slots=True)
class DisplayState:
    """Everything that ring and page show of the session.

    `moment` follows the face, `settled` is what the music follows. `by_owner`: the mood was chosen by
    hand. `paused`: nothing of ours plays, whether paused or stopped. `player_away`: MPD does not answer.
    `shared`: the other room whose mood the music follows; None while it follows its own.
    `guest`: who plays instead.
    """

    moment: Mood
    settled: Mood
    policy: Policy
    by_owner: bool = False
    eye: EyeState = EyeState.OPEN
    paused: bool = False
    player_away: bool = False
    shared: SharedMood | None = None
    guest: Guest | None = None


@dataclass(frozen=True, slots=True)
class ShowMood:
    """Show this on ring and page; sent whenever it differs from what was shown last."""

    shown: DisplayState


@dataclass(frozen=True, slots=True)
class Choices:
    """The owner's choices in one session, stored for the next."""

    policy: Policy
    """The policy."""
    mood: Emotion | None = None
    """The mood that is held, None for what the camera sees."""
    mood_left: Seconds = 0.0
    """How much longer it is held."""
    sleep_left: Seconds | None = None
    """How long until the music pauses for the night; None: no timer."""
    volume: Percent | None = None
    """The volume before a fade, to be restored; None if there is none."""
    paused_for_guest: bool = False
    """The music is paused because a guest has the loudspeaker, and resumes after that."""


@dataclass(frozen=True, slots=True)
class KeepChoices:
    """Store these for the next session; sent whenever they change."""

    choices: Choices


Wish: TypeAlias = (
    PlayMood
    | Skip
    | Previous
    | UndoSkip
    | Pause
    | Resume
    | Volume
    | CloseEye
    | OpenEye
    | OpenPairing
    | StopGuest
    | ShowMood
    | KeepChoices
)
