"""A song, and a song picked with the reasons for it."""

from dataclasses import dataclass, field
from typing import TypeAlias

from mien.mood.emotion import Emotion
from mien.types import Seconds

Uri: TypeAlias = str
EMBEDDING_SIZE = 64
"""Numbers in an embedding, one byte each."""
Embedding: TypeAlias = bytes
"""EMBEDDING_SIZE signed bytes: a vector of length 1, times 127. Songs that sound alike lie close together."""
_TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
KEYS = tuple(f"{tonic} {mode}" for mode in ("major", "minor") for tonic in _TONICS)
"""The keys by name: the major ones from C upwards, then the minor ones."""


@dataclass(frozen=True, slots=True)
class Song:
    """A song's metadata."""

    uri: Uri
    """The player's name for it: a path below the music folder, or an address."""
    title: str = ""
    """As tagged, "" when untagged."""
    artist: str = ""
    """As tagged, "" when untagged."""
    album: str = ""
    """As tagged, "" when untagged."""
    genres: tuple[str, ...] = ()
    """As tagged."""
    moods: tuple[str, ...] = ()
    """As tagged."""
    duration: Seconds = 0.0
    """How long it is; 0 when unknown, as for a stream."""
    valence: float | None = None
    """-1 (sad) to 1 (happy); None when not measured."""
    arousal: float | None = None
    """-1 (calm) to 1 (lively); None when not measured."""
    tempo: float | None = None
    """Beats per minute; None when not measured."""
    energy: float | None = None
    """0 to 1; None when not measured."""
    explicit: bool | None = None
    """Whether it is marked as explicit; None when not marked at all."""
    album_artist: str = ""
    """The artist of its album, "" when untagged; the same for all songs of an album by many artists."""
    track: int = 0
    """Its number on the album or disc, 0 when untagged."""
    disc: int = 0
    """Which disc of the album it is on, 0 when untagged."""
    added: Seconds = 0.0
    """When it was added (before MPD 0.24: when its file last changed), Unix time; 0 when unknown."""
    file: Seconds = 0.0
    """When its file last changed, Unix time; 0 when unknown."""
    loudness: float | None = None
    """Decibels below full scale; None when not measured."""
    key: str = ""
    """One of KEYS, "" when not measured."""
    estimated_genre: str = ""
    """A family of genres by its sound, "" when not measured. Counts only where no tag names a known genre."""
    embedding: Embedding | None = field(default=None, repr=False)
    """Its embedding; None when not measured."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a song was chosen, by one criterion."""

    criterion: str
    """The criterion's name."""
    weight: float
    """How much it counts; all weights sum to 1."""
    value: float
    """The song's value, 0 to 1."""
    phrase: str
    """The same in words, "" if it isn't worth mentioning."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen song."""

    song: Song
    """Which one."""
    score: float
    """0 to 1, comparable only within one ranking."""
    reasons: tuple[Reason, ...] = ()
    """Why it was chosen, one for each criterion."""
    emotion: Emotion | None = None
    """The mood that it was chosen for; None if that is no longer known."""
    genres: tuple[str, ...] = ()
    """The genres of the target at the time, the best first."""

    def why(self) -> str:
        """Return the reasons as one sentence, the most important first."""
        phrases = [r.phrase for r in sorted(self.reasons, key=lambda r: -r.weight * r.value) if r.phrase]
        said = "; ".join(phrases[:3]) or "nothing fits better"
        return f"{said[0].upper()}{said[1:]}."
