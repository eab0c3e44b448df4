"""Moods for every client: a word on each song as a sticker, and playlists of songs with the same mood."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from mien.mood.emotion import Affect
from mien.music.dj.library_sync import LibrarySync
from mien.music.library.genres import shipped_genres
from mien.music.library.library import NO_ARTIST, Library, Row
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import PlayerRefusedError
from mien.music.selection.alike.flow import following
from mien.music.song import Uri

MOOD = "mien.mood"
"""The sticker: one of the words of PLACES."""
PLACES: Mapping[str, Affect] = MappingProxyType(
    {
        "calm": Affect(0.35, -0.5),
        "happy": Affect(0.5, 0.45),
        "sad": Affect(-0.45, -0.45),
        "intense": Affect(-0.35, 0.6),
        "even": Affect(0.0, 0.0),
    }
)
"""The middle of each mood, as valence and arousal."""
PLAYLISTS: Mapping[str, str] = MappingProxyType(
    {
        "calm": "Mien: calm evenings",
        "happy": "Mien: happy and lively",
        "sad": "Mien: slow and sad",
        "intense": "Mien: dark and intense",
    }
)
MOST_SONGS = 200
MOST_OF_ONE_ARTIST = 8


def mood_word(valence: float | None, arousal: float | None) -> str:
    """Return the word for a feeling, "" for an unknown one."""
    if valence is None or arousal is None:
        return ""
    here = Affect(valence, arousal)
    return min(PLACES, key=lambda word: _apart(here, PLACES[word]))


def _apart(one: Affect, other: Affect) -> float:
    return math.dist((one.valence, one.arousal), (other.valence, other.arousal))


def mood_lists(library: Library) -> dict[str, tuple[Uri, ...]]:
    """Return the songs of each playlist, by its name: those nearest to its mood, in an order that flows.

    Only songs whose feeling was measured or tagged count; what follows from a genre is too rough for a list.
    """
    rows = np.flatnonzero(~library.guessed & ~np.isnan(library.place).any(axis=0))
    felt = {row: Affect(*map(float, library.place[:, row])) for row in rows.tolist()}
    words = {row: mood_word(place.valence, place.arousal) for row, place in felt.items()}
    lists = {}
    for word, name in PLAYLISTS.items():
        apart = {row: _apart(place, PLACES[word]) for row, place in felt.items() if words[row] == word}
        chosen = list(_several_artists(library, sorted(apart, key=apart.__getitem__)))
        lists[name] = tuple(library.uris[row] for row in flowing(library, chosen))
    return lists


def flowing(library: Library, rows: list[Row]) -> list[Row]:
    """Return rows in an order in which each song follows the one before well, beginning with the first."""
    left = list(rows)
    order: list[Row] = []
    while left:
        best = 0 if not order else int(np.argmax(following(library, order[-1], np.array(left))))
        order.append(left.pop(best))
    return order


async def write_mood_lists(player: MpdPlayer) -> int:
    """Write the playlists that differ from those at the player; return how many these were.

    A player that keeps no playlists keeps none of ours.
    """
    sync = LibrarySync(player, shipped_genres())
    await sync.read(is_changed=True)
    written = 0
    try:
        there = await player.playlists.names()
        for name, uris in mood_lists(sync.library).items():
            if not uris or (name in there and await player.playlists.songs(name) == uris):
                continue
            await player.playlists.save(name, uris, replace=True)
            written += 1
    except PlayerRefusedError:
        return written
    return written


async def remove_mood_lists(player: MpdPlayer) -> int:
    """Delete our playlists and the stickers with the moods; return how many songs had one."""
    for name in set(await player.playlists.names()) & set(PLAYLISTS.values()):
        await player.playlists.delete(name)
    noted = await player.stickers(MOOD)
    for uri in noted:
        await player.delete_sticker(uri, MOOD)
    return len(noted)


def _several_artists(library: Library, rows: list[Row]) -> Iterator[Row]:
    """Yield at most MOST_SONGS rows, of one artist MOST_OF_ONE_ARTIST."""
    taken: Counter[int] = Counter()
    for row in rows:
        act = int(library.act[row])
        if taken.total() == MOST_SONGS:
            return
        if act == NO_ARTIST or taken[act] < MOST_OF_ONE_ARTIST:
            taken[act] += 1
            yield row
