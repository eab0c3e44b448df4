"""Songs as JSON Lines: one object per line, for `mien choose --songs` and for benchmarks. Pure.

    {"uri": "a.mp3", "title": "A", "artist": "B", "album": "C", "genres": ["Jazz"], "moods": [],
     "duration": 200, "valence": 0.2, "arousal": -0.4, "tempo": 90, "energy": 0.3, "explicit": false,
     "album_artist": "B"}

Only `uri` is required. valence, arousal: -1..1, energy: 0..1, duration: seconds, tempo: beats per minute.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from mien.errors import MienError
from mien.music.song import Song

_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "duration": (0.0, 1e6),
        "valence": (-1.0, 1.0),
        "arousal": (-1.0, 1.0),
        "tempo": (0.0, 1000.0),
        "energy": (0.0, 1.0),
    }
)


class SongError(MienError, ValueError):
    """A line isn't a song; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that isn't a song."""

    number: int
    """Its number, from 1."""
    why: str
    """What is wrong with it."""


def read_songs(lines: Iterable[str]) -> Iterator[Song | BadLine]:
    """Yield for every line that isn't empty its song, or what is wrong with it, such as a repeated uri."""
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            song = read_song(line)
        except SongError as bad:
            yield BadLine(number, str(bad))
            continue
        yield BadLine(number, f"{song.uri!r} occurs twice") if song.uri in seen else song
        seen.add(song.uri)


def read_song(line: str) -> Song:
    """Read one song.

    Raises:
        SongError: the line isn't a song.
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as low:
        raise SongError(f"isn't valid JSON: {low}") from low
    if not isinstance(said, dict):
        raise SongError("isn't a JSON object")
    uri = said.get("uri")
    if not isinstance(uri, str) or not uri:
        raise SongError("uri must be text, and not empty")
    explicit = said.get("explicit")
    if explicit is not None and not isinstance(explicit, bool):
        raise SongError("explicit must be true or false")
    return Song(
        uri,
        title=_text(said, "title"),
        artist=_text(said, "artist"),
        album=_text(said, "album"),
        genres=_list(said, "genres"),
        moods=_list(said, "moods"),
        duration=_number(said, "duration") or 0.0,
        valence=_number(said, "valence"),
        arousal=_number(said, "arousal"),
        tempo=_number(said, "tempo"),
        energy=_number(said, "energy"),
        explicit=explicit,
        album_artist=_text(said, "album_artist"),
    )


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise SongError(f"{key} must be text")
    return value


def _list(said: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = said.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SongError(f"{key} must be a list of strings")
    return tuple(value)


def _number(said: Mapping[str, Any], key: str) -> float | None:
    value = said.get(key)
    if value is None:
        return None
    least, most = _RANGES[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise SongError(f"{key} must be a number")
    if not least <= value <= most:
        raise SongError(f"{key} must be from {least:g} to {most:g}, not {value:g}")
    return float(value)
