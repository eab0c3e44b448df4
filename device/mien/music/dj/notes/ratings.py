"""Notes that other clients make on songs, by myMPD's conventions, and what we write for them. Pure.

- `like`: 2 liked, 1 neutral, 0 disliked. Ours too, so that a heart here is a heart there.
- `rating`: 1 to 10, half stars; 0 is none.
- `playCount`, `skipCount`: how often a song was played and skipped there.

Anybody can write stickers, so nothing here is trusted, and only MOST_RATED songs are kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from mien.mood.emotion import Emotion
from mien.music.player.mpd_replies import whole
from mien.music.selection.heard import DISLIKED, LIKED
from mien.music.selection.history import OFTEN_SKIPPED, SKIPPED_ONCE, Said, Word
from mien.music.song import Uri

Notes: TypeAlias = Mapping[Uri, str]

LIKE, RATING, PLAYS, SKIPS = "like", "rating", "playCount", "skipCount"
HEART, NO_HEART = "2", "0"
WELL_RATED, BADLY_RATED = 8, 2
ENOUGH_PLAYS = 4
"""How often a song must have been started before its share of skips means anything."""
MOST_RATED = 10_000


def _no_notes() -> Notes:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Ratings:
    """The notes of other clients, as they wrote them."""

    like: Notes = field(default_factory=_no_notes)
    """The sticker of that name, by song."""
    rating: Notes = field(default_factory=_no_notes)
    """The sticker of that name, by song."""
    plays: Notes = field(default_factory=_no_notes)
    """`playCount`, by song."""
    skips: Notes = field(default_factory=_no_notes)
    """`skipCount`, by song."""

    def words(self, said: Said) -> dict[Uri, Word]:
        """Return the opinions in the notes; a `like` that matches what was `said` is our own."""
        ours = {(uri, word) for (_, uri), word in said.items()}
        found: dict[Uri, Word] = {}
        for uri, word in self._each():
            if len(found) >= MOST_RATED:
                break
            if word and not (uri in self.like and (uri, word) in ours):
                found.setdefault(uri, word)
        return found

    def _each(self) -> Iterator[tuple[Uri, Word]]:
        for uri in self.like:
            yield uri, LIKED if self.like[uri] == HEART else DISLIKED if self.like[uri] == NO_HEART else 0.0
        for uri, note in self.rating.items():
            rating = whole(note)
            yield uri, LIKED if WELL_RATED <= rating <= 10 else DISLIKED if 0 < rating <= BADLY_RATED else 0.0
        for uri, note in self.skips.items():
            skips = whole(note)
            begun = skips + whole(self.plays.get(uri, ""))
            yield uri, OFTEN_SKIPPED if begun >= ENOUGH_PLAYS and skips > begun / 2 else 0.0


def understood(said: Said, old: frozenset[Uri], like: Notes) -> dict[tuple[Emotion | None, Uri], Word]:
    """Return the owner's words as they were meant.

    Release 0.1 wrote DISLIKED for every skip (`old`: the songs with such a note); without a `like` of 0
    beside it, that was only one early skip.
    """
    return {
        key: SKIPPED_ONCE if word == DISLIKED and key[1] in old and like.get(key[1]) != NO_HEART else word
        for key, word in said.items()
    }


def like_note(word: Word) -> str:
    """Return the `like` sticker for an opinion; "" for none."""
    return HEART if word >= LIKED else NO_HEART if word <= DISLIKED else ""
