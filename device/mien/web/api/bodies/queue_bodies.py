"""Request and response bodies about the queue, opinions, sleep timer and alarms. Pure."""

from typing import Annotated

from pydantic import Field, FiniteFloat

from mien.mood.emotion import Emotion
from mien.types import EntryId
from mien.web.api.bodies.body_parsing import Count, RequestBody, ResponseBody
from mien.web.api.bodies.library_bodies import SongBody
from mien.web.api.bodies.source_bodies import SongUri, SourceFields
from mien.web.backend import Opinion, Place, SongsSource, Source

MOST_URIS = 200
MOST_ALARMS = 20
_ENTRY = Annotated[int, Field(ge=0, lt=1 << 32)]
_LONGEST_SONG = 24 * 3600.0
_LONGEST_SLEEP = 12 * 60


class EnqueueRequest(RequestBody, SourceFields):
    """Queue songs: those of an artist, an album, ..., or these."""

    uris: Annotated[tuple[SongUri, ...], Field(min_length=1, max_length=MOST_URIS)] | None = None
    """These songs, in this order."""
    place: Place

    def _given_sources(self) -> tuple[Source, ...]:
        """Return all sources that are given."""
        listed = () if self.uris is None else (SongsSource(self.uris),)
        return (*listed, *super()._given_sources())


class EnqueuedBody(ResponseBody):
    """What was queued."""

    added: Count
    """Songs."""


class MoveRequest(RequestBody):
    """Move an entry of the queue."""

    before: _ENTRY | None
    """The entry that it goes before; null: to the end."""


class QueueEntryBody(ResponseBody):
    """One entry of the queue."""

    entry: EntryId
    """Names it in requests."""
    song: SongBody
    ours: bool
    """Whether Mien chose it; otherwise the owner queued it."""
    why: str


class QueueBody(ResponseBody):
    """A window of the queue: what was played, the current song, what comes next."""

    version: int
    """As in the `queue` event."""
    current: EntryId | None
    """The entry of the current song."""
    position: Count | None
    """Where the current song is; null without one."""
    entries: tuple[QueueEntryBody, ...]
    total: Count
    begin: Count


class SavePlaylistRequest(RequestBody):
    """Save the current song and what comes next."""

    replace: bool = False
    """Whether to replace a playlist of the same name."""


class PositionRequest(RequestBody):
    """Seek in the current song."""

    seconds: Annotated[FiniteFloat, Field(ge=0, le=_LONGEST_SONG)]


class SongRequest(RequestBody):
    """Name a song, or a station."""

    uri: SongUri


class OpinionRequest(RequestBody):
    """An opinion of a song."""

    uri: SongUri
    opinion: Opinion
    """"none" removes all opinions of it."""


class OpinionBody(ResponseBody):
    """What the owner thinks of a song."""

    song: SongBody
    opinion: Opinion
    emotion: Emotion | None
    """Under which mood; null: under every mood."""
    why: str
    """Where it comes from."""


class OpinionsBody(ResponseBody):
    """A window of opinions, the latest first."""

    opinions: tuple[OpinionBody, ...]
    total: Count
    begin: Count


class ForgottenBody(ResponseBody):
    """What was forgotten."""

    songs: Count
    """How many songs had an opinion."""


class SleepRequest(RequestBody):
    """Set the sleep timer."""

    minutes: Annotated[int, Field(ge=1, le=_LONGEST_SLEEP)] | None
    """null: don't."""


class AlarmRequest(RequestBody):
    """Music to wake up to."""

    at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    """"HH:MM", the speaker's local time."""
    days: Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(max_length=7)]
    """0 is Monday; none: once."""
    emotion: Emotion
    is_on: bool


class AlarmsRequest(RequestBody):
    """All alarms."""

    alarms: Annotated[tuple[AlarmRequest, ...], Field(max_length=MOST_ALARMS)]


class AlarmBody(ResponseBody):
    """Music to wake up to."""

    at: str
    days: tuple[int, ...]
    emotion: Emotion
    is_on: bool


class AlarmsBody(ResponseBody):
    """All alarms, in the owner's order."""

    alarms: tuple[AlarmBody, ...]
