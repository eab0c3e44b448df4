"""Made-up songs that sound of something: points on a sphere, tempo, key and loudness."""

import numpy as np
from numpy.typing import NDArray

from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library
from mien.music.song import EMBEDDING_SIZE, KEYS, Song


def sounds_like(vector: NDArray[np.float64]) -> bytes:
    """Return the embedding of a direction."""
    return np.rint(127 * vector / np.linalg.norm(vector)).astype(np.int8).tobytes()


def song(uri: str, *place: float, **about: object) -> Song:
    """Return a song whose embedding begins with these numbers."""
    vector = np.zeros(EMBEDDING_SIZE)
    vector[: len(place)] = place
    return Song(uri, embedding=sounds_like(vector) if any(place) else None, **about)  # type: ignore[arg-type]


def library_of(*songs: Song) -> Library:
    """Return a library of songs."""
    return build_library(songs, shipped_genres())


def crowd(count: int, seed: int = 1) -> list[Song]:
    """Return songs whose sound follows their feeling, as that of real music does, with much noise."""
    rng = np.random.default_rng(seed)
    mixing = rng.normal(size=(2, EMBEDDING_SIZE))
    songs = []
    for number in range(count):
        valence, arousal = rng.uniform(-1, 1, 2)
        vector = np.array([valence, arousal]) @ mixing + rng.normal(0, 0.6, EMBEDDING_SIZE)
        songs.append(
            Song(
                f"{number}.mp3",
                artist=f"artist {number % 97}",
                duration=200.0,
                valence=float(valence),
                arousal=float(arousal),
                tempo=float(110 + 40 * arousal + rng.normal(0, 15)),
                loudness=float(-18 + 6 * arousal + rng.normal(0, 2)),
                key=KEYS[rng.integers(24)],
                embedding=sounds_like(vector),
            )
        )
    return songs
