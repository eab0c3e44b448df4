"""Search as somebody types: what is found, and in which order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.music.library.genres import shipped_genres
from mien.music.library.library import build_library
from mien.music.library.search import MOST_NAMES, SearchIndex, fold, query_words
from mien.music.song import Song

SONGS = (
    Song("a/1", "Ænima", "TOOL", "Ænima", ("metal",)),
    Song("a/2", "Stinkfist", "TOOL", "Ænima", ("metal",)),
    Song("b/1", "Joga", "Björk", "Homogenic", ("electronic",)),
    Song("b/2", "Don\u2019t Stop", "Fleetwood Mac", "Rumours", ("rock",)),
    Song("b/3", "Stop", "Sam Brown", "Stop!", ("soul",)),
    Song("c/1", "Thunderstruck", "AC/DC", "The Razors Edge", ("hard rock",)),
    Song("c/2", "夜に駆ける", "YOASOBI", "THE BOOK", ("j-pop",)),
    Song("c/3", "", "", ""),
)
INDEX = SearchIndex.of(build_library(SONGS, shipped_genres()))


def found(query: str, index: SearchIndex = INDEX) -> list[str]:
    return [index.library.uris[row] for row in index.search(query).songs]


@pytest.mark.parametrize(
    ("query", "uris"),
    [
        ("bjork", ["b/1"]),
        ("BJÖRK jo", ["b/1"]),
        ("aenima", ["a/1", "a/2"]),
        ("acdc", ["c/1"]),
        ("ac/dc thunder", ["c/1"]),
        ("dont stop", ["b/2"]),
        ("don't stop", ["b/2"]),
        ("struck", ["c/1"]),
        ("駆け", ["c/2"]),
        ("tool stink", ["a/2"]),
        ("metal", ["a/1", "a/2"]),
        ("nobody has this", []),
        ("", []),
        ("?!", []),
    ],
)
def test_what_is_typed_is_found_whatever_its_case_accents_and_punctuation(
    query: str, uris: list[str]
) -> None:
    assert found(query) == uris


def test_a_title_that_is_the_query_comes_before_one_that_contains_it() -> None:
    assert found("stop") == ["b/3", "b/2"]


def test_equal_titles_come_first_then_those_that_begin_with_the_query() -> None:
    titles = ("Don't Stop", "Stop It", "Stopping", "Stop")
    index = SearchIndex.of(build_library((Song(title, title) for title in titles), shipped_genres()))

    assert found("stop", index) == ["Stop", "Stop It", "Stopping", "Don't Stop"]
    assert found("stop it", index) == ["Stop It"]


def test_a_single_letter_counts_at_the_beginning_of_words_only() -> None:
    assert found("j") == ["b/1", "c/2"]  # Joga, and the genre j-pop; not Björk


def test_artists_and_albums_are_found_by_their_own_names() -> None:
    result = INDEX.search("tool")

    assert [(INDEX.library.artists[hit.number], hit.songs) for hit in result.artists] == [("TOOL", 2)]
    assert result.albums == ()
    assert [INDEX.library.albums[hit.number] for hit in INDEX.search("rum").albums] == ["Rumours"]


def test_windows_of_a_long_result_join_without_a_gap() -> None:
    index = SearchIndex.of(build_library((Song(f"{n}", f"Song {n}") for n in range(300)), shipped_genres()))
    whole = index.search("song", 0, 1000)
    parts = [index.search("song", begin, 70).songs for begin in range(0, 300, 70)]

    assert whole.total == 300
    assert tuple(row for part in parts for row in part) == whole.songs


def test_no_more_names_are_returned_than_a_page_can_show() -> None:
    index = SearchIndex.of(
        build_library((Song(f"{n}", "x", f"Band {n}") for n in range(99)), shipped_genres())
    )

    assert len(index.search("band").artists) == MOST_NAMES


def test_an_empty_library_has_nothing_to_find() -> None:
    assert SearchIndex.of(build_library((), shipped_genres())).search("x").total == 0


WORDS = st.text(st.sampled_from("abé \u2019.-\nß"), max_size=8)


@given(st.lists(st.tuples(WORDS, WORDS), max_size=12), WORDS)
def test_it_finds_exactly_the_songs_that_have_every_word_somewhere(
    texts: list[tuple[str, str]], query: str
) -> None:
    songs = [Song(f"{n}", title, artist) for n, (title, artist) in enumerate(texts)]
    index = SearchIndex.of(build_library(songs, shipped_genres()))

    def has(text: str, word: str) -> bool:
        folded = fold(text.replace("\n", " "))
        return f" {word}" in folded or (len(word.encode()) > 1 and word in folded)

    words = [word.decode() for word in query_words(query)]
    fits = [
        song.uri for song in songs if words and all(has(song.title, w) or has(song.artist, w) for w in words)
    ]

    assert sorted(found(query, index), key=int) == fits


def test_texts_folded_bit_by_bit_make_the_same_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mien.music.library.search.AT_ONCE", 2)
    index = SearchIndex.of(build_library(SONGS, shipped_genres()))

    assert [index.titles.run, index.artists.run, index.albums.run, index.genres.run] == [
        INDEX.titles.run,
        INDEX.artists.run,
        INDEX.albums.run,
        INDEX.genres.run,
    ]
    assert len(index.titles.begins) == len(SONGS)
