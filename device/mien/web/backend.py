"""What the page needs of the speaker, and nothing more. app.py fits it; tests/fakes has one that behaves."""

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
from mien.types import Seconds

Percent: TypeAlias = int
Jpeg: TypeAlias = bytes
Value: TypeAlias = str | float | bool
"""What a setting can be."""


class RefusedError(MienError):
    """The speaker cannot do what was asked; says why in one sentence for the owner."""


@dataclass(frozen=True, slots=True)
class Because:
    """One reason for a song: a criterion, its weight and the song's value in it (0..1), a phrase."""

    criterion: str
    weight: float
    value: float
    phrase: str


@dataclass(frozen=True, slots=True)
class PlayingModel:
    """The song at hand. `elapsed` is true at the moment of asking; `duration` 0: unknown (a stream).

    `ours`: Mien chose it; the owner did otherwise, and `why` is "".
    """

    uri: str
    title: str
    artist: str = ""
    album: str = ""
    genres: tuple[str, ...] = ()
    duration: Seconds = 0.0
    elapsed: Seconds = 0.0
    ours: bool = True
    why: str = ""
    reasons: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True)
class UpcomingModel:
    """A song that comes next. `ours`: Mien chose it, otherwise the owner queued it."""

    uri: str
    title: str
    artist: str = ""
    ours: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class SpeakerState:
    """The speaker at this moment.

    `wanted`: genres, the most wanted first. `volume`: None without a mixer. `held_for`: seconds that a mood
    chosen by hand still holds, None without one. `faces`: of the last glance; none while the eye is closed.
    `troubles`: sentences for the owner, the worst first.
    """

    shown: DisplayState
    playing: PlayingModel | None = None
    wanted: tuple[str, ...] = ()
    upcoming: tuple[UpcomingModel, ...] = ()
    volume: Percent | None = None
    can_undo: bool = False
    held_for: Seconds | None = None
    faces: tuple[Face, ...] = ()
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryModel:
    """What music there is. `moods`: songs that fit each mood; `strangers`: genres not understood, how often.

    `stations`: names of the radio stations known. `reading`: it is being read just now.
    """

    songs: int
    moods: Mapping[Emotion, int]
    strangers: tuple[tuple[str, int], ...] = ()
    stations: tuple[str, ...] = ()
    reading: bool = False


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a rules text, and on which line (from 1; 0: the whole text)."""

    line: int
    says: str


@dataclass(frozen=True, slots=True)
class RulesModel:
    """The rules in force. `shipped`: the ones Mien came with, to start over from."""

    text: str
    shipped: str


@dataclass(frozen=True, slots=True)
class PreviewModel:
    """What a rules text would do: its mistakes, or for every mood the genres and the first songs."""

    mistakes: tuple[Mistake, ...] = ()
    genres: Mapping[Emotion, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    songs: Mapping[Emotion, tuple[UpcomingModel, ...]] = field(default_factory=lambda: MappingProxyType({}))


class SettingKind(StrEnum):
    """How a setting is asked for. CLOCK is "HH:MM", TEXT is only shown."""

    CHOICE = "choice"
    NUMBER = "number"
    CLOCK = "clock"
    SWITCH = "switch"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing the owner may set; the page draws its form from this.

    `group`: the heading it stands under. `choices`: (value, label) pairs. `low`, `high`, `step`: of a number.
    """

    key: str
    group: str
    label: str
    kind: SettingKind
    value: Value
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    low: float = 0.0
    high: float = 1.0
    step: float = 0.1
    unit: str = ""


class PartState(StrEnum):
    """How a part of the speaker is. OFF is fine too: it was not asked for."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Part:
    """A part, how it is, and what to do if that is not well."""

    name: str
    state: PartState
    says: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A warning or an error that was logged, `ago` seconds back."""

    ago: Seconds
    says: str


@dataclass(frozen=True, slots=True)
class HealthModel:
    """What `mien doctor` says, what went wrong lately (newest first), and versions by name."""

    parts: tuple[Part, ...]
    complaints: tuple[Complaint, ...] = ()
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class Backend(Protocol):
    """The speaker as the page knows it. Verbs that change something may raise RefusedError."""

    def now(self) -> SpeakerState:
        """Return how things stand. Cheap: it is asked after every change."""

    def changes(self) -> AsyncGenerator[None]:
        """Yield whenever `now` may differ from before; several changes may be one. One reader at a time."""

    async def ask(self, ask: Ask) -> None:
        """Pass on what the owner asks for."""

    async def cover(self, uri: str) -> bytes | None:
        """Return the picture of a song's record, as it is in the file; None if there is none."""

    def live(self) -> AsyncGenerator[Jpeg]:
        """Yield annotated pictures, the newest only, for as long as it is read; closing it ends them.

        The page calls it at most once at a time, however many are watching. Raises RefusedError while the
        eye is closed or gone.
        """

    async def library(self) -> LibraryModel:
        """Return what music there is."""

    async def rules(self) -> RulesModel:
        """Return the rules in force."""

    async def preview(self, text: str, policy: Policy) -> PreviewModel:
        """Return what the rules in `text` would do."""

    async def set_rules(self, text: str) -> tuple[Mistake, ...]:
        """Put the rules in `text` in force and keep them; with mistakes keep the old ones, return those."""

    async def settings(self) -> tuple[Setting, ...]:
        """Return what may be set, in the order to show it."""

    async def set_setting(self, key: str, value: Value) -> None:
        """Set one thing, at once and for good. Raises RefusedError if the key or the value will not do."""

    async def health(self) -> HealthModel:
        """Return how every part is."""
