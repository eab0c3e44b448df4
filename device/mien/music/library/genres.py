"""Genres: what people write in a tag, put in order by one readable table (genres.toml)."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeAlias

from mien.errors import MienError
from mien.mood.emotion import Affect

Family: TypeAlias = str
"""A family of genres, by its word in the table: "lo-fi", "jazz"."""

_SEPARATORS = re.compile(r"[/,;|+\\\n]|\s[·•]\s")
_AND = re.compile(r"\s*(?:&|\bn'|'n'?\b|\bund\b|\bet\b)\s*")
_NO_LETTERS = re.compile(r"[\W_]+")
_MOST_WORDS = 8
MOST_FAMILIES = 64
"""A song keeps its families as the bits of one 64-bit number."""


class GenreTableError(MienError, ValueError):
    """The table of genres does not hold together; says where."""


@dataclass(frozen=True, slots=True)
class Genres:
    """The table: families by name, and where each lies in valence and arousal.

    `apart`: families that play only where a rule names them.
    """

    by_key: Mapping[str, Family]
    places: Mapping[Family, Affect]
    apart: frozenset[Family] = frozenset()

    def families(self, tag: str) -> tuple[Family, ...]:
        """Return the families that a tag names, in its order, each once; () when it names none we know.

        "Lo-Fi Hip Hop" is one, ("lo-fi",); "Trip-Hop/Downtempo" is two.
        """
        parts = (part for part in _SEPARATORS.split(tag[:256]) if part.strip())
        found = (self._family(part) for part in parts)
        return tuple(dict.fromkeys(family for family in found if family is not None))

    def family(self, name: str) -> Family | None:
        """Return the family of exactly this name, None if the table does not have it."""
        return self.by_key.get(_key(name))

    def _family(self, part: str) -> Family | None:
        """Return the family of the longest run of words that the table has; the later of two as long."""
        for run in _runs(_words(part)[-_MOST_WORDS:]):
            family = self.by_key.get("".join(run))
            if family is not None:
                return family
        return None


def read_genres(text: str) -> Genres:
    """Read a table.

    Raises:
        GenreTableError: it is no TOML, a name stands twice, or a place is no place.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as low:
        raise GenreTableError(str(low)) from low
    if len(table) > MOST_FAMILIES:
        raise GenreTableError(f"{len(table)} families; there is room for {MOST_FAMILIES}")
    by_key: dict[str, Family] = {}
    places: dict[Family, Affect] = {}
    for family, about in table.items():
        places[family] = _place(family, about)
        for name in (family, *about.get("names", ())):
            other = by_key.setdefault(_key(name), family)
            if other != family:
                raise GenreTableError(f"{name!r} is both {other} and {family}")
    apart = frozenset(family for family, about in table.items() if about.get("apart") is True)
    return Genres(MappingProxyType(by_key), MappingProxyType(places), apart)


@cache
def shipped_genres() -> Genres:
    """Return the table that comes with the speaker."""
    return read_genres(files("mien.music.library").joinpath("genres.toml").read_text(encoding="utf-8"))


def _place(family: Family, about: object) -> Affect:
    place = about.get("place") if isinstance(about, dict) else None
    if not (isinstance(place, list) and len(place) == 2 and all(isinstance(x, int | float) for x in place)):
        raise GenreTableError(f"{family} needs a place = [valence, arousal]")
    if not all(-1 <= x <= 1 for x in place):
        raise GenreTableError(f"the place of {family} lies outside -1..1")
    return Affect(float(place[0]), float(place[1]))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:256].casefold()).replace(
        "\N{RIGHT SINGLE QUOTATION MARK}", "'"
    )
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [word for word in _NO_LETTERS.split(_AND.sub(" and ", plain)) if word]


def _key(text: str) -> str:
    return "".join(_words(text))


def _runs(words: list[str]) -> Iterator[list[str]]:
    """Yield all runs of words, the longest first, of two as long the later."""
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length, -1, -1):
            yield words[start : start + length]
