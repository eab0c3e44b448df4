"""Browses a library by artist, album, genre and folder. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest

import numpy as np

from mien.music.library.genres import ESTIMATED
from mien.music.library.library import NO_ALBUM, PER_DISC, Library, Numbers, Row, Rows
from mien.music.library.search import fold
from mien.music.library.song_identity import lead
from mien.music.song import Uri

NO_TRACK = 2**31 - 1
"""Sorts songs without a track number after all others."""


@dataclass(frozen=True, slots=True)
class ArtistEntry:
    """An artist without guests: "X feat. Y" is listed under X."""

    name: str
    songs: int
    albums: int
    uri: Uri
    """One of the artist's songs, for a cover."""


@dataclass(frozen=True, slots=True)
class AlbumKey:
    """Identifies an album: its title and its artist or, if untagged, its folder."""

    title: str
    artist: str = ""
    folder: str = ""


@dataclass(frozen=True, slots=True)
class AlbumEntry:
    """An album."""

    key: AlbumKey
    artist: str
    """The album's artist or, if untagged, the artist of its first song."""
    songs: int
    uri: Uri
    """Its first song, for a cover."""


@dataclass(frozen=True, slots=True)
class GenreEntry:
    """A genre as written in the songs' tags, or as estimated."""

    tag: str
    songs: int
    is_known: bool
    """Whether the table of genres has it, so that rules can name it."""


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A folder within a folder."""

    name: str
    songs: int
    """Songs in it and in all folders below it."""


def artists(library: Library) -> tuple[ArtistEntry, ...]:
    """Return the artists of a library by name; songs without an artist are left out."""
    first = _first_rows(library.act)
    songs = np.bincount(library.act, minlength=len(first)) if len(library) else np.zeros(0, np.intp)
    pairs = np.unique(np.stack([library.act, library.album]), axis=1)
    albums = np.bincount(pairs[0][pairs[1] != NO_ALBUM], minlength=len(songs))
    entries = (
        ArtistEntry(_without_guests(name), int(songs[act]), int(albums[act]), library.uris[row])
        for act, row in first.items()
        if (name := library.artists[library.artist[row]])
    )
    return tuple(sorted(entries, key=lambda entry: (fold(entry.name), entry.name)))


def albums(library: Library, artist: str = "") -> tuple[AlbumEntry, ...]:
    """Return the albums of a library by title; with `artist`, those that have a song of this artist."""
    rows = songs_by_artist(library, artist) if artist else np.arange(len(library))
    wanted = set(np.unique(library.album[rows]).tolist()) - {NO_ALBUM}
    counts = np.bincount(library.album, minlength=len(library.albums))
    entries = (
        AlbumEntry(
            key := AlbumKey(library.albums[album], library.album_artists[album], library.folders[album]),
            key.artist or library.artists[library.artist[row]],
            int(counts[album]),
            library.uris[row],
        )
        for album, row in _first_rows(library.album).items()
        if album in wanted
    )
    return tuple(
        sorted(entries, key=lambda entry: (fold(entry.key.title), fold(entry.artist), entry.key.folder))
    )


def genres(library: Library) -> tuple[GenreEntry, ...]:
    """Return the genre tags of a library, the most frequent first; estimated ones are marked by ESTIMATED."""
    counts: dict[str, int] = {}
    for tags, songs in zip(_shown_tags(library), _songs_by_tags(library), strict=True):
        for tag in tags:
            counts[tag] = counts.get(tag, 0) + songs
    entries = (
        GenreEntry(tag, songs, bool(library.genres.families(tag.removesuffix(ESTIMATED))))
        for tag, songs in counts.items()
        if songs
    )
    return tuple(sorted(entries, key=lambda entry: (-entry.songs, entry.tag.casefold())))


def folders(library: Library, folder: str = "") -> tuple[FolderEntry, ...]:
    """Return the folders directly in `folder` ("" is the music folder), by name."""
    begin = f"{folder}/" if folder else ""
    counts: dict[str, int] = {}
    for uri in _uris_below(library, begin):
        name, slash, _ = uri[len(begin) :].partition("/")
        if slash:
            counts[name] = counts.get(name, 0) + 1
    return tuple(
        FolderEntry(name, counts[name]) for name in sorted(counts, key=lambda name: (fold(name), name))
    )


def songs_by_artist(library: Library, artist: str) -> Rows:
    """Return the rows of an artist's songs, album by album; "X" has the songs of "X feat. Y" too."""
    name = lead(artist)
    number = next(
        (
            library.act[row]
            for row in _first_rows(library.act).values()
            if lead(library.artists[library.artist[row]]) == name
        ),
        None,
    )
    if number is None:
        return np.zeros(0, np.intp)
    rows = np.flatnonzero(library.act == number)
    ordered: Rows = rows.take(np.lexsort((_in_order(library, rows), library.album[rows])))
    return ordered


