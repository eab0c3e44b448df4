"""What the owner does to the queue, on a player without sound."""

import pytest

from mien.mood.wishes import Skip
from mien.music.dj.queue.queue_editor import MOST_QUEUED
from mien.music.dj.queue.queue_plan import QueuePlace
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.player import PlayerGoneError, PlayerRefusedError, TakenError, VanishedError
from mien.types import PlayState
from unit.music.dj.dj_room import ANGRY, LIBRARY, NEUTRAL, Room, play, room

NOW, NEXT, END = QueuePlace.NOW, QueuePlace.NEXT, QueuePlace.END


def owners(at: Room) -> list[str]:
    """Return what is still to come and the owner's."""
    return [queued.entry.uri for queued in at.dj.now().upcoming if queued.pick is None]


def ids(at: Room) -> list[int]:
    return [queued.entry.id for queued in at.dj.now().upcoming]


async def test_songs_for_the_end_play_before_ours_and_the_mood_takes_over_after_them() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        ours = at.upcoming()
        await at.dj.owner.enqueue(("pop/1", "pop/2"), END)
        await at.dj.owner.enqueue(("pop/3",), END)
        first = at.upcoming()
        for _ in range(4):
            at.player.end_song()
            await at.calm()

        assert first == ["pop/1", "pop/2", "pop/3", *ours]
        assert at.player.started[-4:] == ["pop/1", "pop/2", "pop/3", ours[0]]
        assert owners(at) == []


async def test_songs_for_next_play_next_and_in_their_order() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        await at.dj.owner.enqueue(("pop/1",), END)
        assert await at.dj.owner.enqueue(("jazz/1", "jazz/2"), NEXT) == 2

        assert at.upcoming()[:3] == ["jazz/1", "jazz/2", "pop/1"]


@pytest.mark.parametrize("silent", [True, False])
async def test_songs_for_now_play_at_once_also_out_of_silence(silent: bool) -> None:  # noqa: FBT001
    async with room() as at:
        if not silent:
            await at.wish(play(ANGRY))
        await at.dj.owner.enqueue(("pop/1", "pop/2"), NOW)

        assert at.player.current() == "pop/1"
        assert at.dj.now().playing.state is PlayState.PLAY
        assert at.upcoming()[0] == "pop/2"


async def test_a_change_of_mood_leaves_the_owners_songs_where_they_are() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        await at.dj.owner.enqueue(("pop/1", "pop/2"), NEXT)
        await at.wish(play(NEUTRAL))

        assert at.upcoming()[:2] == owners(at) == ["pop/1", "pop/2"]
        assert at.genres() <= {"pop", "lofi", "jazz"}


async def test_what_left_the_library_is_left_out_and_the_rest_keeps_its_order() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        assert await at.dj.owner.enqueue(("gone/1", "pop/1", "gone/2", "pop/2"), NEXT) == 2

        assert at.upcoming()[:2] == ["pop/1", "pop/2"]
        with pytest.raises(VanishedError):
            await at.dj.owner.enqueue(("gone/1",), NOW)
        assert at.dj.now().playing.state is PlayState.PLAY


async def test_a_flood_of_songs_is_cut_and_one_that_never_ends_is_given_up() -> None:
    async with room() as at:
        assert await at.dj.owner.enqueue(("pop/1",) * (MOST_QUEUED + 50), END) == MOST_QUEUED
        with pytest.raises(VanishedError):
            await at.dj.owner.enqueue(tuple(f"gone/{number}" for number in range(500)), END)


async def test_a_full_queue_says_so() -> None:
    async with room() as at:
        at.player.refuse_more("playlist is at the max size")
        with pytest.raises(PlayerRefusedError, match="takes no more"):
            await at.dj.owner.enqueue(("pop/1",), END)


async def test_any_entry_can_be_played_and_one_that_is_gone_says_so() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        last = at.dj.now().upcoming[-1].entry
        await at.dj.owner.play(last.id)

        assert at.player.current() == last.uri
        with pytest.raises(VanishedError, match="no longer in the queue"):
            await at.dj.owner.play(99_999)


async def test_an_entry_that_the_owner_moves_is_the_owners_also_after_a_restart() -> None:
    player = FakePlayer(LIBRARY)
    async with room(player) as at:
        await at.wish(play(ANGRY))
        first, second, third = at.upcoming()
        await at.dj.owner.move(ids(at)[2], ids(at)[0])
        moved = at.upcoming()[:3]
        await at.wish(play(NEUTRAL))

        assert moved == [third, first, second]
        assert owners(at) == [third] == at.upcoming()[:1]
    async with room(player) as again:
        assert owners(again) == [third]


