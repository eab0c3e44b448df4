"""Reads TOML that an owner wrote: reports every mistake at once, with its line and a suggestion.

    table = read_toml(text, StationsError)              # raises StationsError, a TomlError, for broken TOML
    refuse(mistakes_in(table), StationsError)           # the same for its contents

where `mistakes_in` yields the mistakes, lazily:

    yield from table.unknown_keys(("name", "uri"))
    yield from table.number("valence", -1, 1)

Texts are untrusted: deep nesting, many dots and long digits are refused before they cost time.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from math import inf
from typing import Any, Self, TypeAlias, TypeGuard

from mien.config.toml_lines import Path, TomlLines
from mien.errors import MienError

MOST_MISTAKES = 50
"""This many are reported at once; a text with thousands was pasted by mistake."""
MOST_DOTS = 50
"""Dots in a line. A key with thousands (a.a.a...) would keep the TOML parser busy for many seconds."""
_HUGE = 10**9
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")

TomlMistakes: TypeAlias = Iterator["TomlMistake"]


@dataclass(frozen=True, slots=True, order=True)
class TomlMistake:
    """One thing that is wrong."""

    line: int
    """Where, from 1; 0 when that is unknown, or it is about the whole text."""
    says: str
    """What, as part of a sentence; it does not name the line."""

    def __str__(self) -> str:
        """Return it with its line."""
        return f"line {self.line}: {self.says}" if self.line else self.says


class TomlError(MienError, ValueError):
    """A TOML text cannot be used; its text has one line for each mistake."""

    def __init__(self, mistakes: Iterable[TomlMistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))

    @classmethod
    def of(cls, says: str) -> Self:
        """Return the error for one mistake of the whole text."""
        return cls((TomlMistake(0, says),))

    @property
    def problems(self) -> tuple[str, ...]:
        """The mistakes as sentences, each with its line."""
        return tuple(map(str, self.mistakes))


@dataclass(frozen=True, slots=True)
class TomlTable:
    """A table in a TOML text, which knows its lines."""

    values: Mapping[str, Any]
    """What the table holds."""
    lines: TomlLines
    """Where the keys of the whole text are."""
    path: Path = ()
    """The keys that lead to this table."""

    @property
    def name(self) -> str:
        """The table as people write it: "sad.match"."""
        return ".".join(self.path)

    def mistake(self, says: str, *keys: str) -> TomlMistake:
        """Return a mistake about a key, or something within it; without `keys`, about the table."""
        return TomlMistake(self.lines.of((*self.path, *keys)), says)

    def within(self, key: str) -> "TomlTable | None":
        """Return the table at `key`, None if it isn't a table."""
        value = self.values[key]
        return TomlTable(value, self.lines, (*self.path, key)) if isinstance(value, dict) else None

    def rows(self, key: str) -> "tuple[TomlTable, ...] | None":
        """Return the tables written [[key]], none if there are none; None if something else is there."""
        rows = self.values.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            return None
        return tuple(
            TomlTable(row, self.lines, (*self.path, key, str(place))) for place, row in enumerate(rows, 1)
        )

    def unknown_keys(self, known: Collection[str], about: str = "") -> TomlMistakes:
        """Yield a mistake for each key that is not among those `known`; `about` begins it ("sad.match.")."""
        for key in self.values:
            if key not in known:
                yield self.mistake(f"unknown key {about}{key}{did_you_mean(key, known)}", key)

    def text(self, key: str) -> TomlMistakes:
        """Yield a mistake unless the key holds non-empty text."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value:
            yield self.mistake(f"it needs a {key}", key)

    def number(self, key: str, least: float, most: float, about: str = "") -> TomlMistakes:
        """Yield a mistake unless the key holds a number in this range."""
        value = self.values.get(key)
        if not is_number(value) or not least <= value <= most:
            wanted = f"{about}{key} must be a number from {least:g} to {most:g}"
            yield self.mistake(f"{wanted}, not {shown(value)}" if key in self.values else wanted, key)

    def names(self, key: str, known: Collection[str]) -> TomlMistakes:
        """Yield a mistake for each of a list of names that is not among those `known`."""
        for name in self.listed(key):
            if name not in known:
                close = did_you_mean(str(name), known)
                yield self.mistake(f"{key}: unknown name {shown(name)}{close}", key)

    def listed(self, key: str) -> list[Any]:
        """Return the list at `key`, empty without one; anything else as a list of one."""
        value = self.values.get(key, [])
        return value if isinstance(value, list) else [value]


def read_toml(text: str, error: type[TomlError] = TomlError) -> TomlTable:
    """Return the outermost table of a text.

    Raises:
        TomlError: of the kind `error`: it isn't valid TOML, or could not be read in reasonable time.
    """
    if deep := _too_deep(text):
        raise error((deep,))
    try:
        return TomlTable(tomllib.loads(text), TomlLines(text))
    except tomllib.TOMLDecodeError as low:
        at = _AT_LINE.search(str(low))
        says = f"isn't valid TOML: {_AT_LINE.sub('', str(low))}"
        raise error((TomlMistake(int(at[1]) if at else 0, says),)) from low
    except RecursionError as low:
        raise error.of("there are too many brackets within brackets") from low
    except ValueError as low:  # Python refuses integers of more than 4300 digits
        raise error.of("there is a number with far too many digits") from low


def refuse(mistakes: TomlMistakes, error: type[TomlError]) -> None:
    """Raise an error of the kind `error` with the first MOST_MISTAKES of these, by line, if there are any."""
    found = tuple(islice(mistakes, MOST_MISTAKES + 1))
    if not found:
        return
    named = sorted(found[:MOST_MISTAKES], key=lambda mistake: mistake.line or inf)
    if len(found) > MOST_MISTAKES:
        named.append(TomlMistake(0, f"there are more mistakes than these {MOST_MISTAKES}"))
    raise error(named)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean …?" for a word that is close to one of those `known`, else ""."""
    close = get_close_matches(word, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def is_number(value: object) -> TypeGuard[float]:
    """Return whether this is a number; true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def shown(value: object) -> str:
    """Return a short form of a value: tables can be too deep to be written out, and numbers too long."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return "a huge number" if isinstance(value, int) and abs(value) > _HUGE else repr(value)


def _too_deep(text: str) -> TomlMistake | None:
    """Return why a text must not be parsed at all; None if it may be."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS and not line.lstrip().startswith("#"):
            return TomlMistake(number, f"there are more than {MOST_DOTS} dots in it")
    return None
