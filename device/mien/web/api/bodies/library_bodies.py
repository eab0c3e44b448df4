"""Response bodies about the library: windows of lists. Pure."""

from mien.types import Seconds
from mien.web.api.bodies.body_parsing import Count, ResponseBody
from mien.web.backend import Opinion


class SongBody(ResponseBody):
    """A song of the library."""

    uri: str
    """Names it in requests."""
    title: str
    artist: str
    album: str
    genres: tuple[str, ...]
    duration: Seconds
    """0: unknown, as for a station."""
    opinion: Opinion
    cover: str
    """The key of its cover, for /api/v1/covers/{key}; "" if it can't have one."""


class SongsBody(ResponseBody):
    """A window of songs."""

    songs: tuple[SongBody, ...]
    total: Count
    """How many the whole list has."""
    begin: Count


class ArtistBody(ResponseBody):
    """An artist."""

    name: str
    songs: Count
    albums: Count
    cover: str
    """As of a song."""


class ArtistsBody(ResponseBody):
    """A window of artists, by name."""

    artists: tuple[ArtistBody, ...]
    total: Count
    begin: Count


class AlbumBody(ResponseBody):
    """An album; `title`, `album_artist` and `folder` together name it in requests."""

    title: str
    album_artist: str
    folder: str
    artist: str
    """To be shown."""
    songs: Count
    cover: str
    """As of a song."""


class AlbumsBody(ResponseBody):
    """A window of albums, by title."""

    albums: tuple[AlbumBody, ...]
    total: Count
    begin: Count


class GenreBody(ResponseBody):
    """A genre tag."""

    genre: str
    songs: Count
    is_known: bool
    """Whether rules can name it."""


class GenresBody(ResponseBody):
    """A window of genres, the most frequent first."""

    genres: tuple[GenreBody, ...]
    total: Count
    begin: Count


class FolderBody(ResponseBody):
    """A folder."""

    path: str
    name: str
    songs: Count
    """In it and below it."""


class FoldersBody(ResponseBody):
    """A window of folders, by name."""

    folders: tuple[FolderBody, ...]
    total: Count
    begin: Count


class PlaylistBody(ResponseBody):
    """A stored playlist."""

    name: str
    songs: Count | None
    """null: not known."""


class PlaylistsBody(ResponseBody):
    """A window of playlists, by name."""

    playlists: tuple[PlaylistBody, ...]
    total: Count
    begin: Count


class StationBody(ResponseBody):
    """A radio station."""

    uri: str
    """Names it in requests."""
    name: str
    genres: tuple[str, ...]


class StationsBody(ResponseBody):
    """All radio stations, in the owner's order."""

    stations: tuple[StationBody, ...]


class SearchBody(ResponseBody):
    """What a search found, the best first."""

    songs: SongsBody
    artists: tuple[ArtistBody, ...]
    """Whose name has every word; a few."""
    albums: tuple[AlbumBody, ...]
    """Whose title has every word; a few."""
