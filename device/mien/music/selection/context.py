"""Circumstances: the hour, the day, the company, the light; and what kind of music they call for. Pure.

After the context-aware part of CAMC Music: the listeners are unknown, so a table (circumstances.toml) that
the owner can read and change says what usually fits a moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeAlias

from mien.config.toml_table import TomlError, TomlMistakes, TomlTable, is_number, read_toml, refuse
from mien.music.library.genres import Family, Genres, shipped_genres

Range: TypeAlias = tuple[float, float]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BOUNDS: Mapping[str, Range] = MappingProxyType({"hours": (0, 24), "company": (0, 64), "light": (0, 1)})
_KEYS = ("name", "hours", "weekdays", "company", "light", "arousal", "fits", "spoils")


class ContextError(TomlError):
    """The table of circumstances has mistakes."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known about a moment; None where it is unknown."""

    hour: float | None = None
    """Local time, 0 to below 24."""
    weekday: int | None = None
    """0 is Monday."""
    company: int | None = None
    """How many faces are seen."""
    light: float | None = None
    """How bright the room is, 0 dark to 1 bright."""


@dataclass(frozen=True, slots=True)
class ContextPreference:
    """The music that circumstances call for."""

    families: Mapping[Family, float] = field(default_factory=lambda: MappingProxyType({}))
    """How well families of genres fit, -1 (not now) to 1 (just right)."""
    arousal: float = 0.0
    """How excited the music should be, -1 calm to 1."""
    why: str = ""
    """The circumstances by name ("late evening and being alone")."""


NO_LEANING = ContextPreference()


@dataclass(frozen=True, slots=True)
class ContextRule:
    """One row of the table: its conditions (None: any), and what it calls for."""

    name: str
    """The name of such a moment."""
    arousal: float
    """How excited the music should be, -1 calm to 1."""
    fits: frozenset[Family] = frozenset()
    """Families of genres that fit."""
    spoils: frozenset[Family] = frozenset()
    """Families of genres that do not."""
    hours: Range | None = None
    """From and to; it may span midnight."""
    weekdays: frozenset[int] | None = None
    """0 is Monday."""
    company: Range | None = None
    """Faces seen, from and to."""
    light: Range | None = None
    """0 dark to 1 bright, from and to."""

    def holds(self, now: Circumstances) -> bool:
        """Return whether it applies now; a condition on something unknown is false."""
        return (
            (self.hours is None or _in_hours(now.hour, self.hours))
            and (self.weekdays is None or self._day(now) in self.weekdays)
            and (self.company is None or _within(now.company, self.company))
            and (self.light is None or _within(now.light, self.light))
        )

    def _day(self, now: Circumstances) -> int | None:
        """Return the day that counts: hours past midnight belong to the night that began the day before."""
        past_midnight = (
            self.hours is not None
            and now.hour is not None
            and self.hours[0] > self.hours[1]
            and now.hour < self.hours[1]
        )
        return (now.weekday - 1) % 7 if past_midnight and now.weekday is not None else now.weekday


@dataclass(frozen=True, slots=True)
class ContextTable:
    """The table of circumstances."""

    rows: tuple[ContextRule, ...]

    def leaning(self, now: Circumstances) -> ContextPreference:
        """Return what the rows that hold now call for: their mean arousal, the sum of fits and spoils."""
        held = tuple(row for row in self.rows if row.holds(now))
        if not held:
            return NO_LEANING
        families: dict[Family, float] = {}
        for row in held:
            for family in row.fits:
                families[family] = families.get(family, 0.0) + 1.0
            for family in row.spoils:
                families[family] = families.get(family, 0.0) - 1.0
        clipped = {family: max(-1.0, min(1.0, value)) for family, value in families.items() if value}
        arousal = sum(row.arousal for row in held) / len(held)
        return ContextPreference(MappingProxyType(clipped), arousal, " and ".join(row.name for row in held))


def read_circumstances(text: str, genres: Genres) -> ContextTable:
    """Read a table.

    Raises:
        ContextError: with all mistakes at once.
    """
    table = read_toml(text, ContextError)
    refuse(_mistakes(table, genres), ContextError)
    return ContextTable(tuple(_row(row.values, genres) for row in table.rows("when") or ()))


@cache
def default_table() -> ContextTable:
    """Return the built-in table."""
    text = files("mien.music.selection").joinpath("circumstances.toml").read_text(encoding="utf-8")
    return read_circumstances(text, shipped_genres())


def _row(row: Mapping[str, Any], genres: Genres) -> ContextRule:
    def families(key: str) -> frozenset[Family]:
        return frozenset(family for name in row.get(key, ()) if (family := genres.family(name)))

    def reach(key: str) -> Range | None:
        return (float(row[key][0]), float(row[key][1])) if key in row else None

    days = frozenset(WEEKDAYS.index(day) for day in row["weekdays"]) if "weekdays" in row else None
    fits, spoils = families("fits"), families("spoils")
    hours, company, light = reach("hours"), reach("company"), reach("light")
    return ContextRule(row["name"], float(row["arousal"]), fits, spoils, hours, days, company, light)


def _mistakes(table: TomlTable, genres: Genres) -> TomlMistakes:
    for key in table.values:
        if key != "when":
            yield table.mistake(f"unknown key {key}; only [[when]] is known", key)
    rows = table.rows("when")
    if rows is None:
        yield table.mistake("circumstances must be written [[when]]", "when")
    for row in rows or ():
        yield from row.unknown_keys(_KEYS)
        yield from row.text("name")
        yield from row.number("arousal", -1, 1)
        for key, (least, most) in _BOUNDS.items():
            if key in row.values and not _is_range(row.values[key], least, most):
                yield row.mistake(f"{key} must be two numbers from {least:g} to {most:g}", key)
        yield from row.names("weekdays", WEEKDAYS)
        for key in ("fits", "spoils"):
            yield from (row.mistake(says, key) for says in genres.unknown(row.listed(key)))


def _is_range(value: object, least: float, most: float) -> bool:
    if not (isinstance(value, list) and len(value) == 2 and all(map(is_number, value))):
        return False
    return all(least <= end <= most for end in value)


def _in_hours(hour: float | None, hours: Range) -> bool:
    if hour is None:
        return False
    begin, end = hours
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def _within(value: float | None, reach: Range) -> bool:
    return value is not None and reach[0] <= value <= reach[1]
