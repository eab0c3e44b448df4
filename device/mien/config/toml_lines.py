"""The lines at which the tables and keys of a TOML text are, for messages."""

import re
from typing import TypeAlias

Path: TypeAlias = tuple[str, ...]
"""The keys that lead to a value; a table of a list [[when]] is its place, from 1: ("when", "2", "hours")."""

_NAME = r"""\s*+(?:[\w-]++|"[^"]*+"|'[^']*+')\s*+"""
_NAMES = rf"{_NAME}(?:\.{_NAME}){{0,50}}+"
_HEADING = re.compile(rf"\s*+(\[{{1,2}}+)({_NAMES})\]")
_KEY = re.compile(rf"({_NAMES})=")
_DEEPEST = 3


class TomlLines:
    """The lines of a text by table and key, read once.

    It guesses: a line of a multi-line string that looks like a key is taken for one. Keys are told apart down
    to the third level.
    """

    def __init__(self, text: str) -> None:
        self._first: dict[Path, int] = {}
        rows: dict[Path, int] = {}
        table: Path = ()
        for number, line in enumerate(text.split("\n"), 1):
            if heading := _HEADING.match(line):
                table = _parts(heading[2])
                if heading[1] == "[[":
                    rows[table] = rows.get(table, 0) + 1
                    table = (*table, str(rows[table]))
                path = table
            elif key := _KEY.match(line):
                path = (*table, *_parts(key[1]))
            else:
                continue
            for depth in range(1, min(len(path), _DEEPEST) + 1):
                self._first.setdefault(path[:depth], number)

    def of(self, path: Path) -> int:
        """Return the first line about a table or key, or about its parent; 0 if there is none."""
        known = (self._first.get(path[:depth]) for depth in range(len(path), 0, -1))
        return next((number for number in known if number is not None), 0)

    def exactly(self, path: Path) -> int:
        """Return the first line about a table or key; 0 if there is none."""
        return self._first.get(path, 0)


def _parts(names: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in names.split("."))
