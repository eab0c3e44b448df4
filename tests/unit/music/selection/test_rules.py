"""Rules: what music answers which mood."""

from itertools import pairwise, product
from math import hypot
from typing import Any

import pytest

from mien.config.toml_table import MOST_MISTAKES
from mien.mood.emotion import Absence, Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import Genres, shipped_genres
from mien.music.selection.rules import RulesError, default_rules, default_text, read_rules

GENRES = shipped_genres()
RULES = default_rules()


@pytest.mark.parametrize(
    ("emotion", "genres"),
    [
        (Emotion.HAPPY, ("upbeat pop", "dance", "energetic")),
        (Emotion.SAD, ("soft acoustic", "classical", "slow ballads")),
        (Emotion.ANGRY, ("rock", "metal", "intense")),
        (Emotion.NEUTRAL, ("lo-fi", "jazz", "ambient")),
    ],
)
def test_the_four_moods_of_the_paper_are_answered_as_in_the_paper(
    emotion: Emotion, genres: tuple[str, ...]
) -> None:
    assert RULES.wanted(emotion, Policy.MATCH).genres[:3] == genres


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("emotion", Emotion)
def test_every_mood_has_music_under_every_policy(emotion: Emotion, policy: Policy) -> None:
    assert len(RULES.wanted(emotion, policy).families) >= 3


@pytest.mark.parametrize("absence", Absence)
def test_an_empty_or_unreadable_room_is_answered_like_a_neutral_one(absence: Absence) -> None:
    assert RULES.wanted(absence, Policy.MATCH) == RULES.wanted(Emotion.NEUTRAL, Policy.MATCH)


@pytest.mark.parametrize("emotion", [Emotion.SAD, Emotion.ANGRY, Emotion.FEARFUL, Emotion.DISGUSTED])
def test_lift_wants_brighter_music_than_match(emotion: Emotion) -> None:
    match, lift = (RULES.wanted(emotion, policy).place for policy in (Policy.MATCH, Policy.LIFT))

    assert lift.valence > match.valence


@pytest.mark.parametrize("emotion", Emotion)
def test_ramp_begins_where_the_listener_is_and_walks_to_where_lift_leads(emotion: Emotion) -> None:
    way = [RULES.wanted(emotion, Policy.RAMP, step) for step in range(RULES.steps + 2)]
    match, lift = RULES.wanted(emotion, Policy.MATCH), RULES.wanted(emotion, Policy.LIFT)
    toward = 1 if lift.place.valence >= match.place.valence else -1

    assert (way[0].place, way[0].genres) == (match.place, match.genres)
    assert (way[-1].place, way[-1].genres) == (lift.place, lift.genres)
    assert way[RULES.steps - 1].place == lift.place
    assert all(toward * (b.place.valence - a.place.valence) >= -1e-9 for a, b in pairwise(way))


@pytest.mark.parametrize("emotion", Emotion)
def test_on_the_way_both_ends_genres_are_wanted_those_that_lie_nearest_first(emotion: Emotion) -> None:
    way = [RULES.wanted(emotion, Policy.RAMP, step) for step in range(1, RULES.steps - 1)]

    assert len({frozenset(wanted.genres) for wanted in way}) == 1
    for wanted in way:
        places = [GENRES.places[family] for genre in wanted.genres if (family := GENRES.family(genre))]
        far = [hypot(p.valence - wanted.place.valence, p.arousal - wanted.place.arousal) for p in places]
        assert far == sorted(far)


def test_the_owner_needs_to_write_only_what_is_to_change() -> None:
    rules = read_rules('[sad.match]\ngenres = ["Blues", "Trip Hop"]\n[ramp]\nsongs = 4\n', GENRES, RULES)
    sad = rules.wanted(Emotion.SAD, Policy.MATCH)

    assert (sad.genres, sad.families) == (("Blues", "Trip Hop"), ("blues", "trip-hop"))
    assert sad.place == RULES.wanted(Emotion.SAD, Policy.MATCH).place
    assert rules.wanted(Emotion.HAPPY, Policy.LIFT) == RULES.wanted(Emotion.HAPPY, Policy.LIFT)
    assert rules.steps == 4


def test_all_mistakes_are_named_at_once_with_their_lines() -> None:
    text = """\
[hapy.match]
genres = ["pop"]
[sad.match]
genres = ["popp", "jaz"]
valense = 3
arousal = 3
[sad.lft]
[ramp]
songs = 1
"""
    with pytest.raises(RulesError) as mistakes:
        read_rules(text, GENRES, RULES)

    assert mistakes.value.problems == (
        "line 1: [hapy] isn't a mood; did you mean 'happy'?",
        "line 4: sad.match.genres: 'popp' isn't in the table of genres; did you mean 'pop'?",
        "line 4: sad.match.genres: 'jaz' isn't in the table of genres; did you mean 'jazz'?",
        "line 5: unknown key sad.match.valense; did you mean 'valence'?",
        "line 6: sad.match.arousal must be a number from -1 to 1, not 3",
        "line 7: [sad.lft] is neither match nor lift; did you mean 'lift'?",
        "line 9: ramp.songs must be a whole number from 2 to 50",
    )


