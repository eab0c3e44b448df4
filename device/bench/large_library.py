"""A made-up library of many songs behind the fake speaker, searched by the real code, for bench_page."""

import asyncio
import random
from collections.abc import Callable, Iterator
from functools import cached_property

from fakes.backend import FakeBackend
from mien.music.library import browse
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, Row, build_library
from mien.music.library.search import SearchIndex
from mien.music.song import Song
from mien.types import Seconds
from mien.web.backend import (
    AlbumModel,
    ArtistModel,
    Jpeg,
    SearchModel,
    SongModel,
    SongsModel,
    Source,
)

SONGS = 100_000
_WORDS = (
    "love",
    "night",
    "river",
    "golden",
    "paper",
    "lantern",
    "blue",
    "heart",
    "fire",
    "silver",
    "mirror",
    "street",
    "morning",
    "ghost",
    "wild",
)
_GENRES = ("Rock", "Jazz", "Pop", "Ambient", "Classical", "Folk", "Metal", "Soul")


def made_up_songs(count: int) -> Iterator[Song]:
    """Yield songs: a dozen on an album, three albums an artist."""
    rng = random.Random(1)  # noqa: S311  the same songs every time
    for number in range(count):
        artist, album = number // 36, number // 12
        name = f"{_WORDS[artist % 15]} {_WORDS[artist // 15 % 15]} {artist}"
        yield Song(
            uri=f"{artist}/{album}/{number}.flac",
            title=f"{' '.join(rng.sample(_WORDS, 3))} {number % 977}",
            artist=name,
            album=f"{_WORDS[album % 15]} {album}",
            genres=(_GENRES[number % 8],),
            duration=200.0,
            album_artist=name,
        )


class LargeBackend(FakeBackend):
    """The fake speaker with a large library."""

    def __init__(self, clock: Callable[[], Seconds], picture: Jpeg) -> None:
        super().__init__(clock, picture=lambda _number: picture, frame_gap=0.1)
        self._library = build_library(tuple(made_up_songs(SONGS)), shipped_genres())
        self._lists = _Lists(self._library)

    async def search(self, query: str, begin: int, count: int) -> SearchModel:
        """Return what has every word of the query."""
        found = await asyncio.to_thread(self._lists.index.search, query, begin, count)
        return SearchModel(self._songs(found.songs, found.total, begin))

    async def artists(self) -> tuple[ArtistModel, ...]:
        """Return all artists."""
        return self._lists.artists

    async def albums(self, artist: str = "") -> tuple[AlbumModel, ...]:
        """Return all albums."""
        del artist
        return self._lists.albums

    async def songs(self, source: Source, begin: int, count: int) -> SongsModel:
        """Return a window of all songs."""
        del source
        return self._songs(range(begin, begin + count), SONGS, begin)

    def _songs(self, rows: tuple[Row, ...] | range, total: int, begin: int) -> SongsModel:
        songs = map(self._library.song, rows)
        models = (SongModel(s.uri, s.title, s.artist, s.album, s.genres, s.duration) for s in songs)
        return SongsModel(tuple(models), total, begin)


class _Lists:
    """What is made of a library once."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @cached_property
    def index(self) -> SearchIndex:
        return SearchIndex.of(self._library)

    @cached_property
    def artists(self) -> tuple[ArtistModel, ...]:
        return tuple(ArtistModel(a.name, a.songs, a.albums, a.uri) for a in browse.artists(self._library))

    @cached_property
    def albums(self) -> tuple[AlbumModel, ...]:
        return tuple(
            AlbumModel(a.key.title, a.key.artist, a.key.folder, a.artist, a.songs, a.uri)
            for a in browse.albums(self._library)
        )
