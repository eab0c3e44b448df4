"""What a song sounds like, as measured: a sticker at the player, for every client to see. Pure.

The sticker `mien.sound` is JSON: the fields of `Sound`, the embedding in base64. What was not measured is
left out, so stickers of earlier releases, which have fewer fields, still read.
"""

import base64
import binascii
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from mien.music.library.genres import Family, shipped_genres
from mien.music.song import EMBEDDING_SIZE, KEYS, Embedding, Song
from mien.types import Seconds

__all__ = ["EMBEDDING_SIZE", "KEYS", "Embedding", "Sound", "read_sound"]

SOUND = "mien.sound"
MOST_MOODS = 8
"""The most mood tags in a sticker."""
LONGEST_TAG = 40
"""Characters of a mood tag or the name of who measured."""
LONGEST_PROBLEM = 200
LEAST_SHARE = 0.3
"""The lowest probability at which a genre counts."""

_BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "valence": (-1.0, 1.0),
        "arousal": (-1.0, 1.0),
        "energy": (0.0, 1.0),
        "brightness": (0.0, 1.0),
        "tempo": (0.0, 1000.0),
        "loudness": (-120.0, 20.0),
        "danceability": (0.0, 1.0),
        "vocal": (0.0, 1.0),
        "genre_share": (0.0, 1.0),
    }
)


@dataclass(frozen=True, slots=True)
class Sound:
    """What was measured of a song; None where nothing was."""

    by: str
    """How it was measured: "mood tag", "audio 1", a network's name."""
    valence: float | None = None
    """-1 (sad) to 1 (happy)."""
    arousal: float | None = None
    """-1 (calm) to 1 (lively)."""
    energy: float | None = None
    """0 to 1."""
    brightness: float | None = None
    """0 to 1."""
    tempo: float | None = None
    """Beats per minute."""
    loudness: float | None = None
    """Decibels below full scale (RMS), so hardly ever above 0."""
    danceability: float | None = None
    """0 to 1."""
    vocal: float | None = None
    """Probability that somebody sings or speaks, 0 to 1."""
    genre: Family | None = None
    """The most likely genre: a family of our table."""
    genre_share: float | None = None
    """How likely that genre is, 0 to 1."""
    key: str | None = None
    """One of KEYS, such as "A minor"."""
    moods: tuple[str, ...] = ()
    """Tags such as "mellow", the most likely first."""
    embedding: Embedding | None = None
    """Its embedding."""
    file: Seconds | None = None
    """The date of the file that was analysed (Unix time); None in stickers of earlier releases."""
    problem: str = ""
    """Why nothing could be measured, "" if something was."""

    def note(self) -> str:
        """Return the sticker."""
        measured = {name: getattr(self, name) for name in _BOUNDS}
        said: dict[str, Any] = {
            "by": self.by,
            **{name: round(value, 3) for name, value in measured.items() if value is not None},
            "genre": self.genre,
            "key": self.key,
            "moods": list(self.moods),
            "embedding": self.embedding and base64.b64encode(self.embedding).decode("ascii"),
            "file": None if self.file is None else int(self.file),
            "problem": self.problem[:LONGEST_PROBLEM],
        }
        return json.dumps({name: value for name, value in said.items() if value not in (None, [], "")})

    def of(self, song: Song) -> Song:
        """Return the song with the measured values where its own tags have none."""
        return replace(
            song,
            valence=self.valence if song.valence is None else song.valence,
            arousal=self.arousal if song.arousal is None else song.arousal,
            energy=self.energy if song.energy is None else song.energy,
            tempo=self.tempo if song.tempo is None else song.tempo,
            loudness=self.loudness,
            key=self.key or "",
            estimated_genre=(self.genre or "") if (self.genre_share or 0.0) >= LEAST_SHARE else "",
            embedding=self.embedding,
        )


def read_sound(note: str) -> Sound | None:
    """Return what a sticker says, None if it isn't one of ours: anybody can write stickers."""
    try:
        said = json.loads(note)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not isinstance(said.get("by"), str):
        return None
    genre, key = said.get("genre"), said.get("key")
    return Sound(
        said["by"][:LONGEST_TAG],
        **{name: _number_within(said.get(name), bounds) for name, bounds in _BOUNDS.items()},
        genre=genre if isinstance(genre, str) and genre in shipped_genres().places else None,
        key=key if key in KEYS else None,
        moods=_tags(said.get("moods")),
        embedding=_embedding(said.get("embedding")),
        file=_number_within(said.get("file"), (0.0, 2.0**40)),
        problem=_problem(said.get("problem")),
    )


def _number_within(value: Any, bounds: tuple[float, float]) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if bounds[0] <= value <= bounds[1] else None  # false for NaN, too


def _tags(value: Any) -> tuple[str, ...]:
    tags = value if isinstance(value, list) else []
    good = (tag for tag in tags if isinstance(tag, str) and tag.isprintable() and 0 < len(tag) <= LONGEST_TAG)
    return tuple(good)[:MOST_MOODS]


def _problem(value: Any) -> str:
    return value[:LONGEST_PROBLEM] if isinstance(value, str) and value.isprintable() else ""


def _embedding(value: Any) -> Embedding | None:
    """Return the bytes of an embedding; None if it isn't a vector of length 1 (within rounding)."""
    try:
        vector = base64.b64decode(value, validate=True)
    except (TypeError, ValueError, binascii.Error):
        return None
    if len(vector) != EMBEDDING_SIZE:
        return None
    length = math.hypot(*memoryview(vector).cast("b")) / 127
    return vector if 0.95 <= length <= 1.05 else None
