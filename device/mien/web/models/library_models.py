"""The library: songs, artists, albums, genres, folders, playlists, stations."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mien.mood.emotion import Emotion
from mien.types import Seconds


class Opinion(StrEnum):
    """What the owner thinks of a song."""

    LIKE = "like"
    DISLIKE = "dislike"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SongModel:
    """A song of the library."""

    uri: str
    """Where it is, for the player; without a login."""
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
    opinion: Opinion = Opinion.NONE
    """The owner's opinion, under the present mood or under every mood."""


@dataclass(frozen=True, slots=True)
class SongsModel:
    """A window on a list of songs."""

    songs: tuple[SongModel, ...] = ()
    """The window; empty beyond the end."""
    total: int = 0
    """How many songs the whole list has."""
    begin: int = 0
    """Where in the list the window begins."""


@dataclass(frozen=True, slots=True)
class ArtistModel:
    """An artist; "X feat. Y" is listed under X."""

    name: str
    """Never empty."""
    songs: int
    """How many there are."""
    albums: int
    """On how many albums."""
    uri: str
    """One of the songs, for a cover."""


@dataclass(frozen=True, slots=True)
class AlbumModel:
    """An album, identified by `title`, `album_artist` and `folder` together."""

    title: str
    """Never empty."""
    album_artist: str
    """"" if nobody tagged one."""
    folder: str
    """Its folder, if no album artist is tagged; else ""."""
    artist: str
    """To be shown: the album's artist, or the artist of its first song."""
    songs: int
    """How many there are."""
    uri: str
    """Its first song, for a cover."""


@dataclass(frozen=True, slots=True)
class GenreModel:
    """A genre as written in the songs' tags."""

    tag: str
    """Never empty."""
    songs: int
    """How many have it."""
    is_known: bool
    """Whether rules can name it."""


@dataclass(frozen=True, slots=True)
class FolderModel:
    """A folder of the music folder."""

    path: str
    """From the music folder, without a slash at its ends."""
    name: str
    """The last part of the path."""
    songs: int
    """How many songs are in it and below it."""


@dataclass(frozen=True, slots=True)
class PlaylistModel:
    """A stored playlist."""

    name: str
    """Never empty."""
    songs: int | None = None
    """How many it has; None if that isn't known."""


@dataclass(frozen=True, slots=True)
class StationModel:
    """A radio station."""

    uri: str
    """Without a login."""
    name: str
    """Never empty."""
    genres: tuple[str, ...] = ()
    """The best known first."""


@dataclass(frozen=True, slots=True)
class SearchModel:
    """What a search found, the best first."""

    songs: SongsModel = SongsModel()
    """One window of the songs."""
    artists: tuple[ArtistModel, ...] = ()
    """Whose name has every word of the query; a few."""
    albums: tuple[AlbumModel, ...] = ()
    """Whose title has every word of the query; a few."""


@dataclass(frozen=True, slots=True)
class LibraryModel:
    """The library, in numbers."""

    songs: int
    """How many there are."""
    moods: Mapping[Emotion, int]
    """How many songs fit each mood."""
    strangers: tuple[tuple[str, int], ...] = ()
    """Genres that no rule uses, and how many songs have them."""
    stations: tuple[str, ...] = ()
    """The names of the radio stations."""
    reading: bool = False
    """Whether it is still being read."""
    analysis: str = ""
    """The progress of the analysis of songs, as a sentence; "" if none runs on this machine."""
    skipped: tuple[tuple[str, str], ...] = ()
    """Songs that can't be analysed, and why; the first of them."""
