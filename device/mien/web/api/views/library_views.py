"""Response bodies for the library: windows of lists. Pure."""

from collections.abc import Sequence
from typing import TypeVar

from mien.web.api.bodies.library_bodies import (
    AlbumBody,
    AlbumsBody,
    ArtistBody,
    ArtistsBody,
    FolderBody,
    FoldersBody,
    GenreBody,
    GenresBody,
    PlaylistBody,
    PlaylistsBody,
    SearchBody,
    SongBody,
    SongsBody,
    StationBody,
    StationsBody,
)
from mien.web.api.bodies.source_bodies import WindowQuery
from mien.web.api.views.text_views import cover_key
from mien.web.api.views.text_views import plain_text as _text
from mien.web.backend import (
    AlbumModel,
    ArtistModel,
    FolderModel,
    GenreModel,
    PlaylistModel,
    SearchModel,
    SongModel,
    SongsModel,
    StationModel,
)

Thing = TypeVar("Thing")


def shown(things: Sequence[Thing], window: WindowQuery) -> Sequence[Thing]:
    """Return what a window of a list shows."""
    return things[window.begin : window.begin + window.count]


def song_view(song: SongModel) -> SongBody:
    """Return a song."""
    return SongBody(
        uri=_text(song.uri),
        title=_text(song.title),
        artist=_text(song.artist),
        album=_text(song.album),
        genres=tuple(map(_text, song.genres)),
        duration=round(song.duration, 1),
        opinion=song.opinion,
        cover=cover_key(song.uri),
    )


def songs_view(songs: SongsModel) -> SongsBody:
    """Return a window of songs."""
    return SongsBody(songs=tuple(map(song_view, songs.songs)), total=songs.total, begin=songs.begin)


def artists_view(artists: Sequence[ArtistModel], window: WindowQuery) -> ArtistsBody:
    """Return a window of artists."""
    listed = tuple(map(_artist, shown(artists, window)))
    return ArtistsBody(artists=listed, total=len(artists), begin=window.begin)


def albums_view(albums: Sequence[AlbumModel], window: WindowQuery) -> AlbumsBody:
    """Return a window of albums."""
    return AlbumsBody(albums=tuple(map(_album, shown(albums, window))), total=len(albums), begin=window.begin)


def genres_view(genres: Sequence[GenreModel], window: WindowQuery) -> GenresBody:
    """Return a window of genres."""
    listed = tuple(
        GenreBody(genre=_text(genre.tag), songs=genre.songs, is_known=genre.is_known)
        for genre in shown(genres, window)
    )
    return GenresBody(genres=listed, total=len(genres), begin=window.begin)


def folders_view(folders: Sequence[FolderModel], window: WindowQuery) -> FoldersBody:
    """Return a window of folders."""
    listed = tuple(
        FolderBody(path=_text(folder.path), name=_text(folder.name), songs=folder.songs)
        for folder in shown(folders, window)
    )
    return FoldersBody(folders=listed, total=len(folders), begin=window.begin)


def playlists_view(playlists: Sequence[PlaylistModel], window: WindowQuery) -> PlaylistsBody:
    """Return a window of playlists."""
    listed = tuple(PlaylistBody(name=_text(each.name), songs=each.songs) for each in shown(playlists, window))
    return PlaylistsBody(playlists=listed, total=len(playlists), begin=window.begin)


def stations_view(stations: Sequence[StationModel]) -> StationsBody:
    """Return all stations."""
    return StationsBody(
        stations=tuple(
            StationBody(uri=_text(each.uri), name=_text(each.name), genres=tuple(map(_text, each.genres)))
            for each in stations
        )
    )


def search_view(found: SearchModel) -> SearchBody:
    """Return what a search found."""
    return SearchBody(
        songs=songs_view(found.songs),
        artists=tuple(map(_artist, found.artists)),
        albums=tuple(map(_album, found.albums)),
    )


def _artist(artist: ArtistModel) -> ArtistBody:
    return ArtistBody(
        name=_text(artist.name), songs=artist.songs, albums=artist.albums, cover=cover_key(artist.uri)
    )


def _album(album: AlbumModel) -> AlbumBody:
    return AlbumBody(
        title=_text(album.title),
        album_artist=_text(album.album_artist),
        folder=_text(album.folder),
        artist=_text(album.artist),
        songs=album.songs,
        cover=cover_key(album.uri),
    )
