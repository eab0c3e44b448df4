"""How well songs fit a moment: a number from 0 to 1 for each criterion and song. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from mien.mood.emotion import Affect
from mien.music.library.genres import bits_of
from mien.music.library.library import NO_ALBUM, NO_ARTIST, Floats, Library, Rows
from mien.music.library.uri_index import NOWHERE
from mien.music.selection.alike.flow import Way
from mien.music.selection.context import NO_LEANING, ContextPreference
from mien.music.selection.heard import NOTHING_SAID, REMEMBERED, Heard
from mien.music.selection.rules import MusicTarget
from mien.music.song import Uri

UNKNOWN = 0.5
"""A neutral value."""

LEAST_GENRE = 0.5
"""The value of the target's last genre; that of its first is 1, that of other genres 0."""

REACH = 0.7
"""The distance in valence and arousal at which a song has lost 0.63 of its fit."""

PRIOR_TRUST = 0.6
"""Weight of a fit that follows from genres alone."""

ESTIMATE_TRUST = 0.8
"""Weight of an estimated genre: of two songs that fit, the tagged one plays first."""

_LATER = 1.2
"""A song is fresher than another if it was heard this many times as long ago; in between, both are equal.
Otherwise a small library would always play in one order: the song heard longest ago first."""

_FRESHNESS = np.ones(REMEMBERED + 1, np.float32)
_FRESHNESS[:-1] = (_LATER ** np.floor(np.log1p(np.arange(REMEMBERED)) / np.log(_LATER)) - 1) / REMEMBERED
"""By songs ago; the last is for those that weren't heard lately.

Among similar songs the fresh ones are chosen; if fewer were remembered, a large library would repeat the same
few for ever.
"""

TASTE_TRUST = 0.6
"""Weight of a taste that follows from other songs, beside the owner's own opinion."""

FINE = 0.05
"""The step in which a song's feeling is compared. Nobody hears finer differences, and without a step measured
songs would never be equal: of 100,000 always the same few would be the closest."""

SPACED = 12
"""Songs after which an artist counts as fresh."""


class Criterion(StrEnum):
    """The criteria, in the order of the pairwise table."""

    GENRE = "genre"
    FEELING = "feeling"
    CIRCUMSTANCES = "circumstances"
    FRESHNESS = "freshness"
    SPACING = "spacing"
    LIKING = "liking"


@dataclass(frozen=True, slots=True)
class Moment:
    """The moment that songs are compared for."""

    target: MusicTarget
    """The genres and feeling that the mood asks for."""
    heard: tuple[Uri, ...] = ()
    """What played lately, the newest last."""
    liking: Mapping[Uri, float] = field(default_factory=lambda: NOTHING_SAID)
    """The opinions of songs that count under this mood: LIKED to DISLIKED."""
    preference: ContextPreference = NO_LEANING
    """What the circumstances call for."""
    taste: Floats | None = None
    """For each row of the library -1 (likely to be disliked) to 1 (liked), by its sound; None: unknown."""
    way: Way | None = None
    """What the song has to follow; None: nothing."""
    banned: frozenset[Uri] = frozenset()
    """Songs that can't be played."""
    seed: int = 0
    """Decides between songs that are equally good."""


def criteria(library: Library, moment: Moment, heard: Heard, rows: Rows) -> NDArray[np.float32]:
    """Return the criteria of these rows' songs, [criterion, place in `rows`], each 0 (against) to 1 (for).

    `rows` are in order.
    """
    columns: dict[Criterion, Floats] = {
        Criterion.GENRE: kind_fit(library, moment.target).take(library.tagged.take(rows)),
        Criterion.FEELING: _in_steps(feeling_fit(library, moment.target.place, rows)),
        Criterion.CIRCUMSTANCES: _in_steps(circumstance_fit(library, moment.preference, rows)),
        Criterion.FRESHNESS: freshness(heard, rows),
        Criterion.SPACING: spacing(library, heard, rows),
        Criterion.LIKING: liking(moment, heard, rows),
    }
    return np.stack([columns[criterion] for criterion in Criterion])


