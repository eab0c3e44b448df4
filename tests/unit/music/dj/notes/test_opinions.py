"""Likes, dislikes and skips, from the owner's tap to the sticker that other clients read, and back."""

import pytest

from mien.mood.wishes import Skip, UndoSkip
from mien.music.dj.notes.opinions import SongOpinion
from mien.music.dj.notes.ratings import Ratings, understood
from mien.music.dj.notes.stickers import PICK, SAID, Stickers
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.player import Subsystem
from mien.music.selection.heard import DISLIKED, LIKED
from mien.music.selection.history import OFTEN_SKIPPED, SKIPPED_ONCE, SKIPPED_TWICE, Said
from mien.music.song import Song
from mien.types import PlayState
from unit.music.dj.dj_room import ANGRY, HAPPY, LIBRARY, NEUTRAL, Room, play, room


async def skip_after(at: Room, seconds: float) -> str:
    """Skip the current song after so long; return which it was."""
    song = at.player.current() or ""
    at.player.sound(seconds)
    await at.wish(Skip())
    return song


async def test_a_like_counts_under_its_mood_and_other_clients_see_a_heart() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        await at.dj.owner.say("rock/1", LIKED)

        assert at.dj.selector.history.said == {(ANGRY, "rock/1"): LIKED}
        assert dict(await at.player.stickers("like")) == {"rock/1": "2"}
        assert at.dj.owner.opinions() == (SongOpinion("rock/1", ANGRY, LIKED, "you liked it when angry"),)


async def test_before_any_mood_is_known_a_word_counts_under_all_of_them() -> None:
    async with room() as at:
        await at.dj.owner.say("rock/1", DISLIKED)
        await at.wish(play(HAPPY))

        assert at.dj.selector.history.liking(HAPPY) == {"rock/1": DISLIKED}
        assert dict(await at.player.stickers("like")) == {"rock/1": "0"}
        assert at.dj.owner.opinions()[0].why == "you disliked it"


async def test_a_word_that_is_taken_back_is_gone_everywhere() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        await at.dj.owner.say("rock/1", LIKED)
        await at.wish(play(NEUTRAL))
        await at.dj.owner.say("rock/1", 0.0)

        assert at.dj.owner.opinions() == ()
        assert dict(await at.player.stickers("like")) == dict(await at.player.stickers(SAID)) == {}


async def test_a_song_that_is_disliked_plays_only_when_nothing_else_is_left() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        await at.dj.owner.say("rock/1", DISLIKED)
        for _ in range(60):
            at.player.end_song()
            await at.calm()

        assert at.player.started[5:].count("rock/1") == 0


async def test_surfing_past_ten_songs_changes_nothing_for_good() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        for _ in range(10):
            await skip_after(at, 3.0)

        assert at.dj.selector.history.said == {}
        assert dict(await at.player.stickers(SAID)) == {}


async def test_a_song_skipped_early_twice_under_a_mood_is_listed_and_undo_takes_the_second_back() -> None:
    player = FakePlayer(
        (Song("a", genres=("Rock",), duration=200), Song("b", genres=("Rock",), duration=200))
    )
    async with room(player) as at:
        await at.wish(play(ANGRY))
        first = await skip_after(at, 30.0)
        once = at.dj.owner.opinions()
        await skip_after(at, 1.0)
        assert await skip_after(at, 30.0) == first
        twice = at.dj.owner.opinions()
        await at.wish(UndoSkip())

        assert once == at.dj.owner.opinions() == ()
        assert twice == (SongOpinion(first, ANGRY, SKIPPED_TWICE, "skipped early twice when angry"),)
        assert (await Stickers(player).read()).said == {(ANGRY, first): SKIPPED_ONCE}


@pytest.mark.parametrize("seconds", [3.0, 30.0])
async def test_forty_skips_in_a_small_library_leave_more_than_a_few_songs_going_round(seconds: float) -> None:
    async with room(FakePlayer(LIBRARY[:16])) as at:
        await at.wish(play(ANGRY))
        for _ in range(40):
            await skip_after(at, seconds)
        begun = len(at.player.started)
        for _ in range(48):
            at.player.end_song()
            await at.calm()

        heard = at.player.started[begun:]
        assert len(set(heard)) >= 12
        assert max(heard.count(uri) for uri in set(heard)) <= 10


