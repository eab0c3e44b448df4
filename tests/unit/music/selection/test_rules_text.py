"""A rule is changed in the owner's text, and nothing else in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.emotion import Affect, Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import shipped_genres
from mien.music.selection.rules import Rule, default_rules, default_text, read_rules
from mien.music.selection.rules_text import with_rule

JAZZ = Rule(("jazz", "soul"), Affect(0.25, -0.5))
TABLES = st.sampled_from([(emotion, policy) for emotion in Emotion for policy in (Policy.MATCH, Policy.LIFT)])
GENRES = st.lists(st.sampled_from(sorted(shipped_genres().places)), min_size=1, max_size=5, unique=True)
PLACES = st.floats(-1, 1).map(lambda number: round(number, 2))


@given(TABLES, GENRES, PLACES, PLACES)
def test_any_rule_of_those_that_ship_can_be_changed(
    table: tuple[Emotion, Policy], genres: list[str], valence: float, arousal: float
) -> None:
    rule = Rule(tuple(genres), Affect(valence, arousal))
    text = with_rule(default_text(), *table, rule)

    assert text is not None
    expected = {**default_rules().answers, table: rule}
    assert read_rules(text, shipped_genres()).answers == expected


def test_the_owners_comments_and_other_rules_stay_as_they_are() -> None:
    text = """# Ours.
[sad.match]  # for rainy days
genres = [
  "folk",  # always
]
valence = -0.4
arousal = -0.5

# Never touch this one.
[angry.match]
genres = ["metal"]
"""

    assert (
        with_rule(text, Emotion.SAD, Policy.MATCH, JAZZ)
        == """# Ours.
[sad.match]  # for rainy days
genres = ["jazz", "soul"]
valence = 0.25
arousal = -0.5

# Never touch this one.
[angry.match]
genres = ["metal"]
"""
    )


def test_a_rule_that_the_text_leaves_out_is_added() -> None:
    text = with_rule("[ramp]\nsongs = 4", Emotion.SAD, Policy.LIFT, JAZZ)

    assert text is not None
    assert read_rules(text, shipped_genres(), default_rules()).answers[Emotion.SAD, Policy.LIFT] == JAZZ
    assert text.startswith("[ramp]\nsongs = 4\n\n[sad.lift]\n")


def test_an_empty_text_gets_its_first_rule() -> None:
    assert (with_rule("", Emotion.SAD, Policy.MATCH, JAZZ) or "").startswith("[sad.match]\n")


@pytest.mark.parametrize(
    "text",
    [
        "sad = 3",
        'sad = {match = {genres = ["folk"]}}',
        'sad.match.genres = ["folk"]',
        "[sad.match",
        "[[sad.match]]\n",
        'x = """\n[sad.match]\n"""\n',
        "[" * 5000,
        "a." * 5000 + "a = 1",
        "[" + " " * 49_000,
    ],
)
def test_what_only_its_owner_can_change_is_left_alone(text: str) -> None:
    assert with_rule(text, Emotion.SAD, Policy.MATCH, JAZZ) is None


def test_a_genre_cannot_break_out_of_its_string() -> None:
    text = with_rule(
        "", Emotion.SAD, Policy.MATCH, Rule(('x"]\n[ramp]\nsongs = 2 #', "\\"), Affect(0.0, 0.0))
    )

    assert text is not None
    assert "\n[ramp]" not in text
