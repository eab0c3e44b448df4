"""What an owner may like, from a few words."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import shipped_genres
from mien.music.library.library import build_library
from mien.music.selection.alike.taste import Taste
from mien.music.selection.heard import DISLIKED, LIKED
from mien.music.selection.history import History
from mien.music.selection.rank import RankingConfig
from mien.music.selection.rules import default_rules
from mien.music.selection.selector import Selector
from unit.music.selection.alike.sounding import crowd, library_of, song

CROWD = build_library(crowd(200), shipped_genres())
WORDS = st.dictionaries(
    st.integers(0, 199).map(lambda n: f"{n}.mp3"), st.sampled_from([-1.0, -0.75, 1.0]), max_size=8
)
TWO_KINDS = library_of(
    *(song(f"soft{n}", 1, 0.1 * n, valence=0, arousal=0, duration=200.0, artist=f"a{n}") for n in range(6)),
    *(song(f"loud{n}", -1, 0.1 * n, valence=0, arousal=0, duration=200.0, artist=f"b{n}") for n in range(6)),
)


def taste(words: dict[str, float]) -> list[float]:
    values = Taste().after(TWO_KINDS, words).values
    assert values is not None
    return [float(value) for value in values]


def selector(history: History, mood: Emotion = Emotion.HAPPY) -> Selector:
    made = Selector(default_rules(), RankingConfig(), TWO_KINDS, history=history)
    return made.following(mood, Policy.MATCH)


def chosen(history: History, mood: Emotion = Emotion.HAPPY) -> set[str]:
    """Return of which kind the three best songs are."""
    return {pick.song.uri[:4] for pick in selector(history, mood).choose(3).picks}


def test_a_like_lifts_what_sounds_like_it_and_a_dislike_lowers_it() -> None:
    liked, disliked = taste({"soft0": LIKED}), taste({"soft0": DISLIKED})

    assert min(liked[:6]) > 0.3
    assert max(map(abs, liked[6:])) < 0.01
    assert np.allclose(disliked, [-value for value in liked])


def test_what_is_chosen_follows() -> None:
    assert chosen(History().after_word(Emotion.HAPPY, "soft0", LIKED)) == {"soft"}
    assert chosen(History().after_word(Emotion.HAPPY, "soft0", DISLIKED)) == {"loud"}


def test_a_taste_belongs_to_its_mood() -> None:
    history = History().after_word(Emotion.SAD, "soft0", DISLIKED)

    assert selector(history).prepared().taste.values is None
    assert selector(history, Emotion.SAD).prepared().taste.values is not None


def test_when_the_words_are_erased_so_is_the_taste() -> None:
    tasted = selector(History().after_word(Emotion.HAPPY, "soft0", LIKED)).prepared()

    assert tasted.taste.values is not None
    assert tasted.remembering(tasted.history.forgotten()).prepared().taste.values is None


def test_it_is_made_anew_only_when_something_changed() -> None:
    tasted = selector(History().after_word(Emotion.HAPPY, "soft0", LIKED)).prepared()

    assert tasted.prepared() is tasted
    assert tasted.after_song("loud1", ours=True).prepared().taste is tasted.taste
    assert (
        tasted.remembering(tasted.history.after_word(Emotion.HAPPY, "loud1", LIKED)).prepared() is not tasted
    )


def test_the_reason_says_so() -> None:
    (pick,) = (
        selector(History().after_word(Emotion.HAPPY, "soft0", LIKED).after_song("soft0")).choose(1).picks
    )

    assert pick.song.uri != "soft0"
    assert "sounds like songs you like" in [reason.phrase for reason in pick.reasons]


@settings(max_examples=40)
@given(WORDS, st.integers(0, 199))
def test_another_like_never_lowers_the_taste_for_any_song_it_resembles(
    words: dict[str, float], more: int
) -> None:
    uri = f"{more}.mp3"
    words = {key: word for key, word in words.items() if key != uri}
    before = Taste().after(CROWD, words).values
    after = Taste().after(CROWD, {**words, uri: LIKED}).values

    assert after is not None
    base = np.zeros(len(CROWD), np.float32) if before is None else before
    assert (after - base >= -1e-6).all()
    assert after[more] > base[more]
    assert (np.abs(after) < 1).all()


def test_songs_that_were_never_heard_have_no_taste() -> None:
    library = library_of(song("a", 1), song("b"))
    values = Taste().after(library, {"a": LIKED}).values

    assert values is not None
    assert values[1] == 0
    assert Taste().after(library, {"b": LIKED, "gone": LIKED}).values is None
