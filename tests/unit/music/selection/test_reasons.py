"""The reasons for a song are true of that song."""

from typing import Any

import pytest

from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import shipped_genres
from mien.music.library.library import build_library
from mien.music.selection.rank import RankingConfig
from mien.music.selection.rules import default_rules
from mien.music.selection.selector import Selector
from mien.music.song import Song


def why(emotion: Emotion, policy: Policy, *, after: str = "", **song: Any) -> dict[str, str]:
    """Return the phrases for the only song."""
    library = build_library((Song("a", **song),), shipped_genres())
    selector = Selector(default_rules(), RankingConfig(), library).following(emotion, policy)
    if after:
        selector = selector.after_song(after, ours=True)
    (pick,) = selector.choose(1).picks
    return {reason.criterion: reason.phrase for reason in pick.reasons}


@pytest.mark.parametrize(
    ("emotion", "policy", "genre", "says"),
    [
        (Emotion.SAD, Policy.MATCH, "Classical", "calm and even, close to the mood"),
        (
            Emotion.DISGUSTED,
            Policy.LIFT,
            "Funk",
            "lively and bright, close to the mood",
        ),
        (Emotion.HAPPY, Policy.MATCH, "Pop", "lively and bright"),
    ],
)
def test_a_kind_of_music_is_called_what_it_is_not_what_the_mood_asks_for(
    emotion: Emotion, policy: Policy, genre: str, says: str
) -> None:
    assert why(emotion, policy, genres=(genre,))["feeling"] == f"mostly {says}"


def test_a_measured_song_is_called_what_was_measured() -> None:
    said = why(Emotion.HAPPY, Policy.MATCH, genres=("Pop",), valence=0.9, arousal=0.2)["feeling"]

    assert said == "unhurried and bright, close to the mood"


def test_nothing_is_said_of_the_artist_of_a_song_without_one() -> None:
    assert why(Emotion.HAPPY, Policy.MATCH, after="b", genres=("Pop",))["spacing"] == ""
    known = why(Emotion.HAPPY, Policy.MATCH, after="b", genres=("Pop",), artist="Somebody")
    assert known["spacing"] == "a different artist from last time"
