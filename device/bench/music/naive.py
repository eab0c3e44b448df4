"""The plain way to rank songs, a loop over dictionaries: what the arrays are compared with."""

import math
from dataclasses import dataclass
from typing import Any

from mien.music.library.library import Library
from mien.music.selection.rules import MusicTarget


@dataclass
class Plain:
    """Songs as dictionaries."""

    songs: list[dict[str, Any]]
    """One dictionary for each song."""

    @classmethod
    def of(cls, library: Library) -> "Plain":
        """Return the songs of a library."""
        return cls(
            [
                {
                    "uri": song.uri,
                    "artist": song.artist,
                    "album": song.album,
                    "families": library.families(row),
                    "place": tuple(float(x) for x in library.place[:, row]),
                }
                for row, song in enumerate(library.songs())
            ]
        )


def naive_best(plain: Plain, target: MusicTarget, heard: tuple[str, ...], top: int) -> list[str]:
    """Return the best songs by a weighted sum of genre fit, feeling, freshness and spacing."""
    ago = {uri: place for place, uri in enumerate(reversed(heard))}
    artists = {song["artist"] for song in plain.songs if song["uri"] in ago}
    scored = []
    for song in plain.songs:
        ranks = [target.families.index(f) for f in song["families"] if f in target.families]
        genre = 1 - 0.5 * min(ranks) / len(target.families) if ranks else 0.0
        off = math.hypot(song["place"][0] - target.place.valence, song["place"][1] - target.place.arousal)
        feeling = 0.5 if math.isnan(off) else math.exp(-((off / 0.7) ** 2))
        fresh = ago.get(song["uri"], 200) / 200
        spaced = 0.0 if song["artist"] in artists else 1.0
        scored.append((0.4 * genre + 0.3 * feeling + 0.2 * fresh + 0.1 * spaced, song["uri"]))
    scored.sort(reverse=True)
    return [uri for _, uri in scored[:top]]
