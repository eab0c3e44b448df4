"""Genres: maps what people write in a tag to families, by one readable table (genres.toml)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.config.toml_table import (
    TomlError,
    TomlMistakes,
    TomlTable,
    did_you_mean,
    is_number,
    read_toml,
    refuse,
    shown,
)
from mien.mood.emotion import Affect

Family: TypeAlias = str
"""A family of genres, by its word in the table: "lo-fi", "jazz"."""

_SEPARATORS = re.compile(r"[/,;|+\\\n]|\s[·•]\s")
_AND = re.compile(r"\s*(?:&|\bn'|'n'?\b|\bund\b|\bet\b)\s*")
_NO_LETTERS = re.compile(r"[\W_]+")
_MOST_WORDS = 8
_KEYS = ("place", "names", "apart")
ESTIMATED = " (estimated)"
"""Marks a genre that no tag names, but the song's sound."""
MOST_FAMILIES = 64
"""The most families: a song keeps them as the bits of one 64-bit number."""


class GenreTableError(TomlError):
    """The table of genres has mistakes."""


@dataclass(frozen=True, slots=True)
class Genres:
    """The table of genres."""

    by_key: Mapping[str, Family]
    """Families by all their names, in lower case without spaces and marks."""
    places: Mapping[Family, Affect]
    """How music of each family usually feels."""
    apart: frozenset[Family] = frozenset()
    """Families that play only where a rule names them."""

    def families(self, tag: str) -> tuple[Family, ...]:
        """Return the families that a tag names, in its order, each once; () if it names none.

        "Lo-Fi Hip Hop" is one, ("lo-fi",); "Trip-Hop/Downtempo" is two.
        """
        parts = (part for part in _SEPARATORS.split(tag[:256]) if part.strip())
        found = (self._family(part) for part in parts)
        return tuple(dict.fromkeys(family for family in found if family is not None))

    def estimate(self, family: Family) -> Family:
        """Return an estimated family, "" if it can't count: not in the table, or kept apart."""
        return family if family in self.places and family not in self.apart else ""

    def family(self, name: str) -> Family | None:
        """Return the family of exactly this name, None if the table does not have it."""
        return self.by_key.get(_key(name))

    def unknown(self, names: Iterable[object]) -> Iterator[str]:
        """Yield a mistake for each of these names that the table does not have."""
        for name in names:
            if not isinstance(name, str) or self.family(name) is None:
                close = did_you_mean(name.casefold(), self.places) if isinstance(name, str) else ""
                yield f"{shown(name)} isn't in the table of genres{close}"

    def _family(self, part: str) -> Family | None:
        """Return the family of the longest run of words that the table has; of two, the later one."""
        for run in _runs(_words(part)[-_MOST_WORDS:]):
            family = self.by_key.get("".join(run))
            if family is not None:
                return family
        return None


def read_genres(text: str) -> Genres:
    """Read a table.

    Raises:
        GenreTableError: with all mistakes at once.
    """
    table = read_toml(text, GenreTableError)
    refuse(_mistakes(table), GenreTableError)
    by_key: dict[str, Family] = {}
    places: dict[Family, Affect] = {}
    for family, about in table.values.items():
        places[family] = Affect(*map(float, about["place"]))
        for name in (family, *about.get("names", ())):
            by_key[_key(name)] = family
    apart = frozenset(family for family, about in table.values.items() if about.get("apart") is True)
    return Genres(MappingProxyType(by_key), MappingProxyType(places), apart)


@cache
def shipped_genres() -> Genres:
    """Return the built-in table."""
    return read_genres(files("mien.music.library").joinpath("genres.toml").read_text(encoding="utf-8"))


def _mistakes(table: TomlTable) -> TomlMistakes:
    """Yield the mistakes in a table of genres."""
    if len(table.values) > MOST_FAMILIES:
        yield table.mistake(f"{len(table.values)} families; there is room for {MOST_FAMILIES}")
    by_key: dict[str, Family] = {}
    for family in table.values:
        about = table.within(family)
        if about is None:
            yield table.mistake(f"{family} needs a place = [valence, arousal]", family)
            continue
        yield from _place_mistakes(about)
        yield from about.unknown_keys(_KEYS, about=f"{family}.")
        for name in (family, *about.listed("names")):
            other = by_key.setdefault(_key(str(name)), family)
            if other != family:
                yield about.mistake(f"{name!r} is both {other} and {family}", "names")


def _place_mistakes(about: TomlTable) -> TomlMistakes:
    place = about.values.get("place")
    if not (isinstance(place, list) and len(place) == 2 and all(map(is_number, place))):
        yield about.mistake(f"{about.name} needs a place = [valence, arousal]", "place")
    elif not all(-1 <= x <= 1 for x in place):
        yield about.mistake(f"the place of {about.name} lies outside -1..1", "place")


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:256].casefold()).replace(
        "\N{RIGHT SINGLE QUOTATION MARK}", "'"
    )
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [word for word in _NO_LETTERS.split(_AND.sub(" and ", plain)) if word]


@lru_cache(512)  # Ease asks for the genres of two rules at each step
def _key(text: str) -> str:
    return "".join(_words(text))


def _runs(words: list[str]) -> Iterator[list[str]]:
    """Yield all runs of words, the longest first; of equally long ones, the later first."""
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length, -1, -1):
            yield words[start : start + length]


def families_of(bits: int, genres: Genres) -> tuple[Family, ...]:
    """Return the families that these bits stand for."""
    return tuple(family for i, family in enumerate(genres.places) if bits >> i & 1)


def bits_of(families: Iterable[Family], genres: Genres) -> int:
    """Return the bits that stand for these families."""
    wanted = set(families)
    return sum(1 << i for i, family in enumerate(genres.places) if family in wanted)


def unknown_genres(
    tags: Iterable[tuple[Iterable[str], object, object]], tagged: NDArray[np.int32], genres: Genres
) -> Mapping[str, int]:
    """Return the genre tags that the table doesn't have, and how often they occur.

    `tags`: each combination, its genre tags first; `tagged`: the number of the one that each song has.
    """
    kinds = [names for names, _, _ in tags]
    songs: dict[str, int] = {}
    for names, count in zip(kinds, np.bincount(tagged, minlength=len(kinds)).tolist(), strict=True):
        for name in names:
            songs[name] = songs.get(name, 0) + count
    return MappingProxyType({name: n for name, n in songs.items() if n and not genres.families(name)})