async def test_a_restarted_speaker_knows_what_was_said_and_by_whom() -> None:
    player = FakePlayer(LIBRARY)
    await player.set_sticker("pop/1", "like", "2")
    await player.set_sticker("pop/2", "rating", "1")
    await player.set_sticker("pop/3", "skipCount", "5")
    async with room(player) as at:
        await at.wish(play(ANGRY))
        await at.dj.owner.say("rock/1", LIKED)
        await at.dj.owner.say("rock/2", DISLIKED)
    async with room(player) as again:
        await again.wish(play(HAPPY))

        assert again.dj.selector.history.liking(HAPPY) == {
            "pop/1": LIKED,
            "pop/2": DISLIKED,
            "pop/3": OFTEN_SKIPPED,
        }
        assert again.dj.selector.history.liking(ANGRY)["rock/2"] == DISLIKED
        assert [(each.uri, each.why) for each in again.dj.owner.opinions()] == [
            ("rock/2", "you disliked it when angry"),
            ("rock/1", "you liked it when angry"),
            ("pop/1", "liked in another app"),
            ("pop/2", "disliked in another app"),
            ("pop/3", "often skipped in another app"),
        ]


async def test_what_another_client_writes_meanwhile_is_read() -> None:
    async with room() as at:
        await at.wish(play(HAPPY))
        await at.player.set_sticker("pop/1", "like", "2")
        at.player.report(Subsystem.STICKER)
        await at.calm()

        assert at.dj.selector.history.liking(HAPPY) == {"pop/1": LIKED}


def test_a_skip_of_release_0_1_was_no_dislike_unless_a_like_of_0_says_so() -> None:
    said: Said = {(ANGRY, "a"): DISLIKED, (ANGRY, "b"): DISLIKED, (ANGRY, "c"): DISLIKED, (ANGRY, "d"): LIKED}

    assert understood(said, frozenset("abd"), {"b": "0"}) == {**said, (ANGRY, "a"): SKIPPED_ONCE}


async def test_a_note_of_release_0_1_is_read_as_one_early_skip() -> None:
    player = FakePlayer(LIBRARY)
    await player.set_sticker("rock/1", SAID, '{"angry": -1.0}')
    async with room(player) as at:
        assert at.dj.selector.history.said == {(ANGRY, "rock/1"): SKIPPED_ONCE}


@pytest.mark.parametrize(
    ("ratings", "word"),
    [
        (Ratings(like={"a": "2"}), LIKED),
        (Ratings(like={"a": "0"}), DISLIKED),
        (Ratings(like={"a": "1"}), None),
        (Ratings(like={"a": "x" * 5000}), None),
        (Ratings(rating={"a": "8"}), LIKED),
        (Ratings(rating={"a": "2"}), DISLIKED),
        (Ratings(rating={"a": "0"}), None),
        (Ratings(rating={"a": "5"}), None),
        (Ratings(rating={"a": "11"}), None),
        (Ratings(rating={"a": "-3"}), None),
        (Ratings(skips={"a": "3"}), None),
        (Ratings(skips={"a": "3"}, plays={"a": "1"}), OFTEN_SKIPPED),
        (Ratings(skips={"a": "3"}, plays={"a": "3"}), None),
        (Ratings(skips={"a": "9" * 50}), None),
        (Ratings(like={"a": "2"}, rating={"a": "1"}, skips={"a": "9"}), LIKED),
    ],
)
def test_the_notes_of_other_clients_are_read_by_their_conventions(
    ratings: Ratings, word: float | None
) -> None:
    assert ratings.words({}) == ({} if word is None else {"a": word})


def test_a_library_full_of_ratings_is_read_up_to_a_point() -> None:
    many = {f"s{number}": "9" for number in range(30_000)}

    assert len(Ratings(rating=many).words({})) == 10_000


async def test_forgetting_erases_opinions_at_once_and_leaves_the_queue_ours() -> None:
    player = FakePlayer(LIBRARY)
    await player.set_sticker("pop/1", "like", "2")
    async with room(player) as at:
        await at.wish(play(ANGRY))
        skipped = await skip_after(at, 30.0)
        await at.dj.owner.say("rock/1", LIKED)
        await at.dj.owner.say("rock/2", DISLIKED)
        upcoming = at.upcoming()
        songs = await at.dj.owner.forget()
        picked = set(await player.stickers(PICK))
        await at.wish(play(NEUTRAL))

        assert songs == len({"rock/1", "rock/2", skipped})
        assert skipped not in at.dj.selector.history.heard
        assert picked == {skipped, at.player.started[1], *upcoming}, "what is queued"
        assert at.dj.selector.history.said == {}
        assert at.dj.selector.history.heard == ()
        assert dict(await player.stickers("like")) == {"pop/1": "2"}, "another client wrote it"
        assert at.genres() <= {"lofi", "jazz"}
        assert at.dj.now().playing.state is PlayState.PLAY
    async with room(player) as again:
        assert all(queued.pick is not None for queued in again.dj.now().upcoming)


async def test_a_dislike_stays_one_although_another_client_takes_the_heart_off() -> None:
    player = FakePlayer(LIBRARY)
    async with room(player) as at:
        await at.wish(play(ANGRY))
        await at.dj.owner.say("rock/1", DISLIKED)
    await player.delete_sticker("rock/1", "like")
    async with room(player) as again:
        assert again.dj.selector.history.said == {(ANGRY, "rock/1"): DISLIKED}
