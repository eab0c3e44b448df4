"""The library as the page knows it: found by a word, gone through by artist, album, genre and folder."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from mien.app.page import page_models as words
from mien.music.library import browse
from mien.music.library.library import Library, Row
from mien.music.library.search import SearchIndex
from mien.music.song import Song
from mien.web import backend as page


@dataclass
class _MadeOf:
    """One state of the library, and what was made of it when it was first asked for."""

    library: Library

    @cached_property
    def index(self) -> SearchIndex:
        return SearchIndex.of(self.library)

    @cached_property
    def artists(self) -> tuple[page.ArtistModel, ...]:
        found = browse.artists(self.library)
        return tuple(page.ArtistModel(each.name, each.songs, each.albums, each.uri) for each in found)

    @cached_property
    def albums(self) -> tuple[page.AlbumModel, ...]:
        return tuple(map(words.album, browse.albums(self.library)))

    @cached_property
    def artist_named(self) -> dict[str, page.ArtistModel]:
        return {artist.name: artist for artist in self.artists}

    @cached_property
    def album_of(self) -> dict[browse.AlbumKey, page.AlbumModel]:
        return {browse.AlbumKey(a.title, a.album_artist, a.folder): a for a in self.albums}

    @cached_property
    def genres(self) -> tuple[page.GenreModel, ...]:
        return tuple(page.GenreModel(g.tag, g.songs, g.is_known) for g in browse.genres(self.library))


class PageLibrary:
    """Answers from the library that `read` returns. What takes long is done in a thread, one at a time."""

    def __init__(self, read: Callable[[], Library], stations: Callable[[], Iterable[Song]]) -> None:
        self._library, self._stations = read, stations
        self._made: _MadeOf | None = None
        self._busy = asyncio.Lock()

    def _now(self) -> _MadeOf:
        library = self._library()
        if self._made is None or library is not self._made.library:
            self._made = _MadeOf(library)
        return self._made

    async def search(self, query: str, begin: int, count: int) -> page.SearchModel:
        """Return what has every word of the query."""
        made = self._now()
        async with self._busy:
            return await asyncio.to_thread(_search, made, query, begin, count)

    async def artists(self) -> tuple[page.ArtistModel, ...]:
        """Return all artists by name."""
        made = self._now()
        async with self._busy:
            return await asyncio.to_thread(lambda: made.artists)

    async def albums(self, artist: str = "") -> tuple[page.AlbumModel, ...]:
        """Return all albums by title, or those with a song of this artist."""
        made = self._now()
        async with self._busy:
            if not artist:
                return await asyncio.to_thread(lambda: made.albums)
            found = await asyncio.to_thread(browse.albums, made.library, artist)
            return tuple(map(words.album, found))

    async def genres(self) -> tuple[page.GenreModel, ...]:
        """Return all genre tags."""
        made = self._now()
        async with self._busy:
            return await asyncio.to_thread(lambda: made.genres)

    async def folders(self, path: str = "") -> tuple[page.FolderModel, ...]:
        """Return the folders directly in a folder."""
        made, begin = self._now(), f"{path}/" if path else ""
        async with self._busy:
            found = await asyncio.to_thread(browse.folders, made.library, path)
        return tuple(page.FolderModel(begin + each.name, each.name, each.songs) for each in found)

    async def stations(self) -> tuple[page.StationModel, ...]:
        """Return all radio stations."""
        return tuple(page.StationModel(each.uri, each.title, each.genres) for each in self._stations())

    async def songs(self, source: page.Source, begin: int, count: int) -> page.SongsModel:
        """Return a window of songs."""
        library = self._now().library
        async with self._busy:
            rows = await asyncio.to_thread(_rows, library, source)
        return _window(library, rows[begin : begin + count], len(rows), begin)


def _search(made: _MadeOf, query: str, begin: int, count: int) -> page.SearchModel:
    library, found = made.library, made.index.search(query, begin, count)
    named = (made.artist_named.get(library.artists[hit.number]) for hit in found.artists)
    keys = (
        browse.AlbumKey(library.albums[n], library.album_artists[n], library.folders[n])
        for n in (hit.number for hit in found.albums)
    )
    return page.SearchModel(
        _window(library, found.songs, found.total, begin),
        tuple(artist for artist in named if artist),
        tuple(made.album_of[key] for key in keys if key in made.album_of),
    )


def _rows(library: Library, source: page.Source) -> Sequence[Row]:
    match source:
        case page.SongsSource(uris):
            return [row for row in library.rows(uris) if row is not None]
        case page.AlbumSource(title, album_artist, folder):
            return tuple(browse.songs_on_album(library, browse.AlbumKey(title, album_artist, folder)))
        case page.ArtistSource(name):
            return tuple(browse.songs_by_artist(library, name))
        case page.GenreSource(tag):
            return tuple(browse.songs_of_genre(library, tag))
        case page.FolderSource(path):
            return browse.songs_in_folder(library, path)
        case _:
            return ()


def _window(library: Library, rows: Sequence[Row], total: int, begin: int) -> page.SongsModel:
    return page.SongsModel(tuple(words.song(library.song(row)) for row in rows), total, begin)
