"""Which songs are like a song, by sound, genres, feeling and tempo. Pure, vectorised."""

from collections import Counter
from collections.abc import Collection, Iterator

import numpy as np

from mien.music.library.library import NO_ARTIST, Floats, Library, Row
from mien.music.library.uri_index import NOWHERE
from mien.music.selection.alike.embeddings import Vector, cosines, vector_of
from mien.music.selection.criteria import REACH, UNKNOWN
from mien.music.song import Uri

_GENRE, _FEELING, _TEMPO = 0.5, 0.35, 0.15
"""How much each counts."""
SOUND = 0.6
"""How much the embedding counts beside all of these, if the song has one."""
SAME_TEMPO = 0.15
"""Octaves of tempo at which a song has lost 0.63 of its fit: 100 beats a minute beside 111."""
MOST_OF_ONE_ARTIST = 2
MOST_LOOKED_AT = 30
"""Songs that are considered for each one returned, to have several artists."""


def similar(library: Library, row: Row, count: int, leave_out: Collection[Uri] = ()) -> tuple[Row, ...]:
    """Return the songs most like one, the most alike first; of one artist MOST_OF_ONE_ARTIST at most.

    Copies of the song aren't among them, nor is anything in `leave_out`.
    """
    alike = _similarity(library, row)
    alike[library.recording == library.recording[row]] = -1
    out = library.places_of(tuple(leave_out))
    alike[out[out != NOWHERE]] = -1
    order = np.argsort(-alike, kind="stable")[: count * MOST_LOOKED_AT].tolist()
    return tuple(_several_artists(library, [near for near in order if alike[near] >= 0], count))


def _several_artists(library: Library, order: list[Row], count: int) -> Iterator[Row]:
    """Yield `count` rows in this order, with artists of many songs held back."""
    taken: Counter[int] = Counter()
    heard: set[int] = set()
    late: list[Row] = []
    found = 0
    for row in order:
        if found == count:
            return
        act, recording = int(library.act[row]), int(library.recording[row])
        if recording in heard:
            continue
        if act != NO_ARTIST and taken[act] == MOST_OF_ONE_ARTIST:
            late.append(row)
            continue
        taken[act] += 1
        heard.add(recording)
        found += 1
        yield row
    yield from late[: count - found]


def _similarity(library: Library, row: Row) -> Floats:
    """Return how much each song is like this one, 0 to 1."""
    alike: Floats = np.float32(_GENRE) * _same_genres(library, row)
    alike += np.float32(_FEELING) * _same_feeling(library, row)
    alike += np.float32(_TEMPO) * _same_tempo(library, row)
    heard = vector_of(library, row)
    if heard is not None:
        alike *= np.float32(1 - SOUND)
        alike += np.float32(SOUND) * _same_sound(library, heard)
    return alike


def _same_sound(library: Library, heard: Vector) -> Floats:
    """Return the cosine, 0 where songs are opposites; meaningless for a song that was not analysed."""
    fit: Floats = np.maximum(cosines(library, heard[None])[:, 0], 0)
    fit[~library.embedding.any(axis=1)] = UNKNOWN
    return fit


def _same_genres(library: Library, row: Row) -> Floats:
    """Return the share of families in common; without a known genre, whether the tags are equal."""
    tagged = int(library.tagged[row])
    mine = int(library.kinds[tagged])
    shares = np.zeros(len(library.kinds), np.float32)
    if mine:
        for number, bits in enumerate(library.kinds.tolist()):
            shares[number] = (mine & bits).bit_count() / (mine | bits).bit_count()
    else:
        shares[tagged] = 1
    found: Floats = shares.take(library.tagged)
    return found


def _same_feeling(library: Library, row: Row) -> Floats:
    off = library.place - library.place[:, row : row + 1]
    fit: Floats = np.exp(-(off**2).sum(axis=0) / np.float32(REACH**2))
    fit[np.isnan(fit)] = UNKNOWN
    return fit


def _same_tempo(library: Library, row: Row) -> Floats:
    tempo = library.measures["tempo"]
    with np.errstate(divide="ignore", invalid="ignore"):
        octaves = np.log2(tempo / tempo[row])
    fit: Floats = np.exp(-((octaves / np.float32(SAME_TEMPO)) ** 2))
    fit[np.isnan(fit)] = UNKNOWN
    return fit