def songs_on_album(library: Library, key: AlbumKey) -> Rows:
    """Return the rows of an album's songs by disc and track number, those without one last."""
    for album, title in enumerate(library.albums):
        if (title, library.album_artists[album], library.folders[album]) == (
            key.title,
            key.artist,
            key.folder,
        ):
            rows = np.flatnonzero(library.album == album) if album != NO_ALBUM else np.zeros(0, np.intp)
            return rows.take(np.argsort(_in_order(library, rows), kind="stable"))
    return np.zeros(0, np.intp)


def songs_of_genre(library: Library, tag: str) -> Rows:
    """Return the rows of the songs that have this genre tag, whatever its case."""
    has = [tag.casefold() in {each.casefold() for each in tags} for tags in _shown_tags(library)]
    return np.flatnonzero(np.array(has, np.bool_)[library.tagged]) if has else np.zeros(0, np.intp)


def songs_in_folder(library: Library, folder: str = "") -> tuple[Row, ...]:
    """Return the rows of the songs directly in `folder`, by name."""
    begin = f"{folder}/" if folder else ""
    direct = [
        (fold(uri), row)
        for row, uri in enumerate(library.uris)
        if uri.startswith(begin) and "/" not in uri[len(begin) :]
    ]
    return tuple(row for _, row in sorted(direct))


def uris_below(library: Library, begin: str, count: int) -> tuple[Uri, ...]:
    """Return the first songs by name whose uri begins with this: all of a folder and its subfolders."""
    return tuple(nsmallest(count, _uris_below(library, begin), key=str.casefold))


def songs_recently_added(library: Library, count: int) -> Rows:
    """Return the rows of the songs added last, the newest first; none whose time is unknown."""
    newest = np.argsort(-library.added.astype(np.int64), kind="stable")[:count]
    return newest[: int(np.count_nonzero(library.added[newest]))]


def _in_order(library: Library, rows: Rows) -> Numbers:
    """Return sort keys for the songs of an album."""
    tracks = library.track[rows]
    return np.where(tracks % PER_DISC == 0, NO_TRACK, tracks)


def _first_rows(numbers: Numbers) -> dict[int, Row]:
    """Return the first row of each number."""
    values, rows = np.unique(numbers, return_index=True)
    return dict(zip(values.tolist(), rows.tolist(), strict=True))


def _shown_tags(library: Library) -> Iterator[tuple[str, ...]]:
    """Yield each combination of genre tags as it is listed."""
    for tags, _, estimated in library.tags:
        yield (*dict.fromkeys(tags), *((estimated + ESTIMATED,) if estimated else ()))


def _songs_by_tags(library: Library) -> list[int]:
    counts: list[int] = np.bincount(library.tagged, minlength=len(library.tags)).tolist()
    return counts


def _uris_below(library: Library, begin: str) -> Iterable[Uri]:
    return (uri for uri in library.uris if uri.startswith(begin))


def _without_guests(name: str) -> str:
    """Return the name as written, without guests."""
    return name[: len(lead(name))] if name.casefold().startswith(lead(name)) else name
