"""The sentences about mistakes in a settings file."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from pydantic_core import ErrorDetails

from mien.config.toml_table import TomlMistake, TomlTable, did_you_mean

KnownKeys: TypeAlias = Mapping[str, Collection[str]]


def mistakes_in(table: TomlTable, errors: Iterable[ErrorDetails], known: KnownKeys) -> list[TomlMistake]:
    """Return pydantic's `errors` about `table` as sentences with their lines, sorted by line.

    `known`: the keys of every section, for suggestions.
    """
    return sorted(TomlMistake(_line(table, error), _sentence(error, known)) for error in errors)


def listing(name: str, mistakes: Iterable[TomlMistake]) -> str:
    """Return the mistakes of the file `name`, one per line, in the form that compilers use."""
    return "\n".join(f"{name}:{m.line}: {m.says}" if m.line else f"{name}: {m.says}" for m in mistakes)


def _line(table: TomlTable, error: ErrorDetails) -> int:
    """Return the line of the mistake, or of the setting it conflicts with; 0 if neither is in this text."""
    path, other = _path(error), error.get("ctx", {}).get("other", "")
    return table.lines.exactly(path) or table.lines.exactly((*path[:-1], other))


def _path(error: ErrorDetails) -> tuple[str, ...]:
    return tuple(str(part) for part in error["loc"])


def _sentence(error: ErrorDetails, known: KnownKeys) -> str:
    path = _path(error)
    name = ".".join(path)
    if error["type"] == "extra_forbidden":
        return f"unknown key {name}{_suggestion(path, known)}"
    if error["type"] == "model_type":
        return f"{name} is a section: write [{name}] on a line of its own"
    if error["type"] == "string_pattern_mismatch":
        return f'{name} must be a time like "22:00", not {error["input"]!r}'
    if error["type"] == "pin":
        other = ".".join((*path[:-1], error["ctx"]["other"]))
        return f"{name} must be a pin of its own, not {error['input']}, which is {other}"
    message = error["msg"].removeprefix("Input should be ").removeprefix("a valid ")
    return f"{name} must be {message}, not {error['input']!r}{_nearest(error)}"


def _suggestion(path: tuple[str, ...], known: KnownKeys) -> str:
    """Return '; did you mean …?' or the section where an unknown key belongs, or ''."""
    if close := did_you_mean(path[-1], set(known) if len(path) == 1 else known.get(path[0], ())):
        return close
    homes = [section for section, keys in known.items() if path[-1] in keys]
    return f"; it belongs in [{homes[0]}]" if homes else ""


def _nearest(error: ErrorDetails) -> str:
    """Return '; did you mean …?' for a word that is close to an allowed one, or ''."""
    allowed = re.findall(r"'([^']+)'", error.get("ctx", {}).get("expected", ""))
    return did_you_mean(str(error["input"]), allowed)
