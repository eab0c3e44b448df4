"""The library as the page knows it: searched by words, browsed by artist, album, genre and folder."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from mien.app.page import page_models as words
from mien.app.page.page_music import in_plain_words
from mien.music.dj.queue.queue_editor import MOST_QUEUED
from mien.music.library import browse
from mien.music.library.library import Library, Row
from mien.music.library.search import Hits, SearchIndex, SearchResult
from mien.music.selection.selector import Selector
from mien.music.song import Song, Uri
from mien.web import backend as page

_List = TypeVar("_List")
MOST_SEARCHED = 8
"""Queries whose results are kept; with 100,000 songs each takes up to 0.4 MB."""
MOST_RECENT = 500
"""Length of the list of recently added songs."""


@dataclass
class _MadeOf:
    """One state of the library, and the lists made from it when they were first asked for."""

    library: Library
    listed: tuple[page.Source, Sequence[Row]] | None = None
    searched: dict[str, Hits] = field(default_factory=dict)
    """Results of the last queries: they are scrolled through, and several browsers may ask for the same."""

    def hits(self, query: str) -> Hits:
        """Return what a query finds, and keep it for the next window; may take a moment."""
        self.prepare()
        found = self.searched[query] = self.index.hits(query)
        if len(self.searched) > MOST_SEARCHED:
            del self.searched[next(iter(self.searched))]
        return found

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

    def prepare(self) -> None:
        """Prepare for searches; 100,000 songs take about a second."""
        _ = self.index, self.artist_named, self.album_of

    @cached_property
    def genres(self) -> tuple[page.GenreModel, ...]:
        return tuple(page.GenreModel(g.tag, g.songs, g.is_known) for g in browse.genres(self.library))


class PageLibrary:
    """Answers from the library of `selector`. Slow work is done in a thread, one task at a time.

    `playlist` returns what is on a playlist.
    """

    def __init__(
        self,
        selector: Callable[[], Selector],
        stations: Callable[[], Iterable[Song]],
        playlist: Callable[[str], Awaitable[tuple[Uri, ...]]],
    ) -> None:
        self._selector, self._stations, self._playlist = selector, stations, playlist
        self._made: _MadeOf | None = None
        self._prepared: _MadeOf | None = None
        self._stale = asyncio.Event()
        self._busy = asyncio.Lock()

    def note_change(self) -> None:
        """Note that the library may have changed."""
        self._stale.set()

    async def keep_prepared(self) -> None:
        """Prepare the present library for searches, so that nobody waits for that."""
        while True:
            await self._stale.wait()
            self._stale.clear()
            made = self._now()
            if made is not self._prepared:
                async with self._busy:
                    await asyncio.to_thread(made.prepare)
                self._prepared = made

    @property
    def is_prepared(self) -> bool:
        """Whether everything that a search needs is ready."""
        return self._prepared is not None and self._prepared.library is self._selector().library

    def _now(self) -> _MadeOf:
        library = self._selector().library
        if self._made is None or library is not self._made.library:
            self._made = _MadeOf(library)
        return self._made

    async def search(self, query: str, begin: int, count: int) -> page.SearchModel:
        """Return what matches every word of the query."""
        made = self._now()
        hits = made.searched.get(query) or await self._hits(made, query)
        found = hits.window(begin, count)
        artists, albums = _groups_found(made, found)
        songs = self._window(map(made.library.song, found.songs), found.total, begin)
        return page.SearchModel(songs, artists, albums)

    async def _hits(self, made: _MadeOf, query: str) -> Hits:
        async with self._busy:
            if (asked_by_another := made.searched.get(query)) is not None:
                return asked_by_another
            return await asyncio.to_thread(made.hits, query)

    async def artists(self) -> tuple[page.ArtistModel, ...]:
        """Return all artists by name."""
        return await self._made_once("artists", lambda made: made.artists)

    async def albums(self, artist: str = "") -> tuple[page.AlbumModel, ...]:
        """Return all albums by title, or those with a song of this artist."""
        if not artist:
            return await self._made_once("albums", lambda made: made.albums)
        async with self._busy:
            found = await asyncio.to_thread(browse.albums, self._now().library, artist)
        return tuple(map(words.album, found))

    async def genres(self) -> tuple[page.GenreModel, ...]:
        """Return all genre tags."""
        return await self._made_once("genres", lambda made: made.genres)

    async def folders(self, path: str = "") -> tuple[page.FolderModel, ...]:
        """Return the folders directly in a folder."""
        made, begin = self._now(), f"{path}/" if path else ""
        async with self._busy:
            found = await asyncio.to_thread(browse.folders, made.library, path)
        return tuple(page.FolderModel(begin + each.name, each.name, each.songs) for each in found)

    async def stations(self) -> tuple[page.StationModel, ...]:
        """Return all radio stations."""
        return tuple(map(words.station, self._stations()))

    async def songs(self, source: page.Source, begin: int, count: int) -> page.SongsModel:
        """Return a window of songs."""
        if isinstance(source, page.PlaylistSource):
            uris = await self._on_playlist(source.name)
            shown = map(self._now().library.song_of, uris[begin : begin + count])
            return self._window(shown, len(uris), begin)
        library, rows = await self._rows(source)
        return self._window(map(library.song, rows[begin : begin + count]), len(rows), begin)

    async def uris_of(self, source: page.Source) -> tuple[Uri, ...]:
        """Return all songs of a source; of a folder also those in the folders below it."""
        if isinstance(source, page.PlaylistSource):
            return await self._on_playlist(source.name)
        if isinstance(source, page.FolderSource):
            library, begin = self._now().library, f"{source.path}/" if source.path else ""
            async with self._busy:
                return await asyncio.to_thread(browse.uris_below, library, begin, MOST_QUEUED)
        library, rows = await self._rows(source)
        return tuple(library.uris[row] for row in rows[:MOST_QUEUED])

    async def _made_once(self, name: str, of: Callable[[_MadeOf], _List]) -> _List:
        """Return a list of the whole library; one that was made already does not wait for other searches."""
        made = self._now()
        if name in vars(made):
            return of(made)
        async with self._busy:
            return of(made) if name in vars(made) else await asyncio.to_thread(of, made)

    async def _rows(self, source: page.Source) -> tuple[Library, Sequence[Row]]:
        """Return the rows of a source's songs; a list is scrolled through, so the last one is kept."""
        made = self._now()
        if made.listed is not None and made.listed[0] == source:
            return made.library, made.listed[1]
        async with self._busy:
            listed = made.listed  # another browser may have asked for the same in the meantime
            if listed is None or listed[0] != source:
                listed = made.listed = source, await asyncio.to_thread(_rows, made.library, source)
            return made.library, listed[1]

    async def _on_playlist(self, name: str) -> tuple[Uri, ...]:
        with in_plain_words():
            return await self._playlist(name)

    def _window(self, songs: Iterable[Song], total: int, begin: int) -> page.SongsModel:
        words_on = self._selector().words()
        shown = tuple(words.song(song, words_on.get(song.uri, 0.0)) for song in songs)
        return page.SongsModel(shown, total, begin)


