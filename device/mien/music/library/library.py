"""The songs, as arrays: 100,000 of them fit into a small board's memory and are compared in milliseconds."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from mien.music.library.genres import Family, Genres, bits_of, families_of, unknown_genres
from mien.music.library.places import felt_places, genre_places, is_guessed, measured_places
from mien.music.library.song_identity import acts, copies, recording_key, recordings
from mien.music.library.string_table import StringTable, StringTableBuilder
from mien.music.library.uri_index import UriIndex
from mien.music.song import EMBEDDING_SIZE, KEYS, Song, Uri

Row: TypeAlias = int
Floats: TypeAlias = NDArray[np.float32]
Numbers: TypeAlias = NDArray[np.int32]
Bits: TypeAlias = NDArray[np.uint64]
Flags: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = NDArray[np.intp]
AlbumHome: TypeAlias = tuple[str, str]
"""What tells albums of one title apart: the artist and "", or "" and the folder."""

_Text = TypeVar("_Text")
_Scalar = TypeVar("_Scalar", bound=np.generic)
NO_ARTIST = 0
NO_ALBUM = 0
NO_HOME: AlbumHome = ("", "")
PER_DISC = 10_000
"""More than a disc has tracks."""
LATEST = 2**32 - 1
"""The last moment that fits into four bytes: in 2106."""
_MEASURES = ("duration", "valence", "arousal", "tempo", "energy", "explicit", "loudness")
NO_KEY = -1
_KEY_NUMBERS = {key: number for number, key in enumerate(KEYS)}
Tags: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], Family]
"""Genre tags, mood tags, and the family that was estimated because no tag names one ("" otherwise)."""


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """The songs by row. A column of numbers points into a table."""

    genres: Genres
    """The genre table that the tags were read by."""
    uris: StringTable
    """The uri of each row."""
    titles: StringTable
    """The title of each row."""
    artists: StringTable
    """All artists, each once; NO_ARTIST comes first."""
    albums: StringTable
    """The titles of all albums; NO_ALBUM comes first."""
    album_artists: StringTable
    """The artist of each album, as tagged."""
    folders: StringTable
    """The folder of each album without a tagged artist: it tells albums of one title apart."""
    artist: Numbers
    """The artist of each row, by place in `artists`."""
    act: Numbers
    """A number for each row's artist without guests ("X feat. Y" is X)."""
    album: Numbers
    """The album of each row, by place in `albums`."""
    recording_key: NDArray[np.int64]
    """A hash for each row, from which `recording` follows."""
    recording: Rows
    """For each row the first row of the same recording: copies are on other albums."""
    copies: Rows
    """The rows whose recording is at an earlier row."""
    tags: tuple[Tags, ...]
    """All combinations of tags, each once."""
    tagged: Numbers
    """The tags of each row, by place in `tags`."""
    kinds: Bits
    """The families of each of `tags`: bit i for family i of `genres`, no bit if none is known."""
    estimated: Flags
    """For each of `tags`, whether its family is estimated."""
    measures: Mapping[str, Floats]
    """By row duration (s), valence, arousal (-1..1), tempo (BPM), energy, explicit (0..1), loudness (dB)."""
    place: Floats
    """Valence and arousal, measured, or else by mood tags or genres, [2, row]; NaN where unknown."""
    track: Numbers
    """Disc and track of each row, disc * PER_DISC + track; 0 where unknown."""
    added: NDArray[np.uint32]
    """When each row's song was added, Unix time; 0 where unknown."""
    guessed: Flags
    """For each row, whether `place` follows from genres alone."""
    key: NDArray[np.int8]
    """The musical key of each row, by place in KEYS; NO_KEY where unknown."""
    embedding: NDArray[np.int8]
    """The embedding of each row, [row, EMBEDDING_SIZE]; zeros where unknown."""
    uri_index: UriIndex
    """Finds the row of a uri."""
    unknown: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Tags that the genre table doesn't have, and how often they occur."""

    def __len__(self) -> int:
        return len(self.uris)

    def song(self, row: Row) -> Song:
        """Return the song of a row."""
        genres, moods, estimated = self.tags[self.tagged[row]]
        explicit = _known(self.measures["explicit"][row])
        return Song(
            uri=self.uris[row],
            title=self.titles[row],
            artist=self.artists[self.artist[row]],
            album=self.albums[self.album[row]],
            genres=genres,
            moods=moods,
            duration=_known(self.measures["duration"][row]) or 0.0,
            valence=_known(self.measures["valence"][row]),
            arousal=_known(self.measures["arousal"][row]),
            tempo=_known(self.measures["tempo"][row]),
            energy=_known(self.measures["energy"][row]),
            explicit=None if explicit is None else bool(explicit),
            album_artist=self.album_artists[self.album[row]],
            track=int(self.track[row]) % PER_DISC,
            disc=int(self.track[row]) // PER_DISC,
            added=float(self.added[row]),
            loudness=_known(self.measures["loudness"][row]),
            key=KEYS[self.key[row]] if self.key[row] != NO_KEY else "",
            estimated_genre=estimated,
            embedding=self.embedding[row].tobytes() if self.embedding[row].any() else None,
        )

    def song_of(self, uri: Uri) -> Song:
        """Return the song of a uri; if the library does not have it, a song with nothing but its uri."""
        row = self.row(uri)
        return Song(uri) if row is None else self.song(row)

    def songs(self) -> Iterator[Song]:
        """Yield all songs, by row."""
        return (self.song(row) for row in range(len(self)))

    def row(self, uri: Uri) -> Row | None:
        """Return the row of a song, None if the library does not have it."""
        return self.rows((uri,))[0]

    def rows(self, uris: tuple[Uri, ...]) -> tuple[Row | None, ...]:
        """Return the rows of songs, None for each that the library does not have."""
        near = self.uri_index.candidates(uris)
        return tuple(
            next((row for row in rows if self.uris[row] == uri), None)
            for uri, rows in zip(uris, near, strict=True)
        )

    def places_of(self, uris: Sequence[Uri]) -> Rows:
        """Return the rows of songs, NOWHERE for each that the library does not have.

        By hash alone, for thousands at a time: two songs with the same hash are extremely rare, and confusing
        them would only make one a little more or less likely to play.
        """
        return self.uri_index.first(uris)

    def fill_copies(self, values: NDArray[_Scalar]) -> NDArray[_Scalar]:
        """Give each copy the value of its recording; `values` by row, changed in place."""
        values[self.copies] = values[self.recording[self.copies]]
        return values

    def families(self, row: Row) -> tuple[Family, ...]:
        """Return the families of a row's song."""
        return families_of(int(self.kinds[self.tagged[row]]), self.genres)


