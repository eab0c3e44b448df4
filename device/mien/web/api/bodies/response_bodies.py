"""Response bodies of the API, apart from the state. Pure."""

from collections.abc import Mapping

from pydantic import ConfigDict

from mien.mood.emotion import Emotion
from mien.types import Seconds
from mien.web.access.browser_store import Epoch
from mien.web.access.pairing_window import PairingAnswer
from mien.web.api.bodies.body_parsing import Count, ResponseBody
from mien.web.api.bodies.state_bodies import UpcomingBody
from mien.web.backend import HealthState, SettingKind


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
    """Whether it is the browser that sent the request."""


class BrowsersBody(ResponseBody):
    """The paired browsers, the latest seen first."""

    browsers: tuple[BrowserBody, ...]
    addresses: tuple[str, ...]
    """Addresses at which others in the house find the page, the best first."""


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
    """Whether it is kept on disk; null: this speaker has nowhere to keep it."""
    points: tuple[TimelinePointBody, ...]
    songs: tuple[SongMarkBody, ...]


class UnknownGenreBody(ResponseBody):
    """A genre in the library that no rule uses."""

    genre: str
    songs: Count


class SkippedSongBody(ResponseBody):
    """A song that can't be analysed."""

    uri: str
    why: str


class LibraryBody(ResponseBody):
    """The library, in numbers."""

    songs: Count
    moods: Mapping[Emotion, Count]
    """How many songs fit each mood."""
    strangers: tuple[UnknownGenreBody, ...]
    stations: tuple[str, ...]
    reading: bool
    """Whether it is still being read."""
    analysis: str
    """The progress of the analysis of songs, as a sentence; "" if none runs."""
    skipped: tuple[SkippedSongBody, ...]
    """The first of the songs that can't be analysed."""


class RulesBody(ResponseBody):
    """The rules from mood to music."""

    text: str
    """TOML."""
    shipped: str
    """The built-in rules, TOML."""
    genres: tuple[str, ...]
    """The names of genres that rules may use."""


class RulesTextBody(ResponseBody):
    """A rules text that isn't saved."""

    text: str
    """TOML."""


class RulesMistakeBody(ResponseBody):
    """What is wrong with a rules text."""

    line: Count
    """From 1; 0: the whole text."""
    says: str


class MoodPreviewBody(ResponseBody):
    """What would play for a mood."""

    genres: tuple[str, ...]
    """The best first."""
    valence: float
    """How pleasant the music should feel; -1 to 1."""
    arousal: float
    """How lively; -1 to 1."""
    songs: tuple[UpcomingBody, ...]


class PreviewBody(ResponseBody):
    """The effect of a rules text."""

    mistakes: tuple[RulesMistakeBody, ...]
    moods: Mapping[Emotion, MoodPreviewBody]


class ChoiceBody(ResponseBody):
    """One value that a setting may have."""

    value: str
    label: str


class SettingBody(ResponseBody):
    """A setting, and how to show it."""

    key: str
    group: str
    """The heading under which it is shown."""
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
    """The state of one part of the speaker."""

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
    """The state of every part."""

    parts: tuple[HealthItemBody, ...]
    complaints: tuple[LoggedProblemBody, ...]
    """The newest first."""
    versions: Mapping[str, str]


class OtherSpeakerBody(ResponseBody):
    """Another speaker of the house."""

    name: str
    place: str
    page: str


class HouseBody(ResponseBody):
    """How the speaker is connected to the house, and the other speakers."""

    is_on: bool
    connected_for: int | None
    """Seconds; null without a connection to the broker."""
    says: str
    """How it is connected, as a sentence."""
    steps: str
    """What to type in Home Assistant."""
    name: str
    area: str
    speakers: tuple[OtherSpeakerBody, ...]


class ShareBody(ResponseBody):
    """What was shared, and what can be done with it."""

    search: str
    """What to search the library for; "" for nothing."""
    stream: str
    """The stream to offer; "" for none."""


class OpenApiBody(ResponseBody):
    """An OpenAPI 3.1 document."""

    model_config = ConfigDict(extra="allow")
