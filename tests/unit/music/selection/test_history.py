"""What is remembered of songs: skips, likes, dislikes, and what other clients noted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.emotion import Emotion
from mien.music.selection.heard import DISLIKED, LIKED
from mien.music.selection.history import (
    MOST_WORDS,
    OFTEN_SKIPPED,
    SKIPPED_ONCE,
    SKIPPED_TWICE,
    SURFING,
    History,
    SkippedSong,
)

SAD, HAPPY = Emotion.SAD, Emotion.HAPPY
EARLY = SkippedSong(1, "a", 30.0, SAD, duration=200.0)


@pytest.mark.parametrize(
    ("elapsed", "duration"),
    [(0.0, 200.0), (4.9, 200.0), (100.0, 200.0), (199.0, 200.0), (30.0, 0.0), (4.0, 6.0)],
)
def test_surfing_and_skipping_the_second_half_say_nothing_of_a_song(elapsed: float, duration: float) -> None:
    skipped = replace(EARLY, elapsed=elapsed, duration=duration)
    history = History().after_skip(skipped).after_skip(skipped).after_skip(skipped)

    assert history.said == {}
    assert history.undo == replace(skipped, emotion=None), "it can be gone back to all the same"


def test_one_early_skip_changes_nothing_and_the_second_under_the_same_mood_is_a_dislike() -> None:
    once = History().after_skip(EARLY)
    twice = once.after_skip(EARLY)
    elsewhere = once.after_skip(replace(EARLY, emotion=HAPPY))

    assert (once.liking(SAD), once.word(SAD, "a")) == ({}, 0.0)
    assert (twice.liking(SAD), twice.word(SAD, "a")) == ({"a": SKIPPED_TWICE}, SKIPPED_TWICE)
    assert twice.liking(HAPPY) == elsewhere.liking(SAD) == elsewhere.liking(HAPPY) == {}
    assert twice.after_skip(EARLY).said == twice.said


def test_undo_takes_one_skip_back() -> None:
    once = History().after_skip(EARLY)

    assert once.after_undo() == History()
    assert once.after_skip(EARLY).after_undo().said == once.said


@pytest.mark.parametrize("emotion", [SAD, None])
def test_what_was_said_of_a_song_outranks_skips(emotion: Emotion | None) -> None:
    liked = History().after_word(emotion, "a", LIKED)
    skipped = liked.after_skip(EARLY).after_skip(EARLY)

    assert skipped.said == liked.said
    assert skipped.after_undo().said == liked.said


def test_a_word_under_a_mood_counts_there_and_one_without_a_mood_everywhere() -> None:
    sad = History().after_word(SAD, "a", DISLIKED)
    always = History().after_word(None, "a", LIKED)

    assert (sad.liking(SAD), sad.liking(HAPPY)) == ({"a": DISLIKED}, {})
    assert always.liking(SAD) == always.liking(HAPPY) == {"a": LIKED}
    assert always.after_word(SAD, "a", DISLIKED).liking(SAD) == {"a": DISLIKED}
    assert sad.after_word(None, "a", LIKED).liking(SAD) == {"a": LIKED}


def test_the_owners_words_count_more_than_other_clients_notes() -> None:
    history = History(others={"a": LIKED, "b": OFTEN_SKIPPED})

    assert history.liking(SAD) == {"a": LIKED, "b": OFTEN_SKIPPED}
    assert history.after_skip(EARLY).liking(SAD)["a"] == LIKED, "a single early skip says nothing"
    assert history.after_word(SAD, "a", DISLIKED).liking(SAD)["a"] == DISLIKED
    neutral = history.after_neutral("a")
    assert (neutral.liking(SAD), neutral.word(SAD, "a")) == ({"b": OFTEN_SKIPPED}, 0.0)


def test_taking_a_word_back_takes_all_of_a_song_back() -> None:
    history = History().after_word(SAD, "a", LIKED).after_word(HAPPY, "a", DISLIKED).after_skip(EARLY)

    assert history.after_neutral("a").said == {}


def test_forgetting_leaves_what_other_clients_wrote() -> None:
    history = History(("a",), {(SAD, "a"): LIKED}, EARLY, {"b": LIKED})

    assert history.forgotten() == History(others={"b": LIKED})


def test_when_there_are_too_many_words_old_skips_go_before_what_was_said() -> None:
    history = History().after_word(SAD, "liked", LIKED)
    for number in range(MOST_WORDS + 5):
        history = history.after_skip(replace(EARLY, uri=f"s{number}"))

    assert len(history.said) == MOST_WORDS
    assert history.word(SAD, "liked") == LIKED
    assert (SAD, "s0") not in history.said
    assert (SAD, f"s{MOST_WORDS + 4}") in history.said


URIS = st.sampled_from("abc")
MOODS = st.sampled_from([SAD, HAPPY, None])
SKIPS = st.builds(
    SkippedSong,
    st.just(1),
    URIS,
    st.floats(0, 200),
    MOODS,
    duration=st.floats(0, 400),
)
WORDS = st.tuples(MOODS, URIS, st.sampled_from([LIKED, DISLIKED, 0.0]))
HAPPENINGS = st.lists(st.one_of(SKIPS, WORDS, URIS), max_size=40)


def lived(happenings: list[SkippedSong | tuple[Emotion | None, str, float] | str]) -> History:
    history = History(others={"c": LIKED})
    for what in happenings:
        if isinstance(what, SkippedSong):
            history = history.after_skip(what)
        elif isinstance(what, tuple):
            history = history.after_word(*what)
        else:
            history = history.after_neutral(what)
    return history


@given(HAPPENINGS)
def test_only_words_that_exist_are_kept_and_what_is_shown_is_what_counts(
    happenings: list[SkippedSong | tuple[Emotion | None, str, float] | str],
) -> None:
    history = lived(happenings)

    assert set(history.said.values()) <= {LIKED, DISLIKED, SKIPPED_ONCE, SKIPPED_TWICE, 0.0}
    for emotion in (SAD, HAPPY):
        for uri in "abc":
            assert history.liking(emotion).get(uri, 0.0) == history.word(emotion, uri)


@given(HAPPENINGS, SKIPS)
def test_undo_is_the_inverse_of_a_skip(
    happenings: list[SkippedSong | tuple[Emotion | None, str, float] | str], skipped: SkippedSong
) -> None:
    before = lived(happenings)
    after = before.after_skip(skipped)

    assert after.after_undo().said == before.said
    assert after.after_undo().undo is None


@given(st.lists(st.tuples(st.floats(0, SURFING, exclude_max=True), URIS), max_size=60))
def test_however_much_somebody_surfs_nothing_is_noted(surfed: list[tuple[float, str]]) -> None:
    history = History()
    for elapsed, uri in surfed:
        history = history.after_skip(SkippedSong(1, uri, elapsed, SAD, duration=200.0))

    assert history.said == {}
