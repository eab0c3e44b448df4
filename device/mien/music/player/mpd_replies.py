"""Parses MPD's replies. They aren't trusted, because a crafted playlist can forge lines of them. Pure."""

import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeAlias

from mien.music.library.stations import without_login
from mien.music.player.player import Entry, Playing
from mien.music.song import Song, Uri
from mien.types import PlayState, Seconds

Pair: TypeAlias = tuple[str, str]
ReplyPairs: TypeAlias = tuple[Pair, ...]
"""The lines of the answer to one command, as key (lower case) and value."""

LONGEST_TEXT = 256
"""Characters of a tag that are kept."""

MOST_GENRES = 16
"""The most genres, and the most moods, of a song that are kept."""


LARGEST_NUMBER = 9999
"""The largest track or disc number; anything larger is invalid."""


def playing(answer: ReplyPairs) -> Playing:
    """Read the answer to `status`; invalid values are left out."""
    said = dict(answer)
    state = said.get("state", "")
    volume = whole(said.get("volume", ""), -1)
    entry = whole(said.get("songid", ""), -1)
    return Playing(
        state=PlayState(state) if state in set(PlayState) else PlayState.STOP,
        entry=entry if entry >= 0 else None,
        elapsed=_seconds(said.get("elapsed", "")),
        duration=_seconds(said.get("duration", "")),
        volume=volume if 0 <= volume <= 100 else None,
        error=_text(without_login(said.get("error", ""))),
    )


def entries(answer: ReplyPairs) -> Iterator[Entry]:
    """Read the answer to `playlistinfo`. Without an id it isn't an entry, but perhaps a forged line."""
    for position, part in enumerate(p for p in _by_song(answer) if whole(_first(p, "id"), -1) >= 0):
        yield Entry(
            id=whole(_first(part, "id")),
            uri=without_login(part[0][1]),
            pos=whole(_first(part, "pos"), position),
            title=_text(_first(part, "title") or _first(part, "name")),
            artist=_text(_first(part, "artist")),
        )


def songs(answer: ReplyPairs) -> Iterator[Song]:
    """Read the answer to `find`."""
    for part in _by_song(answer):
        yield Song(
            uri=part[0][1],
            title=_text(_first(part, "title")),
            artist=_text(_first(part, "artist")),
            album=_text(_first(part, "album")),
            genres=tuple(_text(value) for key, value in part if key == "genre")[:MOST_GENRES],
            moods=tuple(_text(value) for key, value in part if key == "mood")[:MOST_GENRES],
            duration=_seconds(_first(part, "duration")),
            album_artist=_text(_first(part, "albumartist")),
            track=_number(_first(part, "track")),
            disc=_number(_first(part, "disc")),
            added=_moment(_first(part, "added") or _first(part, "last-modified")),
            file=_moment(_first(part, "last-modified")),
        )


def stickers(answer: ReplyPairs, name: str) -> dict[Uri, str]:
    """Read the answer to `sticker find`: the sticker of this name, by song."""
    found = {}
    uri = ""
    for key, value in answer:
        if key == "file":
            uri = value
        elif key == "sticker" and value.startswith(f"{name}="):
            found[uri] = value.removeprefix(f"{name}=")
    return found


def _by_song(answer: ReplyPairs) -> Iterator[list[Pair]]:
    """Split an answer into songs; each begins with its `file`."""
    part: list[Pair] = []
    for pair in answer:
        if pair[0] == "file":
            if part:
                yield part
            part = [pair]
        elif part:
            part.append(pair)
    if part:
        yield part


def _first(part: Iterable[Pair], key: str) -> str:
    return next((value for k, value in part if k == key), "")


def _text(value: str) -> str:
    """Return a text that can be shown: at most LONGEST_TEXT characters, without control characters."""
    shown = value[:LONGEST_TEXT]
    return shown if shown.isprintable() else "".join(c if c.isprintable() else " " for c in shown).strip()


def whole(value: str, otherwise: int = 0) -> int:
    """Return a whole number of at most ten digits, `otherwise` for anything else."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 10 else otherwise


def _number(value: str) -> int:
    """Return the number of a track or disc: "3" or "3/12"; 0 for anything else."""
    number = whole(value.partition("/")[0].strip())
    return number if number <= LARGEST_NUMBER else 0


def _moment(value: str) -> Seconds:
    """Return a moment such as 2026-11-29T07:00:00Z in Unix time; 0 for anything else."""
    try:
        moment = datetime.fromisoformat(value[:32])
        return max(0.0, moment.timestamp()) if moment.tzinfo is not None else 0.0
    except (ValueError, OverflowError):
        return 0.0


def _seconds(value: str) -> Seconds:
    try:
        seconds = float(value[:24] or 0)
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0
