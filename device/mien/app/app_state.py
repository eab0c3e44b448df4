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
    """What is known of the ear."""

    is_on: bool = False
    """Whether the owner wants one."""
    problem: str = ""
    """Why nothing is heard although it should listen, as a sentence; "" while it listens."""
    speech: bool = False
    """Whether somebody speaks now, which the ring must show."""
    level: float | None = None
    """How loud the room was lately, decibels below full scale; None while the ear is closed."""
    utterance: Utterance | None = None
    """What was heard last; None before the first and while the ear is closed."""


@dataclass(frozen=True, slots=True)
class AppState:
    """The speaker at one moment."""

    config: Config
    """The settings in force, with what was set on the page."""
    glance: Glance | None = None
    """The newest glance; None before the first one and while the camera is off or gone."""
    display: DisplayState | None = None
    """What the session last wanted shown; None before it said anything."""
    alarms: tuple[Alarm, ...] = ()
    """When music wakes somebody."""
    music_problem: str = ""
    """Why the music does not play as it should, as a sentence; "" if it does."""
    eye_problem: str = ""
    """Why nothing is seen although the camera should be on; "" while it sees."""
    ear: EarState = EarState()
    """What is known of the ear."""
    home_problem: str = ""
    """Why nothing reaches the MQTT broker although it should, as a sentence; "" if all is well."""
    pulse: Pulse | None = None
    """The pulse of the owner's strap; None while that is off."""
    home_since: Seconds | None = None
    """Since when there is a connection to the broker; None without one."""
    other_speakers: tuple[OtherSpeaker, ...] = ()
    """The house's other speakers."""
    live_view_watched: bool = False
    """Whether pictures of the camera leave the eye, which the ring must show."""
    pairing_open: bool = False
    """Whether a new browser may come in, which the ring must show."""


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Something else of the state changed: settings, live view, pairing window or a problem with the eye."""


Change: TypeAlias = Seen | DisplayState | MusicEvent | OpenPairing | StopGuest | StatusChanged
"""What subscribers hear. `OpenPairing`: the button asks for the pairing window; `StopGuest`: who plays by
AirPlay or Bluetooth is to stop."""
Listener: TypeAlias = Callable[[Change], None]


class StateReader(Protocol):
    """The side of the state that frontends see."""

    @property
    def current(self) -> AppState:
        """Return the speaker as it is now."""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener`, which must not wait, with each change; return what ends that."""


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
        """Call `listener`, which must not wait, with each change; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def update(self, change: Change | None = None, **fields: Any) -> None:
        """Set these fields of the state, then tell subscribers of `change`, if there is one."""
        self._current = replace(self._current, **fields)
        if change is not None:
            for listener in tuple(self._listeners):
                listener(change)
