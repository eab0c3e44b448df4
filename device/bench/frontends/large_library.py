"""A made-up library of many songs behind the fake speaker, searched by the real code, for bench_page."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fakes.backend import FakeBackend
from mien.app.page.page_library import PageLibrary
from mien.music.library.genres import shipped_genres
from mien.music.library.library import build_library
from mien.music.selection.rank import RankingConfig
from mien.music.selection.rules import default_rules
from mien.music.selection.selector import Selector
from mien.music.song import Song, Uri
from mien.types import Seconds
from mien.web.backend import AlbumModel, ArtistModel, Jpeg, SearchModel, SongsModel, Source

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
    """The fake speaker with a large library, which the speaker's own code searches and lists."""

    def __init__(self, clock: Callable[[], Seconds], picture: Jpeg) -> None:
        super().__init__(clock, picture=lambda _number: picture, frame_gap=0.1)
        library = build_library(tuple(made_up_songs(SONGS)), shipped_genres())
        selector = Selector(default_rules(), RankingConfig(), library)
        self.lists = PageLibrary(lambda: selector, tuple, _no_playlist)

    async def search(self, query: str, begin: int, count: int) -> SearchModel:
        """Return what matches every word of the query."""
        return await self.lists.search(query, begin, count)

    async def artists(self) -> tuple[ArtistModel, ...]:
        """Return all artists."""
        return await self.lists.artists()

    async def albums(self, artist: str = "") -> tuple[AlbumModel, ...]:
        """Return all albums, or those of an artist."""
        return await self.lists.albums(artist)

    async def songs(self, source: Source, begin: int, count: int) -> SongsModel:
        """Return a window of a source's songs."""
        return await self.lists.songs(source, begin, count)


async def _no_playlist(_name: str) -> tuple[Uri, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Preparation:
    """What it took to make a library ready for searches, beside a loop at work."""

    seconds: Seconds
    """How long it took, by the clock."""
    stalled: Seconds
    """The longest that the loop had to wait meanwhile."""


async def prepared(backend: LargeBackend) -> Preparation:
    """Have the library made ready as the speaker does, and see how long the loop is held up by that."""
    keeping = asyncio.ensure_future(backend.lists.keep_prepared())
    began = before = time.perf_counter()
    longest = 0.0
    backend.lists.note_change()
    while not backend.lists.is_prepared:
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    keeping.cancel()
    return Preparation(before - began, longest)
