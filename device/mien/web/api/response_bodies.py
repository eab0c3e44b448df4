"""What the API answers. Pure.

Moments (`at`, `since`) are seconds on the speaker's own clock; `at` beside them is that clock's time now.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import ConfigDict, Field

from mien.mood.emotion import Absence, Emotion
from mien.mood.mood import Policy
from mien.mood.wishes import EyeState
from mien.types import Seconds
from mien.web.access.browser_store import Epoch
from mien.web.access.pairing_window import PairingAnswer
from mien.web.api.bodies import ResponseBody
from mien.web.backend import HealthState, SettingKind

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class MoodBody(ResponseBody):
    """A mood."""

    name: Emotion | Absence
    valence: float | None
    """-1 (unpleasant) to 1; null without a face."""
    arousal: float | None
    """-1 (calm) to 1; null without a face."""
    confidence: Share
    since: Seconds


class FaceBody(ResponseBody):
    """A face that the camera sees."""

    scores: Mapping[Emotion, Share]
    quality: Share
    why_low: str
    """Why it is hard to read; "" if it isn't."""


class MoodPart(ResponseBody):
    """What is seen: it changes with every glance."""

    moment: MoodBody
    """What the faces show now."""
    settled: MoodBody
    """What the music follows."""
    by_owner: bool
    """The settled mood was chosen by hand."""
    faces: tuple[FaceBody, ...]


class ReasonBody(ResponseBody):
    """One reason for a song."""

    criterion: str
    weight: float
    value: float
    phrase: str


class PlayingBody(ResponseBody):
    """The current song."""

    title: str
    artist: str
    album: str
    genres: tuple[str, ...]
    duration: Seconds
    """0: unknown, as for a station."""
    elapsed: Seconds
    cover: str
    """The key of its cover, for /api/v1/covers/{key}."""
    ours: bool
    """Mien chose it; otherwise the owner queued it."""
    why: str
    reasons: tuple[ReasonBody, ...]


class UpcomingBody(ResponseBody):
    """A song that comes next."""

    title: str
    artist: str
    ours: bool
    """Mien chose it; otherwise the owner queued it."""
    why: str


class MusicPart(ResponseBody):
    """What plays, why, and what comes next."""

    playing: PlayingBody | None
    paused: bool
    wanted: tuple[str, ...]
    """Genres, the best first."""
    upcoming: tuple[UpcomingBody, ...]
    can_undo: bool
    """There is a skip to undo."""


class StatePart(ResponseBody):
    """How the speaker is set, and what is wrong with it."""

    policy: Policy
    eye: EyeState
    player_away: bool
    volume: int | None
    """Percent; null without a mixer."""
    watching: Count
    """Browsers with the live view open."""
    paired: Count
    """Browsers that are paired."""
    troubles: tuple[str, ...]
    """Sentences for the owner, the worst first."""
    held_for: Seconds | None
    """How long a mood chosen by hand still holds; null without one."""


class NowBody(ResponseBody):
    """The whole state of the speaker."""

    at: Seconds
    mood: MoodPart
    music: MusicPart
    state: StatePart


class SessionBody(ResponseBody):
    """This browser."""

    id: str
    name: str
    agreed: bool
    """Its owner has read the privacy notice."""
    token: str
    """To be sent as X-Mien-Token with every change."""
    version: str
    """Mien's."""


class PairingBody(ResponseBody):
    """The answer to a browser that asks to be paired."""

    answer: PairingAnswer


class BrowserBody(ResponseBody):
    """A paired browser."""

    id: str
    name: str
    address: str
    paired: Epoch
    seen: Epoch
    here: bool
    """It is the browser that asks."""


class BrowsersBody(ResponseBody):
    """The paired browsers, the latest seen first."""

    browsers: tuple[BrowserBody, ...]


class TimelinePointBody(ResponseBody):
    """The mood at one moment."""

    at: Seconds
    name: str
    """A mood, or "closed" or "gone" for the camera."""
    valence: float | None
    arousal: float | None


class SongMarkBody(ResponseBody):
    """A song that began."""

    at: Seconds
    title: str
    artist: str


class TimelineBody(ResponseBody):
    """The mood over time."""

    at: Seconds
    span: Seconds
    kept: bool | None
    """It is kept on disk; null: this speaker has nowhere to keep it."""
    points: tuple[TimelinePointBody, ...]
    songs: tuple[SongMarkBody, ...]


class UnknownGenreBody(ResponseBody):
    """A genre in the library that no rule knows."""

    genre: str
    songs: Count


class LibraryBody(ResponseBody):
    """The library, in numbers."""

    songs: Count
    moods: Mapping[Emotion, Count]
    """How many songs fit each mood."""
    strangers: tuple[UnknownGenreBody, ...]
    stations: tuple[str, ...]
    reading: bool
    """It is still being read."""


class RulesBody(ResponseBody):
    """The rules from mood to music."""

    text: str
    """TOML."""
    shipped: str
    """The built-in rules, TOML."""


class RulesMistakeBody(ResponseBody):
    """What is wrong with a rules text."""

    line: Count
    """From 1; 0: the whole text."""
    says: str


class MoodPreviewBody(ResponseBody):
    """What would play for a mood."""

    genres: tuple[str, ...]
    songs: tuple[UpcomingBody, ...]


class PreviewBody(ResponseBody):
    """What a rules text would do."""

    mistakes: tuple[RulesMistakeBody, ...]
    moods: Mapping[Emotion, MoodPreviewBody]


class ChoiceBody(ResponseBody):
    """One value that a setting may have."""

    value: str
    label: str


class SettingBody(ResponseBody):
    """A setting, and how to ask for it."""

    key: str
    group: str
    """The heading it stands under."""
    label: str
    kind: SettingKind
    value: bool | int | float | str
    help: str
    choices: tuple[ChoiceBody, ...]
    low: float
    high: float
    step: float
    unit: str


class SettingsBody(ResponseBody):
    """All settings, in the order to show them."""

    settings: tuple[SettingBody, ...]


class HealthItemBody(ResponseBody):
    """How one part of the speaker is."""

    name: str
    state: HealthState
    says: str
    remedy: str
    """What to do about it."""


class LoggedProblemBody(ResponseBody):
    """A warning or an error from the log."""

    ago: Seconds
    says: str


class HealthBody(ResponseBody):
    """How every part is."""

    parts: tuple[HealthItemBody, ...]
    complaints: tuple[LoggedProblemBody, ...]
    """The newest first."""
    versions: Mapping[str, str]


class OpenApiBody(ResponseBody):
    """An OpenAPI 3.1 document."""

    model_config = ConfigDict(extra="allow")