async def test_an_entry_moves_to_the_end_and_what_is_gone_does_not_move() -> None:
    async with room() as at:
        await at.dj.owner.enqueue(("pop/1", "pop/2", "pop/3"), NOW)
        one = at.dj.now().upcoming[0].entry.id
        await at.dj.owner.move(one, None)

        assert at.upcoming() == ["pop/3", "pop/2"]
        with pytest.raises(VanishedError):
            await at.dj.owner.move(99_999, None)
        with pytest.raises(VanishedError):
            await at.dj.owner.move(one, 99_999)


async def test_a_song_that_is_taken_out_is_not_chosen_again_at_once() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        unwanted = at.upcoming()[0]
        await at.dj.owner.remove(ids(at)[0])

        assert len(at.upcoming()) == 3
        assert unwanted not in at.upcoming()


async def test_clearing_leaves_the_current_song_and_the_mood_goes_on_with_others() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        await at.dj.owner.enqueue(("pop/1", "pop/2"), END)
        current, before = at.player.current(), set(at.upcoming())
        await at.dj.owner.clear()

        assert at.player.current() == current
        assert len(at.upcoming()) == 3
        assert not set(at.upcoming()) & before
        assert len(at.player.queued()) == 4


async def test_an_entry_that_somebody_else_removed_meanwhile_is_not_confused_with_another() -> None:
    async with room() as at:
        await at.dj.owner.enqueue(("pop/1", "pop/2", "pop/3"), NOW)
        two = at.dj.now().upcoming[0].entry.id
        at.player.meanwhile = lambda: at.player.take_out(two)
        with pytest.raises(VanishedError):
            await at.dj.owner.remove(two)

        assert at.player.queued() == ["pop/1", "pop/3"]


async def test_songs_are_queued_although_the_song_they_were_to_follow_is_gone_meanwhile() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        current = at.dj.now().playing.entry or 0
        at.player.meanwhile = lambda: at.player.take_out(current)
        await at.dj.owner.enqueue(("pop/1",), NEXT)
        await at.calm()

        assert at.upcoming()[0] == "pop/1"


async def test_the_queue_becomes_a_playlist_and_an_empty_one_does_not() -> None:
    async with room() as at:
        with pytest.raises(PlayerRefusedError, match="empty"):
            await at.dj.owner.save("Evening")
        await at.dj.owner.enqueue(("pop/0", "pop/1", "pop/2"), NOW)
        await at.dj.owner.play(at.dj.now().upcoming[0].entry.id)
        await at.dj.owner.save("Evening")
        with pytest.raises(TakenError):
            await at.dj.owner.save("Evening")
        await at.dj.owner.save("Evening", replace=True)

        assert await at.dj.owner.playlists() == ("Evening",)
        assert await at.dj.owner.playlist("Evening") == ("pop/1", "pop/2")
        await at.dj.owner.delete_playlist("Evening")
        assert await at.dj.owner.playlists() == ()


async def test_more_like_this_queues_songs_of_its_kind_as_the_owners() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        queued = await at.dj.owner.more_like("jazz/1")

        assert queued == len(owners(at)) == 10
        assert [uri.split("/")[0] for uri in owners(at)][:7] == ["jazz"] * 7
        assert "jazz/1" not in owners(at)
        with pytest.raises(VanishedError):
            await at.dj.owner.more_like("http://radio.example")


async def test_a_seek_moves_in_the_song_and_says_so_at_once() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        await at.dj.owner.seek(77.0)

        assert at.dj.now().playing.elapsed == 77.0


async def test_while_the_player_is_away_the_owner_is_told_so_at_once() -> None:
    async with room() as at:
        at.player.unplug()
        await at.calm()
        with pytest.raises(PlayerGoneError):
            await at.dj.owner.enqueue(("pop/1",), END)


async def test_skipping_the_owners_song_says_nothing_of_it() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        await at.dj.owner.enqueue(("pop/1",), NOW)
        for _ in range(2):
            at.player.sound(30.0)
            await at.wish(Skip())
            await at.dj.owner.enqueue(("pop/1",), NOW)

        assert at.dj.selector.history.said == {}
