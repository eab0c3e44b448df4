"""What follows what: tempo, key, loudness."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.music.library.library import Library, Rows
from mien.music.selection.alike.flow import PULL, TIE, Way, carried, following, in_flow
from mien.music.song import KEYS
from unit.music.selection.alike.sounding import library_of, song


def fits(*songs: object) -> list[float]:
    """Return how well the songs follow the first of them."""
    library = library_of(*songs)  # type: ignore[arg-type]
    return [round(float(fit), 3) for fit in following(library, 0, np.arange(1, len(library)))]


def test_near_tempos_follow_better_and_half_time_is_near() -> None:
    songs = [song(f"{tempo}", tempo=tempo) for tempo in (100.0, 101.0, 51.0, 110.0, 140.0)]

    near, half, further, far = fits(*songs)
    assert near > half > further > far


def test_keys_follow_by_the_circle_of_fifths() -> None:
    songs = [
        song(key, key=key) for key in ("C major", "A minor", "G major", "E minor", "D major", "F# major")
    ]

    relative, fifth, its_relative, second, tritone = fits(*songs)
    assert relative > fifth == its_relative > second > tritone


@given(st.sampled_from(KEYS), st.sampled_from(KEYS))
def test_keys_are_as_near_one_way_as_the_other(one: str, other: str) -> None:
    assert fits(song("a", key=one), song("b", key=other)) == fits(song("b", key=other), song("a", key=one))


def test_what_was_not_measured_speaks_neither_for_nor_against() -> None:
    assert fits(song("a", tempo=100.0), song("b"), song("c", loudness=-10.0)) == [0.5, 0.5]


def places(library: Library, way: Way, scores: list[float]) -> list[int]:
    rows: Rows = np.arange(len(scores)) + 1
    found = in_flow(library, way, rows, np.array(scores, np.float32), np.argsort(-np.array(scores)))
    return [int(place) for place in found]


def test_of_songs_that_are_nearly_equal_the_one_that_follows_best_comes_first() -> None:
    tempos = (100.0, 150.0, 100.0, 100.0)
    library = library_of(*(song(f"{number}", tempo=tempo) for number, tempo in enumerate(tempos)))

    assert places(library, Way(0), [0.9, 0.9 - TIE / 8, 0.9 - 3 * TIE]) == [1, 0, 2]


def test_on_the_way_the_cheapest_song_comes_first() -> None:
    library = library_of(song("a"), song("b"), song("c"), song("d"))
    costs = np.array([9.0, 2.0, 1.0, 0.0], np.float32)
    way = Way(0, lambda rows: costs[rows])

    assert places(library, way, [0.9, 0.9 - PULL / 8, 0.9 - 2 * PULL]) == [1, 0, 2]


def test_nothing_is_lost_and_nothing_comes_twice() -> None:
    library = library_of(*(song(f"{n}", n + 1.0, 1.0, tempo=60.0 + n) for n in range(9)))
    scores = [0.5 + 0.01 * (n % 3) for n in range(8)]

    assert sorted(places(library, Way(0), scores)) == list(range(8))
    assert in_flow(library, Way(0), np.arange(0), np.zeros(0, np.float32), np.arange(0)).size == 0


@pytest.mark.parametrize(
    ("about", "what"),
    [
        ({}, ()),
        ({"tempo": 101.0}, ("tempo",)),
        ({"tempo": 130.0, "key": "E minor"}, ("key",)),
        ({"loudness": -16.0, "key": "F# major"}, ("loudness",)),
        ({"tempo": 49.9, "loudness": -15.0, "key": "C major"}, ("tempo", "key", "loudness")),
    ],
)
def test_what_carries_over_is_said(about: dict[str, object], what: tuple[str, ...]) -> None:
    before = song("a", tempo=100.0, key="C major", loudness=-15.0)

    assert carried(library_of(before, song("b", **about)), 0, 1) == what


def test_a_sound_that_carries_over_is_said_too() -> None:
    library = library_of(song("a", 1), song("b", 1, 0.3), song("c", 1, 1))

    assert carried(library, 0, 1) == ("sound",)
    assert carried(library, 0, 2) == ()
