"""Internet radio: stations by genre, for a speaker without a library. Pure.

    [[station]]
    name = "Quiet Piano"
    uri = "https://radio.example/piano.mp3"
    genres = ["classical", "ambient"]

A station never ends, so a new mood changes it at once: there is no song boundary to wait for. Its uri may
hold a user and a password, `https://user:password@radio.example/`: only the player gets these.
"""

import re
from collections.abc import Mapping
from typing import Any

from mien.config.toml_table import TomlError, TomlMistakes, TomlTable, read_toml, refuse
from mien.music.library.genres import Genres
from mien.music.song import Song, Uri

_KEYS = ("name", "uri", "genres", "valence", "arousal")
_LOGIN = re.compile(r"(?<=://)[^/?#\s\"']*@")
_SCHEMES = ("http://", "https://", "rtsp://", "mms://")


class StationsError(TomlError):
    """The stations have mistakes."""


def is_endless(uri: Uri) -> bool:
    """Return whether this is a stream, which never ends."""
    return "://" in uri


def without_login(text: str) -> str:
    """Return an address, or a text with addresses in it, without users and passwords.

    Stations are identified and shown by this: some versions of MPD leave the login out of some addresses.
    """
    return _LOGIN.sub("", text)


def read_stations(text: str, genres: Genres) -> tuple[Song, ...]:
    """Read stations, as songs without an end.

    Raises:
        StationsError: with all mistakes at once.
    """
    table = read_toml(text, StationsError)
    refuse(_mistakes(table, genres), StationsError)
    return tuple(_station(row.values) for row in table.rows("station") or ())


def _station(row: Mapping[str, Any]) -> Song:
    valence, arousal = row.get("valence"), row.get("arousal")
    return Song(row["uri"], row["name"], genres=tuple(row["genres"]), valence=valence, arousal=arousal)


def _mistakes(table: TomlTable, genres: Genres) -> TomlMistakes:
    for key in table.values:
        if key != "station":
            yield table.mistake(f"unknown key {key}; only [[station]] is known", key)
    rows = table.rows("station")
    if rows is None:
        yield table.mistake("stations must be written [[station]]", "station")
    for row in rows or ():
        yield from _row_mistakes(row, genres)


def _row_mistakes(row: TomlTable, genres: Genres) -> TomlMistakes:
    yield from row.unknown_keys(_KEYS)
    yield from row.text("name")
    uri = row.values.get("uri")
    if not isinstance(uri, str) or not uri.startswith(_SCHEMES) or not uri.isprintable() or " " in uri:
        yield row.mistake(f"uri must be an address that begins with {', '.join(_SCHEMES)}", "uri")
    if not isinstance(row.values.get("genres"), list) or not row.values["genres"]:
        yield row.mistake("it needs genres, at least one", "genres")
    else:
        yield from (row.mistake(says, "genres") for says in genres.unknown(row.values["genres"]))
    for key in ("valence", "arousal"):
        if key in row.values:
            yield from row.number(key, -1, 1)
