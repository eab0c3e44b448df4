"""Finds songs, artists and albums as somebody types. Pure.

Texts are folded (no case, no accents, no punctuation) into one run of bytes per column, and every word of
the query must be found in a song's title, artist, album or genre. A hit at the beginning of a word counts
more than one inside a word, and the title counts most. 100,000 songs are searched in a few milliseconds.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.music.library.library import Library, Row, Rows

HitScores: TypeAlias = NDArray[np.uint8]

LONGEST_QUERY = 100
"""Characters of a query that are looked at."""
MOST_WORDS = 8
AT_ONCE = 500
"""Texts that are folded at once, a few milliseconds' work: other threads wait for that long."""
FIRST = 3
"""Bytes of a word that are sought in whole columns; so many hit seldom enough to go from hit to hit."""
MOST_NAMES = 20
"""Artists and albums that one search returns."""

_TITLE, _ARTIST, _ALBUM, _GENRE = (6, 3), (5, 2), (4, 1), (2, 1)
"""What a hit at the beginning of a word and one inside a word count."""
_BEGINS, _EQUALS = 5, 10
"""What a title that begins with the whole query counts besides, and one that equals it."""
_BEST = np.uint8(MOST_WORDS * _TITLE[0] + _BEGINS + _EQUALS)
"""The highest score. Scores are bytes, which numpy sorts in one pass."""

_ACCENTS = re.compile("[\u0300-\u036f]+")
_JOINED = re.compile("['`\u2019\u00b4.\u00b7/]+")  # don't, R.E.M., AC/DC: one word each
_NO_WORD = re.compile(r"[^\w\n]+|_+")
_LINE_END, _SPACE = b"\n "


