"""The library as the page knows it: ready before somebody searches."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

import pytest

from mien.app.page.page_library import MOST_SEARCHED, PageLibrary
from mien.music.library import browse
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, Row, build_library
from mien.music.library.search import Hits, SearchIndex
from mien.music.selection.rank import RankingConfig
from mien.music.selection.rules import default_rules
from mien.music.selection.selector import Selector
from mien.music.song import Song, Uri
from mien.web.backend import GenreSource


async def _no_playlist(_name: str) -> tuple[Uri, ...]:
    return ()


async def test_a_library_is_made_ready_for_searches_when_it_is_read_and_once_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[int] = []
    index_of = SearchIndex.of

    def counted(library: Library) -> SearchIndex:
        made.append(len(library))
        return index_of(library)

    monkeypatch.setattr(SearchIndex, "of", counted)
    selector = Selector.without_songs(default_rules(), RankingConfig(), seed=1)
    library = build_library((Song("a", "River", "Her"), Song("b", "Sky", "Him")), shipped_genres())
    now = [selector]
    page = PageLibrary(lambda: now[0], tuple, _no_playlist)
    keeping = asyncio.create_task(page.keep_prepared())
    page.note_change()
    await asyncio.sleep(0.05)
    assert page.is_prepared
    now[0] = replace(selector, library=library)
    assert not page.is_prepared
    for _ in range(2):
        page.note_change()
        await asyncio.sleep(0.05)
    ready = list(made)
    found = await page.search("river", 0, 5)
    keeping.cancel()

    assert ready == [0, 2]
    assert [song.uri for song in found.songs.songs] == ["a"]
    assert made == ready


async def test_results_that_are_scrolled_through_are_found_once_and_only_the_last_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    hits_of = SearchIndex.hits

    def counted(index: SearchIndex, query: str) -> Hits:
        asked.append(query)
        return hits_of(index, query)

    monkeypatch.setattr(SearchIndex, "hits", counted)
    library = build_library(tuple(Song(f"{n}", f"River {n}") for n in range(30)), shipped_genres())
    selector = Selector.without_songs(default_rules(), RankingConfig(), seed=1)
    page = PageLibrary(lambda: replace(selector, library=library), tuple, _no_playlist)
    windows = [(await page.search("river", begin, 10)).songs.songs for begin in (0, 10, 20)]
    for n in range(MOST_SEARCHED):
        await page.search(f"river {n}", 0, 5)
    await page.search("river", 0, 5)

    assert len({song.uri for window in windows for song in window}) == 30
    assert asked == ["river", *(f"river {n}" for n in range(MOST_SEARCHED)), "river"]


async def test_a_list_that_is_made_waits_for_nobodys_search() -> None:
    library = build_library((Song("a", "River", "Her", genres=("Jazz",)),), shipped_genres())
    selector = replace(Selector.without_songs(default_rules(), RankingConfig(), seed=1), library=library)
    page = PageLibrary(lambda: selector, tuple, _no_playlist)
    first = await page.artists(), await page.genres(), await page.songs(GenreSource("Jazz"), 0, 5)
    async with page._busy:
        async with asyncio.timeout(20):
            again = await page.artists(), await page.genres(), await page.songs(GenreSource("Jazz"), 0, 5)

    assert again == first
    assert [artist.name for artist in first[0]] == ["Her"]


async def test_browsers_that_ask_for_the_same_list_at_once_have_it_made_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []
    of_genre = browse.songs_of_genre

    def counted(library: Library, tag: str) -> Iterable[Row]:
        made.append(tag)
        return of_genre(library, tag)

    monkeypatch.setattr(browse, "songs_of_genre", counted)
    library = build_library((Song("a", "River", genres=("Jazz",)),), shipped_genres())
    selector = Selector(default_rules(), RankingConfig(), library)
    page = PageLibrary(lambda: selector, tuple, _no_playlist)

    listed = await asyncio.gather(*(page.songs(GenreSource("Jazz"), 0, 5) for _ in range(3)))

    assert [[song.uri for song in each.songs] for each in listed] == [["a"]] * 3
    assert made == ["Jazz"]
