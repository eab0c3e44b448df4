"""The way of Ease, from where the listener is to where the music is to end."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library
from mien.music.selection.alike.embeddings import angle, between, vector_of
from mien.music.selection.alike.path import destination, next_point
from mien.music.selection.criteria import feeling_fit
from mien.music.selection.rank import RankingConfig
from mien.music.selection.rules import default_rules
from mien.music.selection.selector import Selector
from mien.music.song import Pick
from unit.music.selection.alike.sounding import crowd, library_of, song

RULES = default_rules()
LIBRARY = build_library(crowd(600), shipped_genres())
LIFT = RULES.wanted(Emotion.SAD, Policy.LIFT)
PLACES = st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3).filter(
    lambda p: float(np.linalg.norm(p)) > 0.1
)


def walk(library: Library, begin: str, seed: int = 0, policy: Policy = Policy.RAMP) -> list[Pick]:
    """Return what plays on the way from sad, after a song."""
    selector = Selector(RULES, RankingConfig(), library, seed=seed).following(Emotion.SAD, policy)
    selector = selector.after_song(begin, ours=False)
    picks: list[Pick] = []
    for _ in range(RULES.steps):
        (pick,) = selector.choose(1).picks
        picks.append(pick)
        selector = selector.after_song(pick.song.uri, ours=True)
    return picks


def steps(library: Library, begin: str, picks: list[Pick]) -> list[float]:
    """Return the angles between each song and the next."""
    vectors = [vector_of(library, library.row(uri) or 0) for uri in (begin, *(p.song.uri for p in picks))]
    known = [vector for vector in vectors if vector is not None]
    return [angle(one, other) for one, other in pairwise(known)]


@given(PLACES, PLACES, st.integers(1, 12))
def test_a_straight_way_has_even_steps(begin: list[float], end: list[float], count: int) -> None:
    here, there = (np.array(p, np.float32) / np.float32(np.linalg.norm(p)) for p in (begin, end))
    if angle(here, there) > 3.0:
        return  # opposites: there is no shortest way
    taken = []
    for left in range(count, 0, -1):
        before, here = here, between(here, there, 1 / left)
        taken.append(angle(before, here))

    assert angle(here, there) < 5e-3
    assert max(taken) - min(taken) < 5e-3


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 599), st.integers(0, 20))
def test_the_way_arrives_where_the_rules_lead(begin: int, seed: int) -> None:
    picks = walk(LIBRARY, f"{begin}.mp3", seed)
    rows = np.array([LIBRARY.row(pick.song.uri) for pick in picks])
    fit = feeling_fit(LIBRARY, LIFT.place, rows)

    assert len({pick.song.uri for pick in picks}) == len(picks)
    assert fit[-1] > 0.6
    assert fit[-1] >= fit[0]


def test_its_steps_are_smaller_and_more_even_than_those_without_a_way() -> None:
    deaf = build_library((replace(each, embedding=None) for each in crowd(600)), shipped_genres())
    ours, today = [], []
    for begin in range(0, 600, 30):
        uri = f"{begin}.mp3"
        ours.append(steps(LIBRARY, uri, walk(LIBRARY, uri)))
        today.append(steps(LIBRARY, uri, walk(deaf, uri)))

    assert np.mean(ours) < 0.9 * np.mean(today)
    assert np.mean(np.max(ours, axis=1)) < np.mean(np.max(today, axis=1))


def test_the_reason_says_what_carried_over() -> None:
    said = [pick.why() for pick in walk(LIBRARY, "0.mp3")]

    assert any("as the song before" in why for why in said)
    assert not any("as the song before" in pick.why() for pick in walk(LIBRARY, "0.mp3", policy=Policy.MATCH))


def test_without_known_sounds_there_is_no_way_but_music() -> None:
    deaf = library_of(*(song(f"{n}", valence=0.1 * n, arousal=0.1, duration=200.0) for n in range(8)))

    assert next_point(deaf, 0, LIFT, 5) is None
    assert len(walk(deaf, "0")) == RULES.steps


def test_the_way_ends_among_songs_that_suit_the_end_nearest_to_where_it_begins() -> None:
    place = LIFT.place
    fitting = [
        song(f"{n}", *sound, valence=place.valence, arousal=place.arousal)
        for n, sound in enumerate([(1.0, 0.3), (0.9, 0.4), (-1.0, 0.2), (-1.0, -0.2)])
    ]
    library = library_of(song("here", 1, valence=-0.8, arousal=-0.8), *fitting)
    here = vector_of(library, 0)
    assert here is not None

    end = destination(library, here, LIFT)

    assert end is not None
    assert end[0] > 0.5 or len(fitting) < 8  # the eight nearest are all of so few
