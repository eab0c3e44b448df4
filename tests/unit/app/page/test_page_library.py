"""The library as the page knows it: ready before somebody searches."""

import asyncio
from dataclasses import replace

import pytest

from mien.app.page.page_library import PageLibrary
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library
from mien.music.library.search import SearchIndex
from mien.music.selection.rank import RankingConfig
from mien.music.selection.rules import default_rules
from mien.music.selection.selector import Selector
from mien.music.song import Song, Uri


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
