"""What the owner may do with the music of the fake backend: browse, queue, like, set a timer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from fakes.backend_library import FakeLibrary
from fakes.backend_queue import FakeEntry, FakeQueue
from fakes.backend_scene import GENRES, Track
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy, nobody
from mien.mood.wishes import DisplayState
from mien.types import EntryId, Seconds
from mien.web.api.shared_text import is_stream
from mien.web.backend import (
    AlarmModel,
    AlbumModel,
    ArtistModel,
    FolderModel,
    FolderSource,
    GenreModel,
    LibraryModel,
    Opinion,
    OpinionModel,
    Place,
    PlaylistModel,
    QueueEntryModel,
    QueueModel,
    SearchModel,
    SongModel,
    SongsModel,
    Source,
    StationModel,
)
from mien.web.backend_errors import ConflictError, MissingError, RefusedError


@dataclass
class FakeMusic:
    """A player with a library and a queue. `wanted`: the genres that suit the mood."""

    clock: Callable[[], Seconds]
    collection: FakeLibrary = field(default_factory=FakeLibrary)
    unplugged: bool = False

    def __post_init__(self) -> None:
        """Begin with jazz."""
        self._shown = DisplayState(nobody(self.clock()), nobody(self.clock()), Policy.MATCH)
        self._wanted: tuple[str, ...] = GENRES[Emotion.NEUTRAL]
        self._line = FakeQueue()
        self._sleep_at: Seconds | None = None
        self._woken = asyncio.Event()
        self._advance()

    def wake(self) -> None:
        """Say that something changed."""
        self._woken.set()

    # The library.

    async def library(self) -> LibraryModel:
        """Count the songs."""
        return self.collection.numbers()

    async def search(self, query: str, begin: int, count: int) -> SearchModel:
        """Return what matches every word of the query."""
        return self.collection.found(query, begin, count)

    async def artists(self) -> tuple[ArtistModel, ...]:
        """Return the artists."""
        return self.collection.artists

    async def albums(self, artist: str = "") -> tuple[AlbumModel, ...]:
        """Return the albums."""
        return self.collection.albums_of(artist)

    async def genres(self) -> tuple[GenreModel, ...]:
        """Return the genres."""
        return self.collection.genres()

    async def folders(self, path: str = "") -> tuple[FolderModel, ...]:
        """Return the folders."""
        return self.collection.folders(path)

    async def playlists(self) -> tuple[PlaylistModel, ...]:
        """Return the playlists."""
        return tuple(
            PlaylistModel(name, len(uris)) for name, uris in sorted(self.collection.playlists.items())
        )

    async def stations(self) -> tuple[StationModel, ...]:
        """Return the stations."""
        return self.collection.stations

    async def songs(self, source: Source, begin: int, count: int) -> SongsModel:
        """Return a window of songs."""
        return self.collection.window(self.collection.taken(source, deep=False), begin, count)

    # The queue.

    async def queue(self) -> QueueModel:
        """Return the whole queue."""
        self._connected()
        entries = tuple(
            QueueEntryModel(entry.id, self._song(entry.track), entry.ours, self._why(entry))
            for entry in self._line.entries
        )
        return QueueModel(entries, self._line.current.id, self._line.version)

    async def enqueue(self, source: Source, place: Place) -> int:
        """Queue songs as the owner's."""
        self._connected()
        tracks = self.collection.taken(source, deep=isinstance(source, FolderSource))
        if not tracks:
            raise MissingError("There are no such songs in the library.")
        self._line.add(tracks, place)
        if place is Place.NOW:
            self._advance()
        self.wake()
        return len(tracks)

    async def play_entry(self, entry: EntryId) -> None:
        """Play an entry."""
        self._connected()
        self._line.go(self._line.position(entry))
        self._begin()

    async def move(self, entry: EntryId, before: EntryId | None) -> None:
        """Move an entry."""
        self._connected()
        self._line.move(entry, before)
        self._refill()

    async def remove(self, entry: EntryId) -> None:
        """Take an entry out."""
        self._connected()
        if self._line.remove(entry):
            self._begin()
        self._refill()

    async def clear(self) -> None:
        """Take everything but the current song out."""
        self._connected()
        self._line.clear()
        self._refill()

    async def save_queue(self, name: str, *, replace: bool = False) -> None:
        """Save the queue as a playlist."""
        self._connected()
        if name in self.collection.playlists and not replace:
            raise ConflictError(f"There is a playlist named {name} already.")
        uris = tuple(entry.track.uri for entry in self._line.entries[self._line.at :])
        self.collection.playlists[name] = tuple(uri for uri in uris if uri in self.collection.by_uri)

    async def delete_playlist(self, name: str) -> None:
        """Delete a playlist."""
        if self.collection.playlists.pop(name, None) is None:
            raise MissingError(f"There is no playlist named {name}.")

    async def seek(self, seconds: Seconds) -> None:
        """Play on from there."""
        self._connected()
        if seconds > self._line.current.track.duration:
            raise RefusedError("The song isn't that long.")
        self._began = self._at() - seconds
        self.wake()

    async def more_like(self, uri: str) -> int:
        """Queue songs of the same genre."""
        self._connected()
        like = self.collection.track(uri)
        tracks = [t for t in self.collection.tracks if t.genre == like.genre and t.uri != uri][:10]
        self._line.add(tracks, Place.NEXT)
        self.wake()
        return len(tracks)

    async def play_station(self, uri: str) -> None:
        """Play a station."""
        self._connected()
        shared = StationModel(uri, uri, ("Pop",)) if is_stream(uri) else None
        station = next((one for one in self.collection.stations if one.uri == uri), shared)
        if station is None:
            raise MissingError("There is no such station.")
        self._line.add([Track(station.uri, station.name, "", "", station.genres[0], 0.0)], Place.NOW)
        self._advance()

    # What the owner thinks, and timers.

    async def set_opinion(self, uri: str, opinion: Opinion) -> None:
        """Take the owner's word."""
        name = self._shown.settled.name
        self.collection.think(uri, opinion, name if isinstance(name, Emotion) else None)
        self.wake()

    async def opinions(self) -> tuple[OpinionModel, ...]:
        """Return all opinions."""
        return tuple(reversed(self.collection.opinions.values()))

    async def clear_opinions(self) -> int:
        """Forget all opinions."""
        count = len(self.collection.opinions)
        self.collection.opinions.clear()
        self.wake()
        return count

    async def set_sleep(self, minutes: int | None) -> None:
        """Set the sleep timer."""
        self._sleep_at = None if minutes is None else self.clock() + 60 * minutes
        self.wake()

    async def alarms(self) -> tuple[AlarmModel, ...]:
        """Return the alarms."""
        return self.collection.alarms

    async def set_alarms(self, alarms: tuple[AlarmModel, ...]) -> None:
        """Set the alarms."""
        self.collection.alarms = alarms

    # Inside.

    def _connected(self) -> None:
        if self.unplugged:
            raise RefusedError("Can't reach the music player. Trying again…")

    def _song(self, track: Track) -> SongModel:
        return self.collection.song(track)

    def _why(self, entry: FakeEntry) -> str:
        return f"{entry.track.genre} fits" if entry.ours else ""

    def _fitting(self) -> list[Track]:
        """Return what fits the mood, the longest unheard first, of those the most wanted genre."""
        heard = self._line.heard()
        fitting = [track for track in self.collection.tracks if track.genre in self._wanted]
        return sorted(fitting, key=lambda t: (heard.get(t.uri, -1), self._wanted.index(t.genre)))

    def _refill(self, *, anew: bool = False) -> None:
        self._line.refill(self._fitting(), self._wanted, anew=anew)
        self.wake()

    def _advance(self) -> None:
        self._refill()
        self._line.go(self._line.at + 1)
        self._begin()

    def _begin(self) -> None:
        """Play the current entry from its beginning."""
        self._began = self._paused_at = self.clock()
        self._refill()

    def _at(self) -> Seconds:
        """Return the moment that the song's position is counted to."""
        return self._paused_at if self._shown.paused else self.clock()

    def _pause(self, *, paused: bool) -> None:
        if paused and not self._shown.paused:
            self._paused_at = self.clock()
        elif self._shown.paused and not paused:
            self._began += self.clock() - self._paused_at
        self._shown = replace(self._shown, paused=paused)