def _groups_found(
    made: _MadeOf, found: SearchResult
) -> tuple[tuple[page.ArtistModel, ...], tuple[page.AlbumModel, ...]]:
    """Return the artists and albums of a result."""
    library = made.library
    named = (made.artist_named.get(library.artists[hit.number]) for hit in found.artists)
    keys = (
        browse.AlbumKey(library.albums[n], library.album_artists[n], library.folders[n])
        for n in (hit.number for hit in found.albums)
    )
    return (
        tuple(artist for artist in named if artist),
        tuple(made.album_of[key] for key in keys if key in made.album_of),
    )


def _rows(library: Library, source: page.Source) -> tuple[Row, ...]:
    rows: Iterable[Row] = ()
    match source:
        case page.SongsSource(uris):
            rows = (row for row in library.rows(uris) if row is not None)
        case page.AlbumSource(title, album_artist, folder):
            rows = browse.songs_on_album(library, browse.AlbumKey(title, album_artist, folder))
        case page.ArtistSource(name):
            rows = browse.songs_by_artist(library, name)
        case page.GenreSource(tag):
            rows = browse.songs_of_genre(library, tag)
        case page.FolderSource(path):
            rows = browse.songs_in_folder(library, path)
        case page.RecentSource():
            rows = browse.songs_recently_added(library, MOST_RECENT)
    return tuple(map(int, rows))
