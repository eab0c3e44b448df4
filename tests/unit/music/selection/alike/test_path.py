"""The way of Ease, from where the listener is to where the music is to end."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library
from mien.music.selection.alike.embeddings import angle, vector_of
from mien.music.selection.alike.path import EasePath, step_costs, ways
from mien.music.selection.criteria import feeling_fit
from mien.music.selection.rank import RankingConfig
from mien.music.selection.rules import default_rules
from mien.music.selection.selector import Selector
from mien.music.song import Pick
from unit.music.selection.alike.sounding import crowd, library_of, song

RULES = default_rules()
LIBRARY = build_library(crowd(600), shipped_genres())
LIFT = RULES.wanted(Emotion.SAD, Policy.LIFT)


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
    on_the_way, unguided = np.array(ours)[:, 1:], np.array(today)[:, 1:]

    assert np.mean(ours) < 0.9 * np.mean(today)
    assert np.mean(np.max(ours, axis=1)) < np.mean(np.max(today, axis=1))
    # The first step leads from any song to one that suits the mood; how far that is depends on the song.
    assert np.mean(uneven(on_the_way)) < 0.9 * np.mean(uneven(unguided))


def uneven(ways: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how uneven the steps of each way are, for their size."""
    found: NDArray[np.float64] = ways.std(axis=1) / ways.mean(axis=1)
    return found


def test_the_reason_says_what_carried_over() -> None:
    said = [pick.why() for pick in walk(LIBRARY, "0.mp3")]

    assert any("as the song before" in why for why in said)
    assert not any("as the song before" in pick.why() for pick in walk(LIBRARY, "0.mp3", policy=Policy.MATCH))


def test_without_known_sounds_there_is_no_way_but_music() -> None:
    deaf = library_of(*(song(f"{n}", valence=0.1 * n, arousal=0.1, duration=200.0) for n in range(8)))

    assert EasePath().after(deaf, RULES, Emotion.SAD).stages == ()
    assert len(walk(deaf, "0")) == RULES.steps


def test_a_path_is_found_anew_only_for_another_library_rules_or_mood() -> None:
    path = EasePath().after(LIBRARY, RULES, Emotion.SAD)

    assert path.after(LIBRARY, RULES, Emotion.SAD) is path
    assert path.after(LIBRARY, RULES, Emotion.ANGRY) is not path
    assert path.after(LIBRARY, replace(RULES, steps=3), Emotion.SAD) is not path
    assert path.after(library_of(song("a", 1)), RULES, Emotion.SAD) is not path


def test_the_path_has_a_stage_for_each_step_and_none_after_the_last() -> None:
    path = EasePath().after(LIBRARY, RULES, Emotion.SAD)

    assert len(path.stages) == RULES.steps
    assert path.ahead(0) is path.stages[1]
    assert path.ahead(RULES.steps - 1) is None


def test_two_half_steps_cost_less_than_one_whole_and_none() -> None:
    library = library_of(song("begin", 1), song("near", 1, 0.1), song("half", 1, 1), song("end", 0, 1))

    (to_near, to_half, to_end), (near_on, half_on, _) = (
        step_costs(library, np.array([0]), np.array([1, 2, 3]))[0],
        step_costs(library, np.array([1, 2, 3]), np.array([3]))[:, 0],
    )

    assert to_half + half_on < to_near + near_on
    assert to_half + half_on < to_end


def test_a_song_and_its_copy_are_no_way() -> None:
    library = library_of(
        song("a", 1, title="A", artist="B"), song("b", 1, title="A", artist="B"), song("c", 0, 1)
    )

    costs = step_costs(library, np.array([0]), np.array([0, 1, 2]))[0]

    assert costs[0] == costs[1] > costs[2]


def test_each_choice_weighs_the_whole_way_not_the_next_step_alone() -> None:
    """From begin, `dead end` is nearer than `bridge`, but only from there is the end near."""
    end = {"valence": LIFT.place.valence, "arousal": LIFT.place.arousal}
    library = library_of(
        song("begin", 1), song("dead end", 1, 0, 0.8), song("bridge", 1, 1), song("end", 0.5, 1, **end)
    )
    stage = EasePath().after(library, replace(RULES, steps=2), Emotion.SAD).stages[-1]
    only_the_end = replace(stage, rows=np.array([3]), cost=np.zeros(1, np.float32))

    dead_end, bridge = ways(library, np.array([1, 2]), only_the_end, 0)
    assert dead_end > bridge
    dead_end, bridge = ways(library, np.array([1, 2]), None, 0)
    assert dead_end < bridge
