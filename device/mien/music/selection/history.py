"""What the speaker remembers about the music: what was heard, and what people thought of it. Pure, bounded.

An *opinion* of a song (`word` in the code) is a number: LIKED, DISLIKED, or what skips imply. The owner's
opinions belong to a mood, or to all moods (None) if no mood was known at the time. A skip within SURFING
seconds is browsing and means nothing, nor does a skip in the second half of a song. In between it is an early
skip: the first one is only remembered, the second one of the same song under the same mood counts as a
dislike.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Self, TypeAlias

from mien.mood.emotion import Emotion
from mien.music.selection.heard import DISLIKED, LIKED, REMEMBERED
from mien.music.song import Pick, Uri
from mien.types import EntryId, Seconds

Word: TypeAlias = float
"""-1 to 1; see LIKED, DISLIKED, SKIPPED_ONCE, SKIPPED_TWICE, OFTEN_SKIPPED."""
Said: TypeAlias = Mapping[tuple[Emotion | None, Uri], Word]
"""The owner's words on songs, by mood; None: under all moods."""

SKIPPED_ONCE: Word = -0.25
"""An early skip: only remembered."""
SKIPPED_TWICE: Word = -0.75
"""A dislike shown by skips: the song is chosen less often."""
OFTEN_SKIPPED: Word = -0.5
"""Other clients' counts show a song skipped more often than heard."""

MOST_WORDS = 2000
"""The most opinions that are kept; the oldest skips are dropped first, then old opinions."""
SURFING: Seconds = 5.0
"""A song skipped sooner was not listened to."""


@dataclass(frozen=True, slots=True)
class SkippedSong:
    """A song that the owner skipped, so that the skip can be undone."""

    entry: EntryId
    """The entry of the queue that it was."""
    uri: Uri
    """Which song."""
    elapsed: Seconds
    """Seconds of it that had played."""
    emotion: Emotion | None = None
    """The mood under which the skip counts against it; None if it doesn't count."""
    pick: Pick | None = None
    """Why it had been chosen; None for the owner's own."""
    duration: Seconds = 0.0
    """How long it is; 0 if that is unknown."""
    before: Word | None = None
    """The owner's word on it before the skip, None without one."""

    @property
    def is_early(self) -> bool:
        """Whether it had been listened to, but less than half of it."""
        return SURFING <= self.elapsed < self.duration / 2


@dataclass(frozen=True, slots=True)
class History:
    """What was heard, and the opinions of it."""

    heard: tuple[Uri, ...] = ()
    """Songs, the newest last."""
    said: Said = field(default_factory=lambda: MappingProxyType({}))
    """The owner's words, the oldest first. 0: explicitly neutral, whatever other clients say."""
    undo: SkippedSong | None = None
    """The skip that can be undone."""
    others: Mapping[Uri, Word] = field(default_factory=lambda: MappingProxyType({}))
    """What other clients' notes say of songs, under all moods; the owner's words here count more."""

    def after_song(self, uri: Uri) -> Self:
        """Return the history after a song began."""
        return replace(self, heard=(*self.heard, uri)[-REMEMBERED:])

    def after_skip(self, skipped: SkippedSong) -> Self:
        """Return the history after the owner skipped a song; an early skip counts under its mood."""
        if skipped.emotion is None or not skipped.is_early:
            return replace(self, undo=replace(skipped, emotion=None))
        before = self.said.get((skipped.emotion, skipped.uri))
        noted = replace(skipped, before=before)
        if abs(self._explicit_opinion(skipped.emotion, skipped.uri)) >= LIKED:  # an opinion outranks a skip
            return replace(self, undo=replace(noted, emotion=None))
        word = SKIPPED_ONCE if before is None or before >= 0 else SKIPPED_TWICE
        return replace(self.after_word(skipped.emotion, skipped.uri, word), undo=noted)

    def after_undo(self) -> Self:
        """Return the history after the last skip was undone, including its effect."""
        kept = self
        if self.undo is not None and self.undo.emotion is not None:
            kept = replace(
                self, said=_with_opinion(self.said, (self.undo.emotion, self.undo.uri), self.undo.before)
            )
        return replace(kept, undo=None)

    def after_word(self, emotion: Emotion | None, uri: Uri, word: Word) -> Self:
        """Return the history after the owner's word on a song, under a mood or all moods; 0 takes it back."""
        kept = self
        if emotion is None:
            kept = self.after_neutral(uri)
        return replace(kept, said=_with_opinion(kept.said, (emotion, uri), max(-1.0, min(1.0, word)) or None))

    def after_neutral(self, uri: Uri) -> Self:
        """Return the history after the owner took back every word on a song, also that of other clients."""
        said = {key: word for key, word in self.said.items() if key[1] != uri}
        return replace(self, said=_with_opinion(said, (None, uri), 0.0 if self.others.get(uri) else None))

    def with_words(self, said: Said, others: Mapping[Uri, Word]) -> Self:
        """Return the history with words from before; what was said since counts more."""
        both = {**said, **self.said}
        for least in tuple(_least_important(both)):
            del both[least]
        return replace(self, said=MappingProxyType(both), others=MappingProxyType({**others}))

    def forgotten(self) -> Self:
        """Return the history without anything that the owner said or heard; other clients' notes stay."""
        return replace(type(self)(), others=self.others)

    def liking(self, emotion: Emotion) -> Mapping[Uri, Word]:
        """Return the opinions of songs that count under a mood; a single early skip doesn't."""
        words = {**self.others}
        for under in (None, emotion):
            for (of, uri), word in self.said.items():
                if of is under and word != SKIPPED_ONCE:
                    words[uri] = word
        return {uri: word for uri, word in words.items() if word}

    def word(self, emotion: Emotion | None, uri: Uri) -> Word:
        """Return the word on one song that counts under a mood (None: while no mood is known), 0 for none."""
        for key in ((emotion, uri), (None, uri)):
            word = self.said.get(key, SKIPPED_ONCE)
            if word != SKIPPED_ONCE:
                return word
        return self.others.get(uri, 0.0)

    def spoken(self, uri: Uri) -> Word:
        """Return the owner's explicit opinion of a song, under any mood: LIKED, DISLIKED or 0."""
        words = [word for (_, of), word in self.said.items() if of == uri]
        return LIKED if LIKED in words else DISLIKED if DISLIKED in words else 0.0

    def _explicit_opinion(self, emotion: Emotion, uri: Uri) -> Word:
        return self.said.get((emotion, uri), self.said.get((None, uri), 0.0))


def _with_opinion(said: Said, key: tuple[Emotion | None, Uri], word: Word | None) -> Said:
    """Return what was said with this word as the newest, None without it; bounded."""
    after = {other: value for other, value in said.items() if other != key}
    if word is not None:
        after[key] = word
    for least in tuple(_least_important(after)):
        del after[least]
    return MappingProxyType(after)


def _least_important(said: Said) -> Iterator[tuple[Emotion | None, Uri]]:
    """Yield what is dropped because there are too many words."""
    surplus = len(said) - MOST_WORDS
    if surplus <= 0:
        return
    shown = [key for key, word in said.items() if abs(word) < LIKED]
    yield from (shown + [key for key in said if key not in set(shown)])[:surplus]