def kind_fit(library: Library, target: MusicTarget) -> Floats:
    """Return how well each of the library's tags fits: 1 with the target's first genre, 0 with none of it.

    Estimated genres count ESTIMATE_TRUST.
    """
    fit = np.zeros(len(library.kinds), np.float32)
    last = max(len(target.families) - 1, 1)
    for place, family in reversed(list(enumerate(target.families))):
        has = library.kinds & np.uint64(bits_of([family], library.genres)) != 0
        fit[has] = 1.0 - (1.0 - LEAST_GENRE) * place / last
    fit[library.estimated] *= ESTIMATE_TRUST
    return fit


def songs_wanted(library: Library, target: MusicTarget) -> int:
    """Return how many songs of the library have a genre of the target's."""
    return int((kind_fit(library, target) > 0).take(library.tagged).sum())


def feeling_fit(library: Library, target: Affect, rows: Rows) -> Floats:
    """Return how close each song's valence and arousal are to the target, by exp(-(distance/REACH)^2)."""
    off: Floats = library.place[0].take(rows)
    off -= np.float32(target.valence)
    off *= off
    aroused = library.place[1].take(rows)
    aroused -= np.float32(target.arousal)
    aroused *= aroused
    off += aroused
    off *= np.float32(-1 / REACH**2)
    fit = np.exp(off, out=off)
    guessed = fit - np.float32(UNKNOWN)
    guessed *= np.float32(PRIOR_TRUST)
    guessed += np.float32(UNKNOWN)
    np.copyto(fit, guessed, where=library.guessed.take(rows))
    fit[np.isnan(fit)] = UNKNOWN
    return fit


def circumstance_fit(library: Library, preference: ContextPreference, rows: Rows) -> Floats:
    """Return how well each song suits the circumstances; UNKNOWN where that can't be said."""
    if preference == NO_LEANING:
        return np.full(len(rows), UNKNOWN, np.float32)
    kinds = np.full(len(library.kinds), UNKNOWN, np.float32)
    for family, value in preference.families.items():
        has = library.kinds & np.uint64(bits_of([family], library.genres)) != 0
        kinds[has] = np.clip(UNKNOWN + value / 2, 0, 1)
    fit: Floats = library.place[1].take(rows)
    fit -= np.float32(preference.arousal)
    np.abs(fit, out=fit)
    fit *= np.float32(-0.5)
    fit += np.float32(1)
    fit[np.isnan(fit)] = UNKNOWN
    fit += kinds.take(library.tagged.take(rows))
    fit *= np.float32(0.5)
    return fit


def freshness(heard: Heard, rows: Rows) -> Floats:
    """Return 0 for the song heard last, rising in steps, 1 for one not heard lately."""
    fresh: Floats = _FRESHNESS.take(np.minimum(heard.ago.take(rows), REMEMBERED))
    return fresh


def spacing(library: Library, heard: Heard, rows: Rows) -> Floats:
    """Return how long ago the artist and the album were heard: 0 for just now, 1 for SPACED songs ago."""
    artists = np.ones(len(library.artists), np.float32)
    albums = np.ones(len(library.albums), np.float32)
    for ago, row in reversed(list(enumerate(heard.rows[:SPACED].tolist()))):
        if row != NOWHERE:
            artists[library.act[row]] = ago / SPACED
            albums[library.album[row]] = ago / SPACED
    artists[NO_ARTIST] = albums[NO_ALBUM] = 1.0
    spaced: Floats = artists.take(library.act.take(rows))
    spaced += albums.take(library.album.take(rows))
    spaced *= np.float32(0.5)
    return spaced


def liking(moment: Moment, heard: Heard, rows: Rows) -> Floats:
    """Return the opinion of each song: 0 disliked, 0.5 none, 1 liked.

    Without an opinion, the predicted taste counts, with the weight TASTE_TRUST.
    """
    fit = np.full(len(rows), UNKNOWN, np.float32)
    if moment.taste is not None:
        fit += np.float32(TASTE_TRUST / 2) * moment.taste.take(rows)
        _in_steps(fit)
    if heard.words is not None:
        words = heard.words.take(rows)
        np.copyto(fit, (1 + np.clip(words, -1, 1)) / 2, where=~np.isnan(words))
    return fit


def _in_steps(fit: Floats) -> Floats:
    """Return a fit rounded to steps of FINE, in place."""
    fit *= np.float32(1 / FINE)
    np.rint(fit, out=fit)
    fit *= np.float32(FINE)
    return fit
