"""Which songs suit a moment best: what holds for any library."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library
from mien.music.library.song_identity import lead
from mien.music.library.update import updated
from mien.music.selection.constraints import Constraint, Limits
from mien.music.selection.context import ContextPreference
from mien.music.selection.criteria import Moment, circumstance_fit
from mien.music.selection.decision.mcdm import Method
from mien.music.selection.rank import Ranking, RankingConfig, rank
from mien.music.selection.rules import MusicTarget, default_rules
from mien.music.song import Song

GENRES = shipped_genres()


def wanted(emotion: Emotion = Emotion.SAD) -> MusicTarget:
    return default_rules().wanted(emotion, Policy.MATCH)


def library(*songs: Song) -> Library:
    return build_library(songs, GENRES)


def song(uri: str, genre: str = "Classical", artist: str = "", **more: object) -> Song:
    return Song(uri, artist=artist, genres=(genre,), **more)  # type: ignore[arg-type]  # by name, in this file


def ranked(of: Library, moment: Moment, top: int = 10, **limits: object) -> list[str]:
    return uris(rank(of, moment, RankingConfig(limits=Limits(**limits)), top))  # type: ignore[arg-type]  # as above


def uris(ranking: Ranking) -> list[str]:
    return [pick.song.uri for pick in ranking.picks]


def test_a_sad_room_hears_what_the_rule_wants_first() -> None:
    known = library(song("m", "Metal"), song("c", "Classical"), song("a", "Soft Acoustic"), song("p", "Pop"))

    assert ranked(known, Moment(wanted()), top=2) == ["a", "c"]


def test_without_a_song_of_a_wanted_genre_the_nearest_plays_and_that_is_said() -> None:
    known = library(song("m", "Metal"), song("d", "Dream Pop"))
    ranking = rank(known, Moment(wanted()), RankingConfig(), 1)

    assert uris(ranking) == ["d"]
    assert ranking.given_up == (Constraint.WANTED_GENRE,)


def test_an_untagged_song_that_was_measured_to_feel_right_is_wanted_music() -> None:
    known = library(
        Song("u", valence=-0.4, arousal=-0.5), Song("x", valence=0.9, arousal=0.9), song("p", "Pop")
    )

    assert ranked(known, Moment(wanted()), top=1) == ["u"]


def test_of_two_songs_of_a_genre_the_one_that_feels_as_wanted_plays() -> None:
    known = library(song("gay", valence=0.9, arousal=0.8), song("blue", valence=-0.5, arousal=-0.5))

    assert ranked(known, Moment(wanted())) == ["blue", "gay"]


def test_a_song_that_was_heard_waits_for_the_others() -> None:
    known = library(song("a"), song("b"), song("c"))

    assert ranked(known, Moment(wanted(), heard=("b", "a")), top=1, just_now=1) == ["c"]


def test_when_all_were_heard_the_one_heard_longest_ago_plays() -> None:
    known = library(song("a"), song("b"), song("c"))

    assert ranked(known, Moment(wanted(), heard=("b", "c", "a")), top=1) == ["b"]


def test_an_artist_does_not_follow_on_itself_while_there_are_others() -> None:
    known = library(*(song(f"a{i}", artist="Ada", valence=-0.4, arousal=-0.5) for i in range(5)), song("b"))

    assert ranked(known, Moment(wanted(), heard=("a0",)), top=1) == ["b"]
    assert "b" in ranked(known, Moment(wanted()), top=2)


def test_a_song_that_was_skipped_under_this_mood_plays_only_when_nothing_else_is_left() -> None:
    known = library(song("a"), song("m", "Metal"))
    moment = Moment(wanted(), liking={"a": -1.0})

    assert ranked(known, moment, top=1) == ["m"]
    assert ranked(library(song("a")), moment) == ["a"]


def test_explicit_songs_and_long_ones_are_left_out_if_the_owner_says_so() -> None:
    known = library(
        song("x", explicit=True), song("long", duration=5000.0), song("stream"), song("ok", explicit=False)
    )

    assert set(ranked(known, Moment(wanted()), top=2, explicit=False)) == {"stream", "ok"}


def test_constraints_are_given_up_in_a_fixed_order() -> None:
    known = library(song("x", "Audiobook", "Ada", album="One", duration=1.5, explicit=True))
    moment = Moment(wanted(Emotion.ANGRY), heard=("x",), liking={"x": -1.0})
    ranking = rank(known, moment, RankingConfig(limits=Limits(explicit=False, shortest=2.0, longest=1.0)), 1)

    assert uris(ranking) == ["x"]
    assert ranking.given_up == tuple(Constraint)


def test_interludes_do_not_play_as_songs_while_there_are_others() -> None:
    known = library(*(song(f"skit{i}", "Soft Acoustic", duration=3.0) for i in range(9)), song("c", "Metal"))

    assert ranked(known, Moment(wanted()), top=1) == ["c"]
    assert len(ranked(library(song("skit", duration=3.0)), Moment(wanted()))) == 1


@pytest.mark.parametrize(
    "genre", ["Audiobooks", "Hörbuch", "Podcasts", "Christmas", "Jazz/Xmas", "Non-Music"]
)
def test_no_reading_and_no_carol_plays_for_want_of_music(genre: str) -> None:
    known = library(*(song(f"b{i}", genre) for i in range(9)), song("m", "Metal"), song("n", "Metal"))
    moment = Moment(wanted(Emotion.NEUTRAL), heard=("m",), liking={"b0": 1.0})

    assert ranked(known, moment, top=1) == ["n"]


def test_a_rule_that_names_readings_or_carols_has_them() -> None:
    known = library(song("c", "Christmas Pop"), song("b", "Audiobook"), song("m", "Classical"))
    carols = replace(wanted(), genres=("christmas",), families=("seasonal",))

    assert ranked(known, Moment(carols), top=1) == ["c"]


def test_the_only_song_of_a_wanted_genre_is_not_every_fourth() -> None:
    known = library(song("c"), *(song(f"m{i}", "Metal") for i in range(80)))
    others = tuple(f"m{i}" for i in range(10))

    assert ranked(known, Moment(wanted(), heard=("c", *others)), top=1) != ["c"]
    assert ranked(known, Moment(wanted(), heard=("c", *others, *others)), top=1) == ["c"]


def test_in_a_small_library_the_wanted_songs_do_not_wait_for_the_unwanted() -> None:
    known = library(*(song(f"c{i}") for i in range(8)), *(song(f"m{i}", "Metal") for i in range(8)))
    heard = tuple(f"c{i}" for i in range(8))

    assert ranked(known, Moment(wanted(), heard=heard), top=1)[0] in heard


def test_with_two_of_three_songs_skipped_the_third_does_not_play_for_ever() -> None:
    known = library(song("a"), song("b"), song("c"))
    skipped = {"a": -1.0, "b": -1.0}

    assert ranked(known, Moment(wanted(), heard=("c",), liking=skipped), top=1) != ["c"]
    assert ranked(known, Moment(wanted(), heard=("c", "a"), liking=skipped), top=1) == ["c"]


def test_a_song_is_the_same_on_a_best_of() -> None:
    plain, gold = (
        song(uri, artist="Ada", title=title, album=uri, duration=seconds)
        for uri, title, seconds in [("plain", "Yes", 200.0), ("gold", "YES", 202.0)]
    )
    known = library(plain, gold, *(song(f"s{i}") for i in range(30)))
    heard = (*(f"s{i}" for i in range(29)), "plain")
    skipped, liked = ({"plain": word} for word in (-1.0, 1.0))

    assert ranked(known, Moment(wanted(), heard=heard), top=1) == ["s29"]
    assert ranked(known, Moment(wanted(), heard=(*heard, "s29")), top=1) != ["gold"]
    assert set(ranked(known, Moment(wanted(), liking=skipped), top=32)[-2:]) == {"plain", "gold"}
    assert set(ranked(known, Moment(wanted(), liking=liked), top=2, artist_apart=0)) == {"plain", "gold"}


@pytest.mark.parametrize("said", [{"plain": -1.0, "gold": 1.0}, {"gold": -1.0, "plain": 1.0}])
def test_who_dislikes_one_copy_dislikes_all_whatever_else_was_said(said: dict[str, float]) -> None:
    copies = (song(uri, artist="Ada", title="Yes", album=uri, duration=200.0) for uri in ("plain", "gold"))
    known = library(*copies, *(song(f"s{i}") for i in range(30)))

    assert set(ranked(known, Moment(wanted(), liking=said), top=32)[-2:]) == {"plain", "gold"}


def test_a_recording_goes_by_its_first_row_also_after_songs_came_and_went() -> None:
    yes = [song(uri, artist="Ada", title="Yes", album=uri, duration=200.0) for uri in ("a", "b", "c")]
    known = library(song("s0"), yes[0], song("s1"), yes[1])
    later = updated(known, ("a",), (yes[2],))

    assert (known.recording.tolist(), known.copies.tolist()) == ([0, 1, 2, 1], [3])
    assert [later.uris[row] for row in range(4)] == ["s0", "s1", "b", "c"]
    assert (later.recording.tolist(), later.copies.tolist()) == ([0, 1, 2, 2], [3])
    assert later.fill_copies(np.array([5, 6, 7, 0])).tolist() == [5, 6, 7, 7]


def test_works_of_one_name_that_differ_in_length_are_several() -> None:
    works = library(*(song(f"k{i}", artist="Mozart", title="Allegro", duration=9.0 * i) for i in range(9)))
    nameless = library(*(song(f"t{i}", artist="Unknown", title="Track 1", duration=200.0) for i in range(9)))

    assert len(set(works.recording)) == len(set(nameless.recording)) == 9


@pytest.mark.parametrize(
    "guest", [" feat. B", " ft. B", " featuring B", " (feat. B)", " Feat B", ";B", "; B"]
)
def test_an_artist_with_a_guest_is_the_same_artist(guest: str) -> None:
    known = library(song("a", artist="Ada"), song("b", artist="ADA" + guest), song("c", artist="Cy"))

    assert len(set(known.act)) == 2
    assert known.song(1).artist == "ADA" + guest
    assert ranked(known, Moment(wanted(), heard=("a",)), top=1) == ["c"]


@pytest.mark.parametrize("artist", ["Little Feat", "Swift", "Daft Punk", "Feature", "The Feats of Ada"])
def test_a_name_that_only_looks_like_a_guest_stays_whole(artist: str) -> None:
    assert lead(artist) == artist.casefold()


@pytest.mark.parametrize("tagged", ["Various Artists", ""])
def test_a_sampler_of_many_artists_is_one_album(tagged: str) -> None:
    one = {"album": "Hits", "album_artist": tagged}
    sampler = [song(f"hits/{i}", artist=f"a{i}", title=f"t{i}", **one) for i in range(9)]
    known = library(*sampler, song("other/1", artist="Zoe", title="o", album="Hits", album_artist="Zoe"))

    assert ranked(known, Moment(wanted(), heard=("hits/1",)), top=1) == ["other/1"]


def test_a_song_that_cannot_be_played_is_never_chosen() -> None:
    assert ranked(library(song("x")), Moment(wanted(), banned=frozenset({"x"}))) == []


def test_no_songs_no_picks() -> None:
    assert rank(library(), Moment(wanted()), RankingConfig(), 5).picks == ()
    assert rank(library(song("a")), Moment(wanted()), RankingConfig(), 0).picks == ()


def test_the_reasons_say_what_speaks_for_a_song() -> None:
    (pick,) = rank(library(song("a", "Soft Acoustic")), Moment(wanted()), RankingConfig(), 1).picks

    assert pick.why().startswith("Soft acoustic for a sad mood")
    assert sum(reason.weight for reason in pick.reasons) == pytest.approx(1)
    assert all(0 <= reason.value <= 1 for reason in pick.reasons)


def test_circumstances_decide_between_songs_that_suit_the_mood_alike() -> None:
    known = library(
        song("a", "Soft Acoustic", valence=0.0, arousal=0.0), song("c", valence=-0.4, arousal=-0.5)
    )
    calls_for = ContextPreference({"acoustic": -1.0, "classical": 1.0}, arousal=-0.6, why="late evening")
    moment = Moment(wanted(), preference=calls_for)
    (first, *_) = rank(known, moment, RankingConfig(), 2).picks

    assert first.song.uri == "c"
    assert "good for late evening" in [reason.phrase for reason in first.reasons]


@pytest.mark.parametrize(("fits", "spoils"), [("classical", "acoustic"), ("acoustic", "classical")])
def test_a_genre_that_fits_the_hour_scores_above_one_that_spoils_it(fits: str, spoils: str) -> None:
    known = library(song("acoustic", "Acoustic", arousal=0.0), song("classical", "Classical", arousal=0.0))
    preference = ContextPreference({fits: 1.0, spoils: -1.0})
    fit = circumstance_fit(known, preference, np.arange(2))

    assert fit[known.row(fits) or 0] > fit[known.row(spoils) or 0] + 0.4


def test_the_seed_decides_between_equals_and_nothing_else() -> None:
    known = library(*(song(f"s{i}") for i in range(40)), song("best", "Soft Acoustic"))
    lists = [ranked(known, Moment(wanted(), seed=seed)) for seed in (1, 1, 2)]

    assert lists[0] == lists[1] != lists[2]
    assert {order[0] for order in lists} == {"best"}


def test_the_next_seed_is_another_order_and_not_the_same_one_a_song_further() -> None:
    known = library(*(song(f"s{i}") for i in range(400)))
    today, tomorrow = (ranked(known, Moment(wanted(), seed=739_000 + day), top=40) for day in (0, 1))
    moved_on = {f"s{int(uri[1:]) + step}" for uri in tomorrow for step in (-1, 0, 1)}

    assert len(moved_on & set(today)) < 30


def test_of_songs_that_feel_nearly_as_wanted_not_always_the_same_plays() -> None:
    known = library(*(song(f"s{i}", valence=-0.4 + i / 1e3, arousal=-0.5) for i in range(40)))

    assert len({ranked(known, Moment(wanted(), seed=seed), top=1)[0] for seed in range(20)}) > 5


def test_a_list_is_as_long_as_asked_for_and_what_suits_less_comes_last() -> None:
    known = library(
        song("m", "Metal"), song("a", "Soft Acoustic", explicit=True), song("c"), song("p", "Pop")
    )
    ranking = rank(
        known, Moment(wanted(), liking={"p": -1.0}), RankingConfig(limits=Limits(explicit=False)), 9
    )
    scores = [pick.score for pick in ranking.picks]

    assert uris(ranking) == ["c", "m", "a", "p"]
    assert scores == sorted(scores, reverse=True)
    assert Constraint.NOT_DISLIKED in ranking.given_up


def test_of_very_many_equals_one_is_chosen_and_another_seed_chooses_another() -> None:
    known = library(*(song(f"s{i}") for i in range(400)))
    chosen = {tuple(ranked(known, Moment(wanted(), seed=seed), top=2)) for seed in range(5)}

    assert len(chosen) == 5
    assert all(len(set(pair)) == 2 for pair in chosen)


TAGS = st.sampled_from(["Classical", "Metal", "Soft Acoustic", "Pop", "Unheard Of", "Jazz/Blues", ""])
FEELINGS = st.one_of(st.none(), st.floats(-1, 1, width=32))


@st.composite
def libraries(draw: st.DrawFn, fewest: int = 1) -> Library:
    count = draw(st.integers(fewest, 12))
    return library(
        *(
            Song(
                f"s{i}",
                artist=draw(st.sampled_from(["", "Ada", "Ben"])),
                album=draw(st.sampled_from(["", "One", "Two"])),
                genres=(draw(TAGS),),
                duration=draw(st.sampled_from([0.0, 10.0, 200.0, 9000.0])),
                valence=draw(FEELINGS),
                arousal=draw(FEELINGS),
                explicit=draw(st.sampled_from([None, True, False])),
            )
            for i in range(count)
        )
    )


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    uri = st.integers(0, 14).map(lambda i: f"s{i}")
    return Moment(
        wanted(draw(st.sampled_from(Emotion))),
        heard=tuple(draw(st.lists(uri, max_size=20))),
        liking=draw(st.dictionaries(uri, st.floats(-1, 1), max_size=5)),
        seed=draw(st.integers(0, 2**40)),
    )


@given(libraries(), moments(), st.sampled_from(Method))
def test_it_never_falls_silent_while_there_is_a_song(of: Library, moment: Moment, method: Method) -> None:
    ranking = rank(of, moment, RankingConfig(method), 3)

    assert len(ranking.picks) == min(3, len(of))
    assert len(set(uris(ranking))) == len(ranking.picks)


@given(libraries(fewest=3), moments(), st.sampled_from(Method))
def test_no_song_scores_above_one_that_comes_before_it(of: Library, moment: Moment, method: Method) -> None:
    scores = [pick.score for pick in rank(of, moment, RankingConfig(method), 12).picks]

    assert scores == sorted(scores, reverse=True)


@given(libraries(), moments(), st.sampled_from(Method))
def test_the_same_moment_gives_the_same_list(of: Library, moment: Moment, method: Method) -> None:
    assert rank(of, moment, RankingConfig(method), 5) == rank(of, moment, RankingConfig(method), 5)
