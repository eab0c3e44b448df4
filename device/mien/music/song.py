"""A song, and a song picked with the reasons for it."""

from dataclasses import dataclass
from typing import TypeAlias

from mien.types import Seconds

Uri: TypeAlias = str


@dataclass(frozen=True, slots=True)
class Song:
    """What is known of a song before it is heard.

    `album_artist`: whose album it is on, "" when untagged; one of many artists' songs has one all the same.

    `genres` and `moods` as tagged. `duration`: seconds, 0 when unknown (a stream). `valence`, `arousal`:
    -1..1, `tempo`: beats per minute, `energy`: 0..1; None when nobody measured them. `explicit`: None
    when nobody said.
    """

    uri: Uri
    title: str = ""
    artist: str = ""
    album: str = ""
    genres: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    duration: Seconds = 0.0
    valence: float | None = None
    arousal: float | None = None
    tempo: float | None = None
    energy: float | None = None
    explicit: bool | None = None
    album_artist: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a song: a criterion, its weight (all weights sum to 1), the song's value in it (0..1), a phrase."""

    criterion: str
    weight: float
    value: float
    phrase: str


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen song. `score`: 0..1, comparable only within one ranking."""

    song: Song
    score: float
    reasons: tuple[Reason, ...] = ()

    def why(self) -> str:
        """Return the reasons as one sentence, the weightiest first."""
        phrases = [r.phrase for r in sorted(self.reasons, key=lambda r: -r.weight * r.value) if r.phrase]
        return ("; ".join(phrases[:3]) or "nothing fits better") + "."
