"""What the speaker remembers of the music: what was heard, and skipped under which mood. Pure, bounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Self

from mien.mood.emotion import Emotion
from mien.music.selection.criteria import FRESH_AGAIN
from mien.music.song import Pick, Uri
from mien.types import EntryId, Seconds

MOST_WORDS = 2000
SKIPPED = -1.0


@dataclass(frozen=True, slots=True)
class Skipped:
    """The last skip, for bringing the song back.

    Which entry, how far it had come, under which mood; `pick`: why it had been chosen, if it was ours.
    """

    entry: EntryId
    uri: Uri
    elapsed: Seconds
    emotion: Emotion | None = None
    pick: Pick | None = None


@dataclass(frozen=True, slots=True)
class History:
    """`heard`: the newest last. `said`: the owner's word on songs by mood, -1 to 1. `undo`: the last skip."""

    heard: tuple[Uri, ...] = ()
    said: Mapping[tuple[Emotion, Uri], float] = field(default_factory=lambda: MappingProxyType({}))
    undo: Skipped | None = None

    def after_song(self, uri: Uri) -> Self:
        """Return the memory after a song began."""
        return replace(self, heard=(*self.heard, uri)[-FRESH_AGAIN:])

    def after_skip(self, skipped: Skipped) -> Self:
        """Return the memory after the owner skipped a song."""
        kept = self
        if skipped.emotion is not None:
            kept = self.after_word(skipped.emotion, skipped.uri, SKIPPED)
        return replace(kept, undo=skipped)

    def after_word(self, emotion: Emotion, uri: Uri, value: float) -> Self:
        """Return the memory after the owner's word on a song under a mood: -1 to 1; 0 takes it back."""
        said = {key: word for key, word in self.said.items() if key != (emotion, uri)}
        if value:
            said[emotion, uri] = max(-1.0, min(1.0, value))
        while len(said) > MOST_WORDS:
            del said[next(iter(said))]
        return replace(self, said=MappingProxyType(said))

    def after_undo(self) -> Self:
        """Return the memory after the last skip was taken back."""
        kept = self
        if self.undo is not None and self.undo.emotion is not None:
            kept = self.after_word(self.undo.emotion, self.undo.uri, 0.0)
        return replace(kept, undo=None)

    def liking(self, emotion: Emotion) -> Mapping[Uri, float]:
        """Return what was said of songs under a mood."""
        return {uri: value for (under, uri), value in self.said.items() if under is emotion}
