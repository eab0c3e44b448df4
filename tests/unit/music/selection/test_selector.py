"""Which songs come next."""

from dataclasses import replace
from itertools import pairwise

from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import shipped_genres
from mien.music.library.library import build_library
from mien.music.selection.heard import REMEMBERED
from mien.music.selection.history import MOST_WORDS, History, SkippedSong
from mien.music.selection.rank import RankingConfig
from mien.music.selection.rules import default_rules
from mien.music.selection.selector import Selector
from mien.music.song import Song

LIBRARY = tuple(Song(f"{genre}{i}", genres=(genre,)) for genre in ("Rock", "Lo-Fi", "Jazz") for i in range(9))


def selector(emotion: Emotion = Emotion.ANGRY, policy: Policy = Policy.MATCH) -> Selector:
    library = build_library(LIBRARY, shipped_genres())
    return Selector(default_rules(), RankingConfig(), library).following(emotion, policy)


def genres(of: Selector, count: int, queued: tuple[str, ...] = (), steps: int = 0) -> list[str]:
    return [pick.song.genres[0] for pick in of.choose(count, queued, steps).picks]


def test_each_pick_of_a_ramp_is_a_step_further() -> None:
    on_the_way = genres(selector(policy=Policy.RAMP), default_rules().steps)

    assert on_the_way[0] == "Rock"
    assert on_the_way[-1] in {"Lo-Fi", "Jazz"}


def test_what_is_queued_already_counts_as_steps_if_it_is_ours() -> None:
    steps = default_rules().steps
    queued = tuple(f"Rock{i}" for i in range(steps))

    assert genres(selector(policy=Policy.RAMP), 1, queued, steps) in (["Lo-Fi"], ["Jazz"])
    assert genres(selector(policy=Policy.RAMP), 1, queued) == ["Rock"]


def test_songs_of_ours_that_began_count_as_steps_and_the_owners_do_not() -> None:
    ramp = selector(policy=Policy.RAMP)
    ours = ramp.after_song("Rock0", ours=True)
    owners = ramp.after_song("Rock0", ours=False)

    assert (ours.course, owners.course) == (ours.following(Emotion.ANGRY, Policy.RAMP).course, ramp.course)
    assert ours.course is not None
    assert ours.course.step == 1


def test_the_same_mood_is_the_same_course_and_another_begins_anew() -> None:
    later = selector().after_song("Rock0", ours=True)

    assert later.following(Emotion.ANGRY, Policy.MATCH) is later
    sad = later.following(Emotion.SAD, Policy.MATCH).course
    assert sad is not None
    assert sad.step == 0


def test_nothing_is_chosen_before_a_mood_is_wanted() -> None:
    assert Selector.without_songs(default_rules(), RankingConfig(), 0).choose(3).picks == ()


def test_a_library_with_too_few_songs_of_a_genre_says_so() -> None:
    few = selector()
    for number in range(7):
        few = few.without(f"Rock{number}")

    assert selector().choose(30).problem == ""
    assert "Too few songs" in few.choose(4).problem


def test_skips_are_remembered_by_mood_and_not_for_ever() -> None:
    memory = History()
    for number in range(MOST_WORDS + 5):
        skipped = SkippedSong(1, f"s{number}", 30.0, Emotion.SAD, duration=200.0)
        memory = memory.after_skip(skipped).after_skip(skipped)

    assert len(memory.liking(Emotion.SAD)) == MOST_WORDS
    assert "s0" not in memory.liking(Emotion.SAD)
    assert memory.liking(Emotion.HAPPY) == {}


def test_what_was_heard_is_remembered_for_a_while() -> None:
    memory = History()
    for number in range(REMEMBERED + 100):
        memory = memory.after_song(f"s{number}")

    assert (len(memory.heard), memory.heard[0]) == (REMEMBERED, "s100")


def played(of: Selector, songs: int) -> list[str]:
    uris: list[str] = []
    for _ in range(songs):
        (pick,) = of.choose(1).picks
        uris.append(pick.song.uri)
        of = of.after_song(pick.song.uri, ours=True)
    return uris


def test_every_song_of_a_large_library_has_its_turn_before_one_comes_again() -> None:
    library = build_library((Song(f"s{i}", genres=("Rock",)) for i in range(600)), shipped_genres())
    rock = replace(selector(), library=library)

    assert len(set(played(rock, 600))) == 600


def test_songs_that_are_alike_do_not_follow_each_other_in_one_order_for_ever() -> None:
    library = build_library((Song(f"s{i}", genres=("Rock",)) for i in range(120)), shipped_genres())
    uris = played(replace(selector(), library=library, seed=7), 1000)
    followers: dict[str, set[str]] = {}
    for one, other in pairwise(uris):
        followers.setdefault(one, set()).add(other)

    assert sum(map(len, followers.values())) > 2 * len(followers)


def heard_in(of: Selector, songs: int) -> list[str]:
    """Return what plays, three songs ahead of the current one."""
    queue: list[str] = []
    played: list[str] = []
    while len(played) < songs:
        while len(queue) < 3:
            queue += [pick.song.uri for pick in of.choose(1, tuple(queue), len(queue)).picks]
        played.append(queue.pop(0))
        of = of.after_song(played[-1], ours=True)
    return played


def test_a_dozen_wanted_songs_go_round_and_a_handful_is_mixed_with_what_comes_nearest() -> None:
    dozen = tuple(Song(f"Rock{i}", f"Rock {i}", f"Band {i}", genres=("Rock",)) for i in range(12))
    others = tuple(Song(f"Jazz{i}", f"Jazz {i}", f"Trio {i}", genres=("Jazz",)) for i in range(88))
    full = replace(selector(), library=build_library(dozen + others, shipped_genres()))
    few = replace(selector(), library=build_library(dozen[:4] + others, shipped_genres()))

    assert set(heard_in(full, 60)) == {song.uri for song in dozen}
    assert len(set(heard_in(few, 60))) > 4
