"""The owner's opinions of songs: records, lists and removes them, and writes them for other clients."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from mien.mood.emotion import Emotion
from mien.music.dj.notes.ratings import Ratings
from mien.music.dj.notes.stickers import Stickers, forget
from mien.music.dj.song_source import SongSource
from mien.music.player.player import Player
from mien.music.selection.heard import DISLIKED, LIKED
from mien.music.selection.history import OFTEN_SKIPPED, SKIPPED_ONCE, SKIPPED_TWICE, History, Word
from mien.music.song import Uri
from mien.types import Seconds

MOST_LISTED = 1000
READ_AGAIN: Seconds = 10.0
"""Other clients' hearts and ratings are read at most this often: every song may have one."""

_BY_OTHERS = {
    LIKED: "liked in another app",
    DISLIKED: "disliked in another app",
    OFTEN_SKIPPED: "often skipped in another app",
}


@dataclass(frozen=True, slots=True)
class SongOpinion:
    """An opinion of a song."""

    uri: Uri
    """Which song."""
    emotion: Emotion | None
    """The mood for which it counts; None: every mood."""
    word: Word
    """LIKED or more than nothing, DISLIKED or less."""
    why: str
    """Where it comes from, in words."""


def opinions(history: History) -> Iterator[SongOpinion]:
    """Yield the opinions of songs: the owner's own first, the newest first, then those of other clients."""
    for (emotion, uri), word in reversed(list(history.said.items())):
        if word not in {0.0, SKIPPED_ONCE}:
            yield SongOpinion(uri, emotion, word, _source_in_words(emotion, word))
    said = {uri for (emotion, uri), word in history.said.items() if emotion is None and word != SKIPPED_ONCE}
    for uri, word in history.others.items():
        if uri not in said:
            yield SongOpinion(uri, None, word, _BY_OTHERS.get(word, "rated in another app"))


class Opinions:
    """The owner's opinions of songs. The caller ensures that only one request runs at a time."""

    def __init__(self, player: Player, songs: SongSource, stickers: Stickers) -> None:
        self._player = player
        self._songs = songs
        self._stickers = stickers
        self._is_stale = False
        self._read_at: Seconds = 0.0

    def listed(self) -> tuple[SongOpinion, ...]:
        """Return the opinions of songs, at most MOST_LISTED."""
        return tuple(each for each, _ in zip(opinions(self._songs.history), range(MOST_LISTED), strict=False))

    async def say(self, uri: Uri, word: Word) -> None:
        """Record an opinion: LIKED or DISLIKED under the present mood, 0 removes all opinions of the song."""
        self._songs.note_word(uri, word)
        await self._write_like(uri)

    async def take_back_all(self) -> int:
        """Erase opinions and what was heard; return how many songs had notes."""
        self._songs.forget()
        return await forget(self._player)

    def note_stale(self) -> None:
        """Note that other clients may have written notes."""
        self._is_stale = True

    async def read_if_stale(self) -> None:
        """Read other clients' notes, if there may be new ones and it isn't too soon."""
        now = asyncio.get_running_loop().time()
        if not self._is_stale or now - self._read_at < READ_AGAIN:
            return
        self._is_stale, self._read_at = False, now
        ratings: Ratings | None = await self._stickers.read_ratings()
        if ratings is not None:
            self._songs.note_ratings(ratings)

    async def _write_like(self, uri: Uri) -> None:
        history = self._songs.history
        await self._stickers.note_said(history.said, uri)
        await self._stickers.note_like(uri, history.spoken(uri))


def _source_in_words(emotion: Emotion | None, word: Word) -> str:
    when = "" if emotion is None else f" when {emotion}"
    if word == SKIPPED_TWICE:
        return f"skipped early twice{when}"
    return f"you {'liked' if word > 0 else 'disliked'} it{when}"
