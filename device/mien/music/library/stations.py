"""Internet radio: stations by genre, for a speaker without a library. Pure.

    [[station]]
    name = "Quiet Piano"
    uri = "https://radio.example/piano.mp3"
    genres = ["classical", "ambient"]

A station never ends, so a new mood changes it at once: there is no song boundary to wait for. Its
uri may hold a user and a password, `https://user:password@radio.example/`: only the player is told these.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from mien.errors import MienError
from mien.music.library.genres import Genres
from mien.music.song import Song, Uri

_KEYS = ("name", "uri", "genres", "valence", "arousal")
_LOGIN = re.compile(r"(?<=://)[^/?#\s\"']*@")
_SCHEMES = ("http://", "https://", "rtsp://", "mms://")


class StationsError(MienError, ValueError):
    """The stations have mistakes; one sentence each in `problems`."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def is_endless(uri: Uri) -> bool:
    """Return whether this is a stream, which has no end to wait for."""
    return "://" in uri


def without_login(text: str) -> str:
    """Return an address, or a text with addresses in it, without users and passwords.

    A station is known and shown by this: MPD leaves them out of some addresses, which depends on its version.
    """
    return _LOGIN.sub("", text)


def read_stations(text: str, genres: Genres) -> tuple[Song, ...]:
    """Read stations, as songs without an end.

    Raises:
        StationsError: with all mistakes at once.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as low:
        raise StationsError((f"the stations are no TOML: {low}",)) from low
    rows = table.get("station", [])
    problems = [f"{key!r} is no key; only [[station]] is" for key in table if key != "station"]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise StationsError((*problems, "stations must be written [[station]]"))
    for number, row in enumerate(rows, 1):
        problems += [f"station {row.get('name') or number}: {what}" for what in _problems(row, genres)]
    if problems:
        raise StationsError(tuple(problems))
    return tuple(_station(row) for row in rows)


def _station(row: Mapping[str, Any]) -> Song:
    valence, arousal = row.get("valence"), row.get("arousal")
    return Song(row["uri"], row["name"], genres=tuple(row["genres"]), valence=valence, arousal=arousal)


def _problems(row: Mapping[str, Any], genres: Genres) -> Iterator[str]:
    yield from (f"{key!r} is no key" for key in row if key not in _KEYS)
    if not isinstance(row.get("name"), str) or not row["name"]:
        yield "it needs a name"
    uri = row.get("uri")
    if not isinstance(uri, str) or not uri.startswith(_SCHEMES) or not uri.isprintable() or " " in uri:
        yield f"uri must be an address that begins with {', '.join(_SCHEMES)}"
    named = row.get("genres")
    if not isinstance(named, list) or not named:
        yield "it needs genres, one at least"
    else:
        unknown = (name for name in named if not isinstance(name, str) or genres.family(name) is None)
        yield from (f"{name!r} is not in the table of genres" for name in unknown)
    for key in ("valence", "arousal"):
        value = row.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not -1 <= value <= 1:
            yield f"{key} must be a number from -1 to 1"
