"""What the speaker remembers of the music: what was heard, and what was said of it. Pure, bounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Self

from mien.mood.emotion import Emotion
from mien.music.selection.criteria import FRESH_AGAIN
from mien.music.song import Pick, Uri
from mien.types import EntryId, Seconds

MOST_WORDS = 2000
"""Songs that the owner's word is kept of; the oldest is dropped first."""
SKIPPED = -1.0


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


@dataclass(frozen=True, slots=True)
class History:
    """What was heard, and what the owner said of it."""

    heard: tuple[Uri, ...] = ()
    """Songs, the newest last."""
    said: Mapping[tuple[Emotion, Uri], float] = field(default_factory=lambda: MappingProxyType({}))
    """The owner's word on songs by mood: -1 (skipped) to 1 (liked)."""
    undo: SkippedSong | None = None
    """The skip that can be undone."""

    def after_song(self, uri: Uri) -> Self:
        """Return the history after a song began."""
        return replace(self, heard=(*self.heard, uri)[-FRESH_AGAIN:])

    def after_skip(self, skipped: SkippedSong) -> Self:
        """Return the history after the owner skipped a song."""
        kept = self
        if skipped.emotion is not None:
            kept = self.after_word(skipped.emotion, skipped.uri, SKIPPED)
        return replace(kept, undo=skipped)

    def after_word(self, emotion: Emotion, uri: Uri, value: float) -> Self:
        """Return the history after the owner's word on a song under a mood: -1 to 1; 0 takes it back."""
        said = {key: word for key, word in self.said.items() if key != (emotion, uri)}
        if value:
            said[emotion, uri] = max(-1.0, min(1.0, value))
        while len(said) > MOST_WORDS:
            del said[next(iter(said))]
        return replace(self, said=MappingProxyType(said))

    def after_undo(self) -> Self:
        """Return the history after the last skip was taken back."""
        kept = self
        if self.undo is not None and self.undo.emotion is not None:
            kept = self.after_word(self.undo.emotion, self.undo.uri, 0.0)
        return replace(kept, undo=None)

    def liking(self, emotion: Emotion) -> Mapping[Uri, float]:
        """Return what was said of songs under a mood."""
        return {uri: value for (under, uri), value in self.said.items() if under is emotion}