ALLOWED = 50_000  # characters that the page takes
NAMES = ["".join(letters) for letters in product("abcdefghijklmnopqrstuvwxyz", repeat=3)]


def filled(line: str, begin: str = "", end: str = "") -> str:
    """Return a text of the allowed size: `line` with one name after the other."""
    count = (ALLOWED - len(begin) - len(end)) // len(line.format("abc"))
    return begin + "".join(line.format(name) for name in NAMES[:count]) + end


class Counting(str):
    """A text that counts how often it is taken apart."""

    __slots__ = ("taken",)

    def split(self, *how: Any, **more: Any) -> list[str]:
        self.taken = getattr(self, "taken", 0) + 1
        return super().split(*how, **more)

    def splitlines(self, keepends: bool = False) -> list[str]:  # noqa: FBT001, FBT002
        self.taken = getattr(self, "taken", 0) + 1
        return super().splitlines(keepends)


class CountingKeys(dict[str, str]):
    """A table of genres that counts how often it is asked."""

    asked = 0

    def get(self, *key: Any) -> Any:
        self.asked += 1
        return super().get(*key)


@pytest.mark.parametrize(
    "text",
    [
        filled("[{}]\n"),
        filled("[sad.{}]\n"),
        filled("{}=1\n", "[sad.match]\n"),
        filled("'{}',", "[sad.match]\ngenres=[", "]"),
    ],
    ids=["moods", "policies", "keys", "genres"],
)
def test_of_thousands_of_mistakes_the_first_are_named_after_one_look_at_the_text(text: str) -> None:
    keys, counted = CountingKeys(GENRES.by_key), Counting(text)
    with pytest.raises(RulesError) as wrong:
        read_rules(counted, Genres(keys, GENRES.places), RULES)

    assert len(wrong.value.problems) == MOST_MISTAKES + 1
    assert wrong.value.problems[-1] == "there are more mistakes than these 50"
    assert keys.asked <= MOST_MISTAKES + 1
    assert counted.taken <= 2


def test_fifty_mistakes_are_all_there_are() -> None:
    with pytest.raises(RulesError) as wrong:
        read_rules("".join(f"[{name}]\n" for name in NAMES[:MOST_MISTAKES]), GENRES, RULES)

    assert wrong.value.problems[-1].startswith("line 50: ")


def test_a_line_of_dots_is_allowed_in_a_comment_only() -> None:
    assert read_rules("  # " + "." * 100, GENRES, RULES).steps == RULES.steps
    with pytest.raises(RulesError, match=r"line 2: there are more than 50 dots in it"):
        read_rules("\n" + "a." * 25_000 + "a = 1", GENRES, RULES)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[ sad . match ]\n\nvalense = 3", 3),
        ("[sad]\nmatch.valense = 3", 2),
        ("\nsad.match.valense = 3", 2),
        ("[sad.lift]\nvalence = 0\n['sad'.\"match\"]\n'valense' = 3", 4),
        ("# valense = 1\nsad = {match = {valense = 3}}", 2),
        ("[happy.match]\nvalence = 1\n[sad.match]\ngenres = [\n  'pop',\n]\nvalense = 1", 7),
        ("sad.match.valense" + ".a" * 40 + " = 1", 1),
    ],
)
def test_a_mistake_has_its_line_however_the_key_is_written(text: str, line: int) -> None:
    with pytest.raises(RulesError) as wrong:
        read_rules(text, GENRES, RULES)

    assert wrong.value.problems == (f"line {line}: unknown key sad.match.valense; did you mean 'valence'?",)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a = " + "[" * 49_000, "brackets within brackets"),
        ("a = " + "{a=" * 16_000, "brackets within brackets"),
        ("[sad.match]\nvalence = " + "9" * 5000, "far too many digits"),
        ("[sad.match]\nvalence = 0x" + "f" * 49_000, "not a huge number"),
        ("[sad.match]\nvalence" + ".a" * 45 + " = 1", "not a table"),
        ("[sad.match]\nvalence = [" + "1," * 20_000 + "]", "not a list"),
        ("[sad", "isn't valid TOML"),
        ("sad = 3", "sad must be a table"),
        ("[sad]\nmatch = 3", "sad.match must be a table"),
        ("[sad.match]\ngenres = []", "at least one"),
        ("[sad.match]\ngenres = [3]", "list of names"),
        ("[sad.match]\nvalence = true", "valence must be a number"),
        ("[sad.match]\nvalence = nan", "valence must be a number"),
        ("[ramp]\nsteps = 3", "one key, songs"),
    ],
)
def test_a_mistake_is_one_clear_sentence(text: str, complaint: str) -> None:
    with pytest.raises(RulesError, match=complaint):
        read_rules(text, GENRES, RULES)


def test_rules_of_ones_own_without_the_shipped_ones_must_be_whole() -> None:
    with pytest.raises(RulesError, match="no rule for happy / match"):
        read_rules("", GENRES)


def test_the_shipped_rules_explain_themselves() -> None:
    assert default_text().startswith("# What plays for each mood")
    assert read_rules(default_text(), GENRES).answers == RULES.answers
