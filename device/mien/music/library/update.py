"""Updates a library after songs were added, removed or retagged, without building all of it again. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mien.music.library.genres import unknown_genres
from mien.music.library.library import AlbumHome, Bits, Library, Numbers, build_library
from mien.music.library.song_identity import acts, copies, recordings
from mien.music.library.string_table import StringTable
from mien.music.library.uri_index import UriIndex
from mien.music.song import Song, Uri

_Word = TypeVar("_Word")


def updated(library: Library, gone: Iterable[Uri], songs: Iterable[Song]) -> Library:
    """Return the library without the songs that are gone, and with these songs, new or changed."""
    new = build_library(songs, library.genres)
    replaced = {*library.rows(tuple(gone)), *library.rows(tuple(new.uris))} - {None}
    kept = np.ones(len(library), np.bool_)
    kept[[row for row in replaced if row is not None]] = False
    return _joined(library, np.flatnonzero(kept), new)


def _joined(old: Library, kept: NDArray[np.intp], new: Library) -> Library:
    """Return some rows of one library and all of another, with artists, albums and tags numbered together."""
    artists, artist = _merged(list(old.artists), list(new.artists), new.artist)
    albums, album = _merged(_album_keys(old), _album_keys(new), new.album)
    tags, tagged = _merged(list(old.tags), list(new.tags), new.tagged)
    artist = np.concatenate([old.artist[kept], artist])
    tagged = np.concatenate([old.tagged[kept], tagged])
    keys = np.concatenate([old.recording_key[kept], new.recording_key])
    measures = {name: np.concatenate([old.measures[name][kept], new.measures[name]]) for name in old.measures}
    recording = recordings(keys, measures["duration"])
    uris = [old.uris[row] for row in kept] + list(new.uris)
    return replace(
        old,
        uris=StringTable.of(uris),
        titles=StringTable.of([old.titles[row] for row in kept] + list(new.titles)),
        artists=StringTable.of(artists),
        albums=StringTable.of(title for _, title in albums),
        album_artists=StringTable.of(artist for (artist, _), _ in albums),
        folders=StringTable.of(folder for (_, folder), _ in albums),
        artist=artist,
        act=acts(artists)[artist],
        recording_key=keys,
        recording=recording,
        copies=copies(recording),
        album=np.concatenate([old.album[kept], album]),
        tags=tuple(tags),
        tagged=tagged,
        kinds=_kinds(old, new, len(tags)),
        estimated=np.array([bool(estimated) for _, _, estimated in tags], np.bool_),
        measures=MappingProxyType(measures),
        place=np.concatenate([old.place[:, kept], new.place], axis=1),
        track=np.concatenate([old.track[kept], new.track]),
        added=np.concatenate([old.added[kept], new.added]),
        guessed=np.concatenate([old.guessed[kept], new.guessed]),
        key=np.concatenate([old.key[kept], new.key]),
        embedding=np.concatenate([old.embedding[kept], new.embedding]),
        uri_index=UriIndex.of(np.fromiter((hash(uri) for uri in uris), np.int64)),
        unknown=unknown_genres(tags, tagged, old.genres),
    )


def _merged(before: list[_Word], more: list[_Word], numbers: Numbers) -> tuple[list[_Word], Numbers]:
    """Return the words of both lists, each once, and the indexes into `more` as indexes into the result."""
    place = {word: number for number, word in enumerate(before)}
    into = np.array([place.setdefault(word, len(place)) for word in more], np.int32)
    return list(place), into[numbers]


def _album_keys(library: Library) -> list[tuple[AlbumHome, str]]:
    """Return the identity of each album: its artist or folder, and its title."""
    return list(zip(zip(library.album_artists, library.folders, strict=True), library.albums, strict=True))


def _kinds(old: Library, new: Library, count: int) -> Bits:
    """Return the families of each kind of tags, the old ones first."""
    kinds = dict(zip(old.tags, old.kinds.tolist(), strict=True))
    kinds |= dict(zip(new.tags, new.kinds.tolist(), strict=True))
    return np.fromiter(kinds.values(), np.uint64, count)
