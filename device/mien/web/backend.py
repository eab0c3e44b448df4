"""What the page needs from the speaker, and nothing more.

`mien.app.page.page_backend` implements it, and so does a fake for tests. The values are in `mien.web.models`.
"""

from collections.abc import AsyncGenerator
from typing import Protocol, TypeAlias

from mien.mood.emotion import Emotion
from mien.mood.events import Ask
from mien.mood.mood import Policy
from mien.types import EntryId, Seconds
from mien.web.models.library_models import (
    AlbumModel,
    ArtistModel,
    FolderModel,
    GenreModel,
    LibraryModel,
    Opinion,
    PlaylistModel,
    SearchModel,
    SongModel,
    SongsModel,
    StationModel,
)
from mien.web.models.queue_models import AlarmModel, OpinionModel, Place, QueueEntryModel, QueueModel
from mien.web.models.rules_models import PreviewModel, RuleModel, RulesMistake, RulesModel, rules_tag
from mien.web.models.settings_models import (
    HealthItem,
    HealthModel,
    HealthState,
    HouseModel,
    LoggedProblem,
    SettingKind,
    SettingModel,
    SettingValue,
)
from mien.web.models.source_models import (
    AlbumSource,
    ArtistSource,
    FolderSource,
    GenreSource,
    PlaylistSource,
    RecentSource,
    SongsSource,
    Source,
)
from mien.web.models.state_models import PlayingModel, ReasonModel, SpeakerState, UpcomingModel

Jpeg: TypeAlias = bytes

__all__ = [
    "AlarmModel",
    "AlbumModel",
    "AlbumSource",
    "ArtistModel",
    "ArtistSource",
    "Backend",
    "FolderModel",
    "FolderSource",
    "GenreModel",
    "GenreSource",
    "HealthItem",
    "HealthModel",
    "HealthState",
    "HouseModel",
    "Jpeg",
    "LibraryBackend",
    "LibraryModel",
    "LoggedProblem",
    "Opinion",
    "OpinionBackend",
    "OpinionModel",
    "Place",
    "PlayingModel",
    "PlaylistModel",
    "PlaylistSource",
    "PreviewModel",
    "QueueBackend",
    "QueueEntryModel",
    "QueueModel",
    "ReasonModel",
    "RecentSource",
    "RuleModel",
    "RulesBackend",
    "RulesMistake",
    "RulesModel",
    "SearchModel",
    "SettingKind",
    "SettingModel",
    "SettingValue",
    "SettingsBackend",
    "SongModel",
    "SongsModel",
    "SongsSource",
    "Source",
    "SpeakerState",
    "StateBackend",
    "StationModel",
    "TimerBackend",
    "UpcomingModel",
    "rules_tag",
]


class StateBackend(Protocol):
    """The speaker's state, and requests that are possible at any time."""

    def now(self) -> SpeakerState:
        """Return the state of the speaker. It is called after every change, so it must be cheap."""

    def changes(self) -> AsyncGenerator[None]:
        """Yield whenever `now` may have changed; several changes may be one. One reader at a time."""

    def addresses(self) -> tuple[str, ...]:
        """Return the addresses at which browsers in the house find the page, the best first."""

    async def ask(self, ask: Ask) -> None:
        """Pass on a request of the owner's."""

    async def cover(self, uri: str) -> bytes | None:
        """Return the cover of a song as it is in the file; None if it has none.

        Also None for anything outside library and queue, so that nobody can use it to read the disk.
        """

    def live(self) -> AsyncGenerator[Jpeg]:
        """Yield annotated pictures, only the newest, until it is closed.

        The page has at most one open, however many browsers are watching. Raises RefusedError while the
        camera is off or has failed.
        """


class LibraryBackend(Protocol):
    """The music library. Lists are requested again for every window, so they should be cached."""

    async def library(self) -> LibraryModel:
        """Return the library, in numbers."""

    async def search(self, query: str, begin: int, count: int) -> SearchModel:
        """Return what matches every word of the query; of the songs, `count` from `begin` on."""

    async def artists(self) -> tuple[ArtistModel, ...]:
        """Return all artists by name."""

    async def albums(self, artist: str = "") -> tuple[AlbumModel, ...]:
        """Return all albums by title, or those with a song of this artist."""

    async def genres(self) -> tuple[GenreModel, ...]:
        """Return all genre tags, the most frequent first."""

    async def folders(self, path: str = "") -> tuple[FolderModel, ...]:
        """Return the folders directly in a folder, by name; "" is the music folder."""

    async def playlists(self) -> tuple[PlaylistModel, ...]:
        """Return all stored playlists by name."""

    async def stations(self) -> tuple[StationModel, ...]:
        """Return all radio stations, in the owner's order."""

    async def songs(self, source: Source, begin: int, count: int) -> SongsModel:
        """Return a window of songs; none for an artist, album, ... that isn't there."""


