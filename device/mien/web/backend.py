"""What the page needs of the speaker, and nothing more.

`mien.app.page_backend` implements it, and so does a fake for tests.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, TypeAlias

from mien.errors import MienError
from mien.mood.emotion import Emotion
from mien.mood.events import Ask
from mien.mood.glance import Face
from mien.mood.mood import Policy
from mien.mood.wishes import DisplayState
from mien.types import Percent, Seconds

Jpeg: TypeAlias = bytes
SettingValue: TypeAlias = str | float | bool
"""The value of a setting."""


class RefusedError(MienError):
    """The speaker can't do what was asked; says why in one sentence for the owner."""


@dataclass(frozen=True, slots=True)
class ReasonModel:
    """One reason for a song."""

    criterion: str
    """Such as "genre"."""
    weight: float
    """How much it counts; 0 to 1, all weights together 1."""
    value: float
    """How well the song fits; 0 to 1."""
    phrase: str
    """The reason in words."""


@dataclass(frozen=True, slots=True)
class PlayingModel:
    """The current song."""

    uri: str
    """Where it is, for the player."""
    title: str
    """Never empty."""
    artist: str = ""
    """"" if unknown."""
    album: str = ""
    """"" if unknown."""
    genres: tuple[str, ...] = ()
    """As its tags have them."""
    duration: Seconds = 0.0
    """0: unknown, as for a station."""
    elapsed: Seconds = 0.0
    """At the moment of asking."""
    ours: bool = True
    """Mien chose it; otherwise the owner queued it, and `why` is ""."""
    why: str = ""
    """Why it plays, in one sentence."""
    reasons: tuple[ReasonModel, ...] = ()
    """Why it plays, in numbers."""


@dataclass(frozen=True, slots=True)
class UpcomingModel:
    """A song that comes next."""

    uri: str
    """Where it is, for the player."""
    title: str
    """Never empty."""
    artist: str = ""
    """"" if unknown."""
    ours: bool = True
    """Mien chose it; otherwise the owner queued it."""
    why: str = ""
    """Why it comes, in one sentence."""


@dataclass(frozen=True, slots=True)
class SpeakerState:
    """The speaker at this moment."""

    shown: DisplayState
    """The mood, and how the speaker is set: the same that the ring shows."""
    playing: PlayingModel | None = None
    """None: no song."""
    wanted: tuple[str, ...] = ()
    """The genres that suit the mood, the best first."""
    upcoming: tuple[UpcomingModel, ...] = ()
    """The next songs, in order."""
    volume: Percent | None = None
    """None without a mixer."""
    can_undo: bool = False
    """There is a skip to undo."""
    held_for: Seconds | None = None
    """How long a mood chosen by hand still holds; None without one."""
    faces: tuple[Face, ...] = ()
    """The faces in the last glance; none while the camera is off."""
    troubles: tuple[str, ...] = ()
    """Sentences for the owner, the worst first."""


@dataclass(frozen=True, slots=True)
class LibraryModel:
    """The library, in numbers."""

    songs: int
    """How many there are."""
    moods: Mapping[Emotion, int]
    """How many songs fit each mood."""
    strangers: tuple[tuple[str, int], ...] = ()
    """Genres that no rule knows, and how many songs have them."""
    stations: tuple[str, ...] = ()
    """The names of the radio stations."""
    reading: bool = False
    """It is still being read."""


@dataclass(frozen=True, slots=True)
class RulesMistake:
    """What is wrong with a rules text."""

    line: int
    """From 1; 0: the whole text."""
    says: str
    """One sentence."""


@dataclass(frozen=True, slots=True)
class RulesModel:
    """The rules from mood to music."""

    text: str
    """TOML, as it applies now."""
    shipped: str
    """TOML, as Mien came with it."""


@dataclass(frozen=True, slots=True)
class PreviewModel:
    """What a rules text would do: its mistakes, or what would play."""

    mistakes: tuple[RulesMistake, ...] = ()
    """In the order of the text."""
    genres: Mapping[Emotion, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The genres for each mood, the best first."""
    songs: Mapping[Emotion, tuple[UpcomingModel, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The first songs for each mood."""


class SettingKind(StrEnum):
    """How a setting is asked for. CLOCK is "HH:MM", TEXT is only shown."""

    CHOICE = "choice"
    NUMBER = "number"
    CLOCK = "clock"
    SWITCH = "switch"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class SettingModel:
    """One thing that the owner may set; the page draws its form from this."""

    key: str
    """Its name in the API."""
    group: str
    """The heading it stands under."""
    label: str
    """Its name for the owner."""
    kind: SettingKind
    """How it is asked for."""
    value: SettingValue
    """What it is now."""
    help: str = ""
    """One sentence under the label."""
    choices: tuple[tuple[str, str], ...] = ()
    """Pairs of value and label."""
    low: float = 0.0
    """The smallest number."""
    high: float = 1.0
    """The largest number."""
    step: float = 0.1
    """Between two numbers."""
    unit: str = ""
    """Of the number."""


class HealthState(StrEnum):
    """How a part of the speaker is. OFF is no fault: it is switched off, or not there."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class HealthItem:
    """One part of the speaker."""

    name: str
    """Such as "MPD"."""
    state: HealthState
    """How it is."""
    says: str
    """What was found."""
    remedy: str = ""
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class LoggedProblem:
    """A warning or an error from the log."""

    ago: Seconds
    """How long ago it was logged."""
    says: str
    """The message."""


@dataclass(frozen=True, slots=True)
class HealthModel:
    """How every part is."""

    parts: tuple[HealthItem, ...]
    """As `mien doctor` finds them."""
    complaints: tuple[LoggedProblem, ...] = ()
    """What went wrong lately, the newest first."""
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By name."""


class Backend(Protocol):
    """The speaker as the page knows it. What changes something may raise RefusedError."""

    def now(self) -> SpeakerState:
        """Return the state of the speaker. It is called after every change, so it must be cheap."""

    def changes(self) -> AsyncGenerator[None]:
        """Yield whenever `now` may have changed; several changes may be one. One reader at a time."""

    async def ask(self, ask: Ask) -> None:
        """Pass on a request of the owner's."""

    async def cover(self, uri: str) -> bytes | None:
        """Return the cover of a song as it is in the file; None if it has none."""

    def live(self) -> AsyncGenerator[Jpeg]:
        """Yield annotated pictures, only the newest, until it is closed.

        The page has at most one open, however many browsers are watching. Raises RefusedError while the
        camera is off or has failed.
        """

    async def library(self) -> LibraryModel:
        """Return the library, in numbers."""

    async def rules(self) -> RulesModel:
        """Return the rules."""

    async def preview(self, text: str, policy: Policy) -> PreviewModel:
        """Return what the rules in `text` would do."""

    async def set_rules(self, text: str) -> tuple[RulesMistake, ...]:
        """Use the rules in `text` from now on; with mistakes keep the old ones, and return the mistakes."""

    async def settings(self) -> tuple[SettingModel, ...]:
        """Return all settings, in the order to show them."""

    async def set_setting(self, key: str, value: SettingValue) -> None:
        """Change one setting, at once and for good. Raises RefusedError if key or value isn't allowed."""

    async def health(self) -> HealthModel:
        """Return how every part is."""
