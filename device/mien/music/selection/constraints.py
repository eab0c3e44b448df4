"""What rules a song out, and in which order that is relaxed, so that the music never stops. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np

from mien.music.library.genres import bits_of
from mien.music.library.library import NO_ALBUM, NO_ARTIST, Flags, Library, Rows
from mien.music.library.uri_index import NOWHERE
from mien.music.selection.criteria import Moment, feeling_fit, kind_fit
from mien.music.selection.heard import DISLIKED, Heard
from mien.types import Seconds

NEAR = 0.6
"""A song without a known genre passes as one of the target's if its measured feeling fits this well."""

_FITS, _EVERYDAY, _NO_GENRE = np.uint8(1), np.uint8(2), np.uint8(4)
LEAST_JUST_NOW = 3
"""How many songs count as "just now" in the smallest library; in larger ones up to a quarter of it."""

ENOUGH_WANTED = 10
"""At least this many songs of the target's genres rotate among themselves; fewer are mixed with others."""


class Constraint(StrEnum):
    """What a song must be. When no song is left, the first of these is relaxed first."""

    OTHER_ALBUM = "not an album heard just now"
    OTHER_ARTIST = "not an artist heard just now"
    NOT_LATELY = "not heard lately"
    LENGTH = "not too long"
    WANTED_GENRE = "of a genre that suits the mood"
    NOT_JUST_NOW = "not heard just now"
    NO_SNIPPET = "not too short"
    EVERYDAY = "music for any day, not a reading or a carol"
    NOT_EXPLICIT = "not explicit"
    NOT_DISLIKED = "not disliked under this mood"
    NOT_AGAIN = "not the song that played last"


@dataclass(frozen=True, slots=True)
class Limits:
    """The owner's limits. A song of unknown length passes."""

    album_apart: int = 4
    """The fewest songs between two of one album."""
    artist_apart: int = 3
    """The fewest songs between two of one artist."""
    not_within: int = 40
    """The fewest songs before one is repeated."""
    just_now: int = 15
    """The fewest songs before one is repeated, even if others don't fit the mood: about an hour."""
    shortest: Seconds = 45.0
    """The length of the shortest song that plays."""
    longest: Seconds = 1200.0
    """The length of the longest song that plays."""
    explicit: bool = True
    """Whether songs marked as explicit play."""


Tier: TypeAlias = tuple[Rows, tuple[Constraint, ...]]
"""Songs that may play, and the constraints that were relaxed for them."""


def tiers(library: Library, moment: Moment, limits: Limits, heard: Heard) -> Iterator[Tier]:
    """Yield the songs that meet the most constraints, then the same of the others, until none is left.

    There is no tier only if the library is empty or all of it is banned.
    """
    left = _playable(library, moment)
    wanted, everyday = _suited(library, moment)
    just_now = min(limits.just_now, _recent_limit(np.count_nonzero(left), np.count_nonzero(left & wanted)))
    checks: dict[Constraint, Callable[[], Flags]] = {
        Constraint.OTHER_ALBUM: lambda: _far_enough_apart(library, heard, limits.album_apart, "album"),
        Constraint.OTHER_ARTIST: lambda: _far_enough_apart(library, heard, limits.artist_apart, "artist"),
        Constraint.NOT_LATELY: lambda: heard.ago >= limits.not_within,
        Constraint.LENGTH: lambda: ~(library.measures["duration"] > limits.longest),
        Constraint.WANTED_GENRE: lambda: wanted,
        Constraint.NOT_JUST_NOW: lambda: heard.ago >= just_now,
        Constraint.NO_SNIPPET: lambda: _long_enough(library, limits),
        Constraint.EVERYDAY: lambda: everyday,
        Constraint.NOT_EXPLICIT: lambda: _explicit(library, limits),
        Constraint.NOT_DISLIKED: lambda: _not_disliked(library, heard),
        # Otherwise, if two of three songs were skipped, the third would play for ever.
        Constraint.NOT_AGAIN: lambda: heard.ago >= 1,
    }
    if not left.any():
        return
    passed = {constraint: check() for constraint, check in checks.items()}
    while left.any():
        may, given_up = _constraints_kept(passed, left)
        yield np.flatnonzero(may), given_up
        left = left & ~may


def _recent_limit(songs: int, wanted: int) -> int:
    """Return how many songs "just now" covers at most, if `wanted` of the `songs` fit the target.

    Twenty songs last only an hour. If enough songs fit, they rotate among themselves; otherwise they would
    have to wait for songs that don't fit.
    """
    few = max(LEAST_JUST_NOW, songs // 4)
    return min(few, wanted * 2 // 3) if wanted >= ENOUGH_WANTED else few


def _playable(library: Library, moment: Moment) -> Flags:
    fine = np.ones(len(library), np.bool_)
    if moment.banned:
        fine[_known_rows(library.places_of(tuple(moment.banned)))] = False
    return fine


def _constraints_kept(passed: dict[Constraint, Flags], left: Flags) -> tuple[Flags, tuple[Constraint, ...]]:
    """Keep as many constraints as leave a song, the later ones first.

    A constraint is relaxed only if it and the ones after it leave no song; the ones before it may still apply
    to the songs that are left.
    """
    given_up: list[Constraint] = []
    for constraint in reversed(Constraint):
        fewer = left & passed[constraint]
        if fewer.any():
            left = fewer
        else:
            given_up.append(constraint)
    return left, tuple(reversed(given_up))


def _far_enough_apart(library: Library, heard: Heard, songs: int, what: str) -> Flags:
    numbers, none = (library.album, NO_ALBUM) if what == "album" else (library.act, NO_ARTIST)
    fine = np.ones(len(library), np.bool_)
    # A few comparisons are several times faster than looking up each song's number in a table.
    for number in set(numbers[_known_rows(heard.rows[:songs])].tolist()) - {none}:
        fine &= numbers != number
    return fine


def _long_enough(library: Library, limits: Limits) -> Flags:
    duration = library.measures["duration"]
    fine = ~(duration < limits.shortest)
    fine |= duration <= 0
    return fine


def _suited(library: Library, moment: Moment) -> tuple[Flags, Flags]:
    """Return which songs suit the mood by genre, and which suit any day.

    Genres that play only where a rule names them are left out, unless this rule does.
    """
    apart = bits_of(library.genres.apart.difference(moment.target.families), library.genres)
    marks = np.where(kind_fit(library, moment.target) > 0, _FITS, 0).astype(np.uint8)
    marks |= np.where(library.kinds & np.uint64(apart) == 0, _EVERYDAY, 0).astype(np.uint8)
    marks |= np.where(library.kinds == 0, _NO_GENRE, 0).astype(np.uint8)
    of_songs = marks.take(library.tagged)  # one look at each song for all three
    wanted: Flags = of_songs & _FITS != 0
    rows = np.flatnonzero((of_songs & _NO_GENRE != 0) & ~library.guessed)
    if len(rows):
        wanted[rows] = feeling_fit(library, moment.target.place, rows) >= NEAR
    return wanted, of_songs & _EVERYDAY != 0


def _explicit(library: Library, limits: Limits) -> Flags:
    if limits.explicit:
        return np.ones(len(library), np.bool_)
    fits: Flags = library.measures["explicit"] != 1
    return fits


def _not_disliked(library: Library, heard: Heard) -> Flags:
    if heard.words is None:
        return np.ones(len(library), np.bool_)
    disliked: Flags = heard.words <= DISLIKED
    return ~disliked


def _known_rows(rows: Rows) -> Rows:
    there: Rows = rows[rows != NOWHERE]
    return there