class QueueBackend(Protocol):
    """The queue, and the position in the song. What the owner queues is theirs: never removed by us."""

    async def queue(self) -> QueueModel:
        """Return the whole queue."""

    async def enqueue(self, source: Source, place: Place) -> int:
        """Queue songs as the owner's; return how many. Raises MissingError if there are none."""

    async def play_entry(self, entry: EntryId) -> None:
        """Play an entry of the queue at once. Raises MissingError if it is gone."""

    async def move(self, entry: EntryId, before: EntryId | None) -> None:
        """Move an entry before another; None: to the end. It is the owner's from now on.

        Raises MissingError if either is gone.
        """

    async def remove(self, entry: EntryId) -> None:
        """Remove an entry from the queue. Raises MissingError if it is gone."""

    async def clear(self) -> None:
        """Remove everything but the current song from the queue."""

    async def save_queue(self, name: str, *, replace: bool = False) -> None:
        """Save the current song and what comes next as a playlist.

        Raises ConflictError if there is one of that name, unless it is to be replaced.
        """

    async def delete_playlist(self, name: str) -> None:
        """Delete a stored playlist. Raises MissingError if there is none of that name."""

    async def seek(self, seconds: Seconds) -> None:
        """Seek to this position in the current song."""

    async def more_like(self, uri: str) -> int:
        """Queue songs like this one, next, as the owner's; return how many."""

    async def play_station(self, uri: str) -> None:
        """Play a radio station at once. Raises MissingError if there is none such."""


class OpinionBackend(Protocol):
    """What the owner thinks of songs."""

    async def set_opinion(self, uri: str, opinion: Opinion) -> None:
        """Record an opinion of a song under the present mood; NONE removes all opinions of it.

        Raises MissingError if the library has no such song.
        """

    async def opinions(self) -> tuple[OpinionModel, ...]:
        """Return all opinions, the latest first."""

    async def clear_opinions(self) -> int:
        """Forget all opinions, and what was heard; return how many songs had one."""


class TimerBackend(Protocol):
    """The sleep timer and the alarms."""

    async def set_sleep(self, minutes: int | None) -> None:
        """Fade the music out and pause it after this many minutes; None: turn the timer off."""

    async def alarms(self) -> tuple[AlarmModel, ...]:
        """Return all alarms, in the owner's order."""

    async def set_alarms(self, alarms: tuple[AlarmModel, ...]) -> None:
        """Replace all alarms permanently."""


class RulesBackend(Protocol):
    """The rules from mood to music."""

    async def rules(self) -> RulesModel:
        """Return the rules."""

    async def preview(self, text: str, policy: Policy) -> PreviewModel:
        """Return what the rules in `text` would do."""

    async def edit_rules(self, text: str, emotion: Emotion, policy: Policy, rule: RuleModel) -> str:
        """Return `text` with another rule for a mood under match or lift; nothing is saved.

        Raises RefusedError if the text is written in a way that only its owner can change.
        """

    async def set_rules(self, text: str, expected: str = "") -> tuple[RulesMistake, ...]:
        """Use the rules in `text` from now on; with mistakes keep the old ones, and return the mistakes.

        `expected`: the tag of the rules that the owner edited, "" if that doesn't matter. Raises
        ConflictError if the rules have changed since.
        """


class SettingsBackend(Protocol):
    """The speaker's settings and health."""

    async def settings(self) -> tuple[SettingModel, ...]:
        """Return all settings, in the order to show them."""

    async def set_setting(self, key: str, value: SettingValue) -> None:
        """Change one setting, at once and permanently. Raises RefusedError if key or value isn't allowed."""

    async def find_setting(self, key: str) -> None:
        """Find the value of a setting of the kind FOUND, and set it.

        Raises RefusedError if the key isn't one, or nothing is found.
        """

    async def health(self) -> HealthModel:
        """Return the state of every part."""

    async def house(self) -> HouseModel:
        """Return how the speaker is connected to the house, and the other speakers."""


class Backend(
    StateBackend,
    LibraryBackend,
    QueueBackend,
    OpinionBackend,
    TimerBackend,
    RulesBackend,
    SettingsBackend,
    Protocol,
):
    """The speaker as the page knows it. Methods that change something may raise RefusedError."""
