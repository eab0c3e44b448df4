"""Sources of songs: an album, an artist, a genre, ... Each is one way to name many songs."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class SongsSource:
    """These songs, in this order."""

    uris: tuple[str, ...]
    """As SongModel has them."""


@dataclass(frozen=True, slots=True)
class AlbumSource:
    """An album, from its first song to its last."""

    title: str
    """As AlbumModel has it."""
    album_artist: str = ""
    """As AlbumModel has it."""
    folder: str = ""
    """As AlbumModel has it."""


@dataclass(frozen=True, slots=True)
class ArtistSource:
    """All songs of an artist, album by album."""

    name: str
    """As ArtistModel has it."""


@dataclass(frozen=True, slots=True)
class GenreSource:
    """All songs with a genre tag."""

    tag: str
    """As GenreModel has it; case makes no difference."""


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A folder. Listed: the songs directly in it. Queued: those in the folders below it, too."""

    path: str = ""
    """As FolderModel has it; "" is the music folder itself."""


@dataclass(frozen=True, slots=True)
class PlaylistSource:
    """A stored playlist."""

    name: str
    """As PlaylistModel has it."""


@dataclass(frozen=True, slots=True)
class RecentSource:
    """The songs added last, the newest first."""


Source: TypeAlias = (
    SongsSource | AlbumSource | ArtistSource | GenreSource | FolderSource | PlaylistSource | RecentSource
)
