"""The state of the speaker, observable: frontends read it and subscribe; only the application writes it.

unsubscribe = state.subscribe(lambda change: ...)     # a Change, once the state holds it
state.current.pairing_open                            # a frozen value
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeAlias

from mien.app.alarms import Alarm
from mien.config.settings import Config
from mien.home.rooms.other_speakers import OtherSpeaker
from mien.mood.events import Seen
from mien.mood.glance import Glance
from mien.mood.senses.utterance import Utterance
from mien.mood.wishes import DisplayState, OpenPairing, StopGuest
from mien.music.dj.music_events import MusicEvent
from mien.pulse.monitor import Pulse
from mien.types import Seconds


@dataclass(frozen=True, slots=True)
class EarState:
    """What is known about the ear."""

    is_on: bool = False
    """Whether it is turned on."""
    problem: str = ""
    """Why it does not listen although it should, as a sentence; "" while it listens."""
    speech: bool = False
    """Whether somebody is speaking now; the ring must show it."""
    level: float | None = None
    """How loud the room was lately, decibels below full scale; None while the ear is closed."""
    utterance: Utterance | None = None
    """The last utterance; None before the first one and while the ear is closed."""


@dataclass(frozen=True, slots=True)
class AppState:
    """The speaker at one moment."""

    config: Config
    """The settings in force, including those set on the page."""
    glance: Glance | None = None
    """The newest glance; None before the first one and while the camera is off or gone."""
    display: DisplayState | None = None
    """What the session last wanted shown; None before the first time."""
    alarms: tuple[Alarm, ...] = ()
    """The alarms that wake people with music."""
    music_problem: str = ""
    """Why the music does not play as it should, as a sentence; "" if it does."""
    eye_problem: str = ""
    """Why nothing is seen although the camera should be on; "" while it sees."""
    ear: EarState = EarState()
    """What is known about the ear."""
    home_problem: str = ""
    """Why nothing reaches the MQTT broker although it should, as a sentence; "" if all is well."""
    pulse: Pulse | None = None
    """The pulse of the owner's strap; None while that is off."""
    home_since: Seconds | None = None
    """Since when there is a connection to the broker; None without one."""
    other_speakers: tuple[OtherSpeaker, ...] = ()
    """The house's other speakers."""
    live_view_watched: bool = False
    """Whether camera pictures leave the eye; the ring must show it."""
    pairing_open: bool = False
    """Whether a new browser may pair; the ring must show it."""


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Something else in the state changed: settings, live view, pairing window or a problem with the eye."""


Change: TypeAlias = Seen | DisplayState | MusicEvent | OpenPairing | StopGuest | StatusChanged
"""What subscribers are sent. `OpenPairing`: the button asks for the pairing window; `StopGuest`: to stop a
guest."""
Listener: TypeAlias = Callable[[Change], None]


class StateReader(Protocol):
    """The side of the state that frontends see."""

    @property
    def current(self) -> AppState:
        """Return the speaker as it is now."""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener`, which must not wait, with each change; return a function that unsubscribes it."""


class StateStore:
    """Keeps the state and tells subscribers of its changes, in the order in which they subscribed."""

    def __init__(self, config: Config, alarms: tuple[Alarm, ...] = ()) -> None:
        self._current = AppState(config, alarms=alarms)
        self._listeners: list[Listener] = []

    @property
    def current(self) -> AppState:
        """Return the speaker as it is now."""
        return self._current

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener`, which must not wait, with each change; return a function that unsubscribes it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def update(self, change: Change | None = None, **fields: Any) -> None:
        """Set these fields of the state, then tell subscribers of `change`, if there is one."""
        self._current = replace(self._current, **fields)
        if change is not None:
            for listener in tuple(self._listeners):
                listener(change)