class LibraryBuilder:
    """Builds a library song by song, in memory only its columns."""

    def __init__(self, genres: Genres) -> None:
        self._genres = genres
        self._uris = StringTableBuilder()
        self._titles = StringTableBuilder()
        self._hashes = array("q")
        self._recordings = array("q")
        self._artists: dict[str, int] = {"": NO_ARTIST}
        self._albums: dict[tuple[AlbumHome, str], int] = {(NO_HOME, ""): NO_ALBUM}
        self._numbers: dict[Tags, int] = {}
        self._tags: dict[Tags, int] = {}
        self._kinds: list[int] = []
        self._columns = {name: array("i") for name in ("artist", "album", "tagged", "track")}
        self._added = array("I")
        self._keys = array("b")
        self._embeddings = bytearray()
        self._measures = {name: array("f") for name in _MEASURES}

    def __len__(self) -> int:
        return len(self._hashes)

    def add(self, songs: Iterable[Song]) -> None:
        """Add songs."""
        for song in songs:
            self._uris.append(song.uri)
            self._hashes.append(hash(song.uri))
            self._titles.append(song.title)
            self._columns["artist"].append(_numbered(self._artists, song.artist))
            self._columns["album"].append(_numbered(self._albums, (_home(song), song.album)))
            self._recordings.append(recording_key(song))
            self._columns["tagged"].append(self._tag(song))
            self._columns["track"].append(song.disc * PER_DISC + song.track)
            self._added.append(min(int(song.added), LATEST))
            self._keys.append(_KEY_NUMBERS.get(song.key, NO_KEY))
            self._embeddings += song.embedding or bytes(EMBEDDING_SIZE)
            for name, column in self._measures.items():
                value = getattr(song, name)
                column.append(float("nan") if value is None else value)

    def library(self) -> Library:
        """Return the library of the songs that were added."""
        tagged = np.array(self._columns["tagged"], np.int32)
        kinds = np.array(self._kinds, np.uint64)
        felt = felt_places(moods for _, moods, _ in self._tags)
        places = np.where(np.isnan(felt), genre_places(self._families(), self._genres), felt)
        measures = {name: np.array(column, np.float32) for name, column in self._measures.items()}
        artist = np.array(self._columns["artist"], np.int32)
        keys = np.array(self._recordings, np.int64)
        recording = recordings(keys, measures["duration"])
        return Library(
            genres=self._genres,
            uris=self._uris.texts(),
            titles=self._titles.texts(),
            artists=StringTable.of(self._artists),
            albums=StringTable.of(album for _, album in self._albums),
            album_artists=StringTable.of(artist for (artist, _), _ in self._albums),
            folders=StringTable.of(folder for (_, folder), _ in self._albums),
            artist=artist,
            act=acts(self._artists)[artist],
            recording_key=keys,
            recording=recording,
            copies=copies(recording),
            album=np.array(self._columns["album"], np.int32),
            tags=tuple(self._tags),
            tagged=tagged,
            kinds=kinds,
            estimated=np.array([bool(estimated) for _, _, estimated in self._tags], np.bool_),
            measures=MappingProxyType(measures),
            place=measured_places(places[:, tagged], measures),
            track=np.array(self._columns["track"], np.int32),
            added=np.array(self._added, np.uint32),
            guessed=is_guessed(measures) & np.isnan(felt[0, tagged]),
            key=np.array(self._keys, np.int8),
            embedding=np.frombuffer(bytes(self._embeddings), np.int8).reshape(-1, EMBEDDING_SIZE),
            uri_index=UriIndex.of(np.array(self._hashes, np.int64)),
            unknown=unknown_genres(self._tags, tagged, self._genres),
        )

    def _tag(self, song: Song) -> int:
        """Return the number of the song's tags; each combination of tags is looked up once."""
        key = (song.genres, song.moods, song.estimated_genre)
        number = self._numbers.get(key)
        if number is None:
            families = [family for tag in song.genres for family in self._genres.families(tag)]
            estimated = "" if families else self._genres.estimate(song.estimated_genre)
            number = self._numbers[key] = self._kind((song.genres, song.moods, estimated), families)
        return number

    def _kind(self, tags: Tags, families: list[Family]) -> int:
        """Return the number of tags, of which `families` are those that the genre tags name."""
        number = self._tags.get(tags)
        if number is None:
            number = self._tags[tags] = len(self._tags)
            self._kinds.append(bits_of(families or filter(None, (tags[2],)), self._genres))
        return number

    def _families(self) -> Iterator[tuple[Family, ...]]:
        return (families_of(bits, self._genres) for bits in self._kinds)


def build_library(songs: Iterable[Song], genres: Genres) -> Library:
    """Return a library of these songs."""
    builder = LibraryBuilder(genres)
    builder.add(songs)
    return builder.library()


def _home(song: Song) -> AlbumHome:
    """Return what tells the song's album from others with the same title."""
    if not song.album:
        return NO_HOME
    return (song.album_artist, "") if song.album_artist else ("", song.uri.rpartition("/")[0])


def _numbered(numbers: dict[_Text, int], text: _Text) -> int:
    return numbers.setdefault(text, len(numbers))


def _known(value: np.float32) -> float | None:
    return None if np.isnan(value) else float(value)
