"""The figures of genres, and the probes' verdicts."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from mien.music.audio.sound import Sound
from mien.music.library.genres import shipped_genres
from mien_music.data.corpus import Heard
from mien_music.evaluation.genre_figures import TEN, among_ten, genre_figures
from mien_music.evaluation.probes import CARRIERS, Found, Probe, probed

FAMILIES = ("rock", "ambient", "electronic", "classical")


def heard(name: str) -> Heard:
    return Heard(Path(name), np.zeros(1, np.float32), np.zeros((2, 1), np.float32))


def test_the_ten_have_families_of_our_table_each_in_one() -> None:
    members = [family for families in TEN.values() for family in families]

    assert len(TEN) == 10
    assert set(members) <= set(shipped_genres().places)
    assert len(set(members)) == len(members)
    assert among_ten("punk") == "rock"
    assert among_ten("children") == "children"


def test_a_neighbour_counts_among_ten_but_not_as_exact() -> None:
    clips = [(heard("a~1"), "electronic"), (heard("a~2"), "classical"), (heard("b~1"), "punk")]
    scores = np.eye(4)[[1, 1, 0]]

    found = genre_figures(FAMILIES, scores, clips)

    assert (found["clips"], found["sources"]) == (3, 2)
    assert (found["exact"], found["among ten"]) == (0.0, 0.667)
    assert found["by family"] == {"classical": [0, 1], "electronic": [1, 1], "rock": [1, 1]}
    assert found["taken for"] == {"classical": {"electronic": 1}, "electronic": {}, "rock": {}}
    assert found["mean over families"] == 0.667
    assert found["interval over sources"] == [0.5, 1.0]


@pytest.mark.parametrize(
    ("up", "values", "right"),
    [
        (True, (0.0, 0.1, 0.2, 0.3, 0.5), True),
        (True, (0.0, 0.1, 0.05, 0.3, 0.5), True),
        (True, (0.0, 0.3, 0.1, 0.05, 0.5), False),
        (True, (0.5, 0.5, 0.5, 0.5, 0.51), False),
        (True, (0.5, 0.4, 0.3, 0.2, 0.1), False),
        (False, (0.5, 0.55, 0.46, 0.5, 0.54), True),
        (False, (0.5, 0.5, 0.9, 0.5, 0.5), False),
    ],
)
def test_a_probe_is_right_if_the_answer_rises_or_if_it_keeps_still(
    *, up: bool, values: tuple[float, ...], right: bool
) -> None:
    found = Found(Probe("bright", "arousal", up=up), {"plain": values, "slow": values})

    assert found.right == (("plain", "slow") if right else ())


def test_each_thing_is_moved_in_every_song_that_does_not_fix_it() -> None:
    asked: list[Mapping[str, object]] = []

    def listen(**settings: object) -> Sound:
        asked.append(settings)
        n = float(len(asked))
        return Sound("test", valence=n, arousal=n, energy=n, brightness=n, tempo=n, loudness=n)

    found = {(one.probe.moved, one.probe.answer): one for one in probed(listen)}

    assert set(found["tempo", "arousal"].answers) == set(CARRIERS) - {"slow"}
    assert set(found["loud", "valence"].answers) == set(CARRIERS)
    assert found["bright", "arousal"].right == tuple(CARRIERS)
    assert found["minor", "arousal"].right == ()
    assert len({tuple(sorted(settings.items())) for settings in asked}) == len(asked)
