"""What a frontend (page, control socket, MQTT) gets: state to read, and one way to send requests.

A frontend is an object with `tasks()`, the coroutines that run it. It takes a `SpeakerAccess`, subscribes to
`access.state`, and sends requests; it changes nothing itself. `app/frontends.py` lists those that run.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from mien.app.alarms import Alarm
from mien.app.app_state import StateReader
from mien.app.page.live_pictures import LivePictures
from mien.config.settings import Config
from mien.home.rooms.other_speakers import OtherSpeaker
from mien.ipc.messages import Hello
from mien.mood.events import Asked, GuestChanged, OpenedHere, Pressed, Sensed, SharedMoodHeard
from mien.mood.state import Session
from mien.music.dj.music_events import MusicState
from mien.music.dj.owner import Owner
from mien.music.selection.rules import Rules
from mien.music.selection.selector import Selector
from mien.pulse.monitor import Pulse
from mien.types import Seconds


@dataclass(frozen=True, slots=True)
class ApplySettings:
    """Use other settings: those that can change at run time."""

    config: Config


@dataclass(frozen=True, slots=True)
class FollowRules:
    """Use other rules from the next song on."""

    rules: Rules


@dataclass(frozen=True, slots=True)
class ShowPairing:
    """Show on the ring whether a new browser may come in."""

    is_open: bool


@dataclass(frozen=True, slots=True)
class SetAlarms:
    """Replace all alarms permanently."""

    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class ReportHomeProblem:
    """Show why the house can't be reached; "" once it can."""

    sentence: str


@dataclass(frozen=True, slots=True)
class ShowPulse:
    """Show this pulse; None while it is off."""

    pulse: Pulse | None


@dataclass(frozen=True, slots=True)
class ShowHouse:
    """Show how the speaker is connected to the house, and the other speakers."""

    since: Seconds | None
    """Since when the broker is connected; None while it is not."""
    speakers: tuple[OtherSpeaker, ...]
    """The other speakers."""


Show: TypeAlias = ShowPairing | ShowPulse | ReportHomeProblem | ShowHouse
"""Requests that only change what is shown."""

Request: TypeAlias = (
    Asked
    | Pressed
    | OpenedHere
    | SharedMoodHeard
    | Sensed
    | GuestChanged
    | ApplySettings
    | FollowRules
    | SetAlarms
    | Show
)


def shown_by(request: Show) -> Mapping[str, Any]:
    """Return the fields of the state that a request changes."""
    match request:
        case ShowPairing(is_open):
            return {"pairing_open": is_open}
        case ShowPulse(pulse):
            return {"pulse": pulse}
        case ReportHomeProblem(sentence):
            return {"home_problem": sentence}
        case ShowHouse(since, speakers):
            return {"home_since": since, "other_speakers": speakers}


class MusicReader(Protocol):
    """The music, to read."""

    def now(self) -> MusicState:
        """Return the state of the music when the player last reported."""

    @property
    def selector(self) -> Selector:
        """What songs are chosen by: rules, library, history."""

    @property
    def can_undo(self) -> bool:
        """Whether there is a skip to undo."""

    @property
    def reading(self) -> bool:
        """Whether there may be songs that have not been read yet."""


@dataclass(frozen=True, slots=True)
class SpeakerAccess:
    """The speaker, as its frontends know it."""

    state: StateReader
    """The state now, and its changes."""
    session: Callable[[], Session]
    """The current session of the mood core."""
    music: MusicReader
    """Current song, queue, library and rules."""
    owner: Owner
    """What the owner can do with the music, with an answer to each request."""
    eye: Callable[[], Hello | None]
    """How the connected eye introduced itself; None without one."""
    player_reply_took: Callable[[], Seconds | None]
    """How long MPD's newest answer took; None while it is unavailable."""
    player_reply_age: Callable[[], Seconds | None]
    """How long ago MPD last answered; None while it is away."""
    cover: Callable[[str], Awaitable[bytes | None]]
    """Return the picture of a song, by its uri; raises `PlayerError`."""
    pictures: LivePictures
    """The live view."""
    request: Callable[[Request], None]
    """Send a request; returns at once."""


class Frontend(Protocol):
    """A way to reach the speaker."""

    def tasks(self) -> Iterable[Coroutine[Any, Any, None]]:
        """Yield the coroutines that run it; they run until cancelled."""