@dataclass(frozen=True, slots=True)
class NameHit:
    """An artist or an album that a search found."""

    number: int
    """Of the artist or album in its library."""
    songs: int
    """How many songs it has."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, the best first."""

    songs: tuple[Row, ...] = ()
    """One window of the songs found, as rows of the library."""
    total: int = 0
    """How many songs were found."""
    artists: tuple[NameHit, ...] = ()
    albums: tuple[NameHit, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """All that a query found, to be looked at in windows."""

    songs: NDArray[np.int32]
    """Rows of the library, the best first."""
    artists: tuple[NameHit, ...] = ()
    albums: tuple[NameHit, ...] = ()

    def window(self, begin: int, count: int) -> SearchResult:
        """Return `count` songs from place `begin` on, and the artists and albums."""
        songs = tuple(self.songs[begin : begin + count].tolist())
        return SearchResult(songs, len(self.songs), self.artists, self.albums)


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """Texts folded into one run, each as a line feed and " word word"; one more line feed ends the run."""

    run: bytes
    letters: NDArray[np.uint8]
    """The run as an array."""
    begins: NDArray[np.intp]
    """Where the line feed before each text stands."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Return the column of these texts."""
        lines = [text.replace("\n", " ") for text in texts]
        parts = (lines[begin : begin + AT_ONCE] for begin in range(0, len(lines), AT_ONCE))
        run = ("".join(_folded(part) for part in parts) + "\n").encode()
        letters = np.frombuffer(run, np.uint8)
        return cls(run, letters, np.flatnonzero(letters == _LINE_END)[:-1])

    def score(self, word: bytes, values: tuple[int, int]) -> HitScores:
        """Return the first of `values` for a text that has a word beginning with `word`.

        The second for one that has it inside a word, 0 for any other. A single letter counts at the
        beginning of a word only.
        """
        begins, inside = values
        scores = np.zeros(len(self.begins), np.uint8)
        if len(word) == 1:
            scores[self._texts(self._places(b" " + word))] = begins
            return scores
        places = self._places(word)
        texts = self._texts(places)
        scores[texts] = inside
        scores[texts[self.letters[places - 1] == _SPACE]] = begins
        return scores

    def beginning_with(self, words: bytes, texts: Rows) -> tuple[Rows, Rows]:
        """Return which of the texts begin with these folded words, and which are nothing more.

        A text is dropped at the first letter that differs, so nothing is read past the line feed at its end.
        """
        for place, letter in enumerate(b" " + words, 1):
            texts = texts[self.letters[self.begins[texts] + place] == letter]
        after = self.letters[self.begins[texts] + len(words) + 2]
        return texts, texts[after == _LINE_END]

    def _texts(self, places: NDArray[np.intp]) -> Rows:
        """Return in which texts these places are; one may come more than once."""
        return np.searchsorted(self.begins, places, "right") - 1

    def _places(self, needle: bytes) -> NDArray[np.intp]:
        """Return where the needle is: its first letters are sought everywhere, the rest only after them."""
        count = max(0, len(self.letters) - len(needle) + 1)
        hits = np.ones(count, np.bool_)
        for place, letter in enumerate(needle[:FIRST]):
            hits &= self.letters[place : place + count] == letter
        places = np.flatnonzero(hits)
        for place, letter in enumerate(needle[FIRST:], FIRST):
            places = places[self.letters[places + place] == letter]
        return places


@dataclass(frozen=True, slots=True, eq=False)
class SearchIndex:
    """A library made ready to be searched. Takes about as much memory as the library's texts."""

    library: Library
    titles: _Column
    artists: _Column
    albums: _Column
    genres: _Column

    @classmethod
    def of(cls, library: Library) -> Self:
        """Return the index of a library."""
        return cls(
            library,
            _Column.of(library.titles),
            _Column.of(library.artists),
            _Column.of(library.albums),
            _Column.of(" ".join((*genres, estimated)) for genres, _, estimated in library.tags),
        )

    def search(self, query: str, begin: int = 0, count: int = 50) -> SearchResult:
        """Return what fits the query: `count` songs from place `begin` on, and the best artists and albums.

        An empty query finds nothing.
        """
        return self.hits(query).window(begin, count)

    def hits(self, query: str) -> Hits:
        """Return all that fits the query."""
        words = query_words(query)
        if not words:
            return Hits(np.zeros(0, np.int32))
        scores = self._song_scores(words)
        found = np.flatnonzero(scores).astype(np.int32)
        return Hits(
            found[np.argsort(_BEST - scores[found], kind="stable")],
            self._names(self.artists, words, self.library.artist),
            self._names(self.albums, words, self.library.album),
        )

    def _song_scores(self, words: Sequence[bytes]) -> HitScores:
        """Return how well each song fits; 0 for one that lacks a word."""
        library = self.library
        total = np.zeros(len(library), np.uint8)
        fits = np.ones(len(library), np.bool_)
        for word in words:
            best = self.titles.score(word, _TITLE)
            for column, values, rows in (
                (self.artists, _ARTIST, library.artist),
                (self.albums, _ALBUM, library.album),
                (self.genres, _GENRE, library.tagged),
            ):
                np.maximum(best, column.score(word, values).take(rows), out=best)
            fits &= best > 0
            total += best
        total *= fits
        begin, equal = self.titles.beginning_with(b" ".join(words), np.flatnonzero(fits))
        total[begin] += _BEGINS
        total[equal] += _EQUALS
        return total

    @staticmethod
    def _names(column: _Column, words: Sequence[bytes], of_songs: NDArray[np.int32]) -> tuple[NameHit, ...]:
        """Return the artists or albums whose own name has every word; of equals the ones with more songs."""
        each = np.stack([column.score(word, (2, 1)) for word in words])
        found = np.flatnonzero(each.min(axis=0))
        if not len(found):
            return ()
        songs = np.bincount(of_songs, minlength=len(column.begins))[found]
        order = np.lexsort((-songs, -each.sum(axis=0, dtype=np.int32)[found]))[:MOST_NAMES]
        return tuple(NameHit(int(found[i]), int(songs[i])) for i in order if songs[i])


def fold(text: str) -> str:
    """Return lines of text as they are searched: each begins with a space, its words parted by one space.

    Case, accents and punctuation are gone; "Ænima (Live)" becomes " aenima live".
    """
    plain = (
        _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold()).replace("æ", "ae").replace("ø", "o")
    )
    parted = _NO_WORD.sub(" ", _JOINED.sub("", plain))
    lines = re.sub(" ?\n ?", "\n ", parted).removesuffix(" ")
    return lines if lines.startswith("\n") else " " + lines.removeprefix(" ")


def _folded(lines: Sequence[str]) -> str:
    """Return lines as they stand in a column, each after a line feed."""
    return fold("\n".join(["", *lines, ""])).removesuffix("\n")


def query_words(query: str) -> tuple[bytes, ...]:
    """Return the folded words of a query, at most MOST_WORDS."""
    return tuple(
        word.encode() for word in fold(query[:LONGEST_QUERY].replace("\n", " ")).split()[:MOST_WORDS]
    )
