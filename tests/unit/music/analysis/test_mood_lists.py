"""Moods for every client."""

from itertools import pairwise

import numpy as np

from mien.music.analysis.mood_lists import MOST_OF_ONE_ARTIST, PLAYLISTS, flowing, mood_lists, mood_word
from mien.music.library.genres import shipped_genres
from mien.music.library.library import build_library
from mien.music.selection.alike.flow import following
from mien.music.song import Song
from unit.music.selection.alike.sounding import crowd

CROWD = build_library(crowd(300), shipped_genres())


def test_a_feeling_has_a_word() -> None:
    places = ((0.4, -0.6), (0.6, 0.5), (-0.5, -0.5), (-0.3, 0.7), (0.02, 0.05))

    assert [mood_word(*place) for place in places] == ["calm", "happy", "sad", "intense", "even"]
    assert mood_word(None, 0.3) == mood_word(0.3, None) == ""


def test_each_list_has_songs_of_its_mood_and_no_song_is_on_two() -> None:
    lists = mood_lists(CROWD)
    songs = [uri for uris in lists.values() for uri in uris]

    assert list(lists) == list(PLAYLISTS.values())
    assert all(len(uris) > 10 for uris in lists.values())
    assert len(songs) == len(set(songs))
    for uri in lists["Mien: calm evenings"]:
        song = CROWD.song_of(uri)
        assert mood_word(song.valence, song.arousal) == "calm"


def test_what_only_its_genre_says_is_on_no_list() -> None:
    library = build_library(
        [Song("a", genres=("Ambient",)), Song("b", moods=("Peaceful",))], shipped_genres()
    )

    assert mood_lists(library)["Mien: calm evenings"] == ("b",)


def test_no_artist_fills_a_list() -> None:
    library = build_library(
        [Song(f"{n}", artist="Ada", valence=0.4, arousal=-0.5) for n in range(30)], shipped_genres()
    )

    assert len(mood_lists(library)["Mien: calm evenings"]) == MOST_OF_ONE_ARTIST


def test_the_order_flows() -> None:
    rows = list(range(60))
    order = flowing(CROWD, rows)

    def flow(rows: list[int]) -> float:
        steps = pairwise(rows)
        return float(np.mean([following(CROWD, one, np.array([other]))[0] for one, other in steps]))

    assert sorted(order) == rows
    assert order[0] == rows[0]
    assert flow(order) > flow(rows) + 0.2
