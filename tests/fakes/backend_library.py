"""The library, playlists, opinions and alarms of the fake backend: made up, but they behave."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from fakes.backend_scene import GENRES, STATIONS, Track, fake_library
from mien.mood.emotion import Emotion
from mien.web.backend import (
    AlarmModel,
    AlbumModel,
    AlbumSource,
    ArtistModel,
    ArtistSource,
    FolderModel,
    FolderSource,
    GenreModel,
    GenreSource,
    LibraryModel,
    Opinion,
    OpinionModel,
    PlaylistSource,
    RecentSource,
    SearchModel,
    SongModel,
    SongsModel,
    SongsSource,
    Source,
    StationModel,
)
from mien.web.backend_errors import MissingError

RECENT = 50


@dataclass
class FakeLibrary:
    """See the module."""

    tracks: tuple[Track, ...] = field(default_factory=fake_library)
    stations: tuple[StationModel, ...] = STATIONS
    playlists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    opinions: dict[str, OpinionModel] = field(default_factory=dict)
    alarms: tuple[AlarmModel, ...] = ()
    reading: bool = False

    @cached_property
    def by_uri(self) -> dict[str, Track]:
        """Return the tracks by uri."""
        return {track.uri: track for track in self.tracks}

    @cached_property
    def artists(self) -> tuple[ArtistModel, ...]:
        """Return the artists by name."""
        albums: dict[str, set[str]] = {}
        for track in self.tracks:
            albums.setdefault(track.artist, set()).add(track.album)
        songs = Counter(track.artist for track in self.tracks)
        first = {track.artist: track.uri for track in reversed(self.tracks)}
        return tuple(
            ArtistModel(name, songs[name], len(albums[name]), first[name]) for name in sorted(albums)
        )

    @cached_property
    def albums(self) -> tuple[AlbumModel, ...]:
        """Return the albums by title; nobody tagged an album artist."""
        songs = Counter((track.album, track.folder) for track in self.tracks)
        first = {(track.album, track.folder): track.uri for track in reversed(self.tracks)}
        return tuple(
            AlbumModel(title, "", folder, self.by_uri[uri].artist, songs[title, folder], uri)
            for (title, folder), uri in sorted(first.items())
        )

    def numbers(self) -> LibraryModel:
        """Count the songs."""
        moods = {
            emotion: sum(track.genre in wanted for track in self.tracks) for emotion, wanted in GENRES.items()
        }
        strangers, names = (("Krautfunk", 7), ("<b>zydeco</b>", 2)), tuple(s.name for s in self.stations)
        return LibraryModel(len(self.tracks), moods, strangers, names, reading=self.reading)

    def albums_of(self, artist: str) -> tuple[AlbumModel, ...]:
        """Return the albums with a song of an artist, "": all."""
        having = {(track.album, track.folder) for track in self.tracks if artist in ("", track.artist)}
        return tuple(album for album in self.albums if (album.title, album.folder) in having)

    def genres(self) -> tuple[GenreModel, ...]:
        """Return the genres, the most frequent first."""
        known = {genre for wanted in GENRES.values() for genre in wanted}
        songs = Counter(track.genre for track in self.tracks)
        return tuple(GenreModel(tag, count, tag in known) for tag, count in songs.most_common())

    def folders(self, path: str) -> tuple[FolderModel, ...]:
        """Return the folders directly in a folder."""
        begin = f"{path}/" if path else ""
        below = (track.uri.removeprefix(begin) for track in self.tracks if track.uri.startswith(begin))
        songs = Counter(rest.partition("/")[0] for rest in below if "/" in rest)
        return tuple(FolderModel(begin + name, name, songs[name]) for name in sorted(songs))

    def found(self, query: str, begin: int, count: int) -> SearchModel:
        """Return what has every word of a query."""
        words = query.casefold().split()

        def has(*texts: str) -> bool:
            return bool(words) and all(word in " ".join(texts).casefold() for word in words)

        songs = [track for track in self.tracks if has(track.title, track.artist, track.album, track.genre)]
        artists = tuple(artist for artist in self.artists if has(artist.name))[:20]
        albums = tuple(album for album in self.albums if has(album.title))[:20]
        return SearchModel(self.window(songs, begin, count), artists, albums)

    def window(self, tracks: list[Track], begin: int, count: int) -> SongsModel:
        """Return a window of tracks."""
        shown = tuple(self.song(track) for track in tracks[begin : begin + count])
        return SongsModel(shown, len(tracks), begin)

    def taken(self, source: Source, *, deep: bool) -> list[Track]:
        """Return the tracks that a source means; `deep`: those in the folders below a folder, too."""
        match source:
            case SongsSource(uris):
                return [self.track(uri) for uri in uris]
            case PlaylistSource(name):
                return [self.track(uri) for uri in self.playlists.get(name, ())]
            case RecentSource():
                return list(reversed(self.tracks[-RECENT:]))
            case _:
                return [track for track in self.tracks if _is_of(track, source, deep=deep)]

    def track(self, uri: str) -> Track:
        """Return the track of a uri."""
        if uri not in self.by_uri:
            raise MissingError("That song is no longer in the library.")
        return self.by_uri[uri]

    def song(self, track: Track) -> SongModel:
        """Return a track as the page knows it."""
        opinion = self.opinion(track.uri)
        genres, duration = (track.genre,), track.duration
        return SongModel(track.uri, track.title, track.artist, track.album, genres, duration, opinion)

    def opinion(self, uri: str) -> Opinion:
        """Return what the owner thinks of a song."""
        return self.opinions[uri].opinion if uri in self.opinions else Opinion.NONE

    def think(self, uri: str, opinion: Opinion, emotion: Emotion | None) -> None:
        """Take the owner's word."""
        track = self.track(uri)
        self.opinions.pop(uri, None)
        if opinion is not Opinion.NONE:
            why = "You liked it." if opinion is Opinion.LIKE else "You said you don't like it."
            self.opinions[uri] = OpinionModel(self.song(track), opinion, emotion, why)


def _is_of(track: Track, source: Source, *, deep: bool) -> bool:
    match source:
        case AlbumSource(title, _, folder):
            return (track.album, track.folder) == (title, folder)
        case ArtistSource(name):
            return track.artist == name
        case GenreSource(tag):
            return track.genre.casefold() == tag.casefold()
        case FolderSource(path):
            below = f"{track.folder}/".startswith(f"{path}/") or not path
            return below if deep else track.folder == path
        case _:
            return False
