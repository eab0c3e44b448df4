"""Where the tables and keys of a TOML text stand, for telling people."""

import re

_NAME = r"""\s*+(?:[\w-]++|"[^"]*+"|'[^']*+')\s*+"""
_NAMES = rf"{_NAME}(?:\.{_NAME}){{0,50}}+"
_HEADING = re.compile(rf"\s*+\[{{1,2}}+({_NAMES})\]")
_KEY = re.compile(rf"({_NAMES})=")
_DEEPEST = 3


class Lines:
    """The lines of a text by table and key, read once.

    A guess: a line within a text of several lines that looks like a key is taken for one. What is three
    levels down is the deepest that is told apart.
    """

    def __init__(self, text: str) -> None:
        self._first: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        for number, line in enumerate(text.split("\n"), 1):
            if heading := _HEADING.match(line):
                table = path = _parts(heading[1])
            elif key := _KEY.match(line):
                path = (*table, *_parts(key[1]))
            else:
                continue
            for depth in range(1, min(len(path), _DEEPEST) + 1):
                self._first.setdefault(path[:depth], number)

    def where(self, *path: str) -> str:
        """Return "line N: " of the first line about a table or key, or about what it is in; "" if none is."""
        known = (self._first.get(path[:depth]) for depth in range(len(path), 0, -1))
        number = next((number for number in known if number is not None), None)
        return "" if number is None else f"line {number}: "


def _parts(names: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in names.split("."))
