"""What makes the queue of a restarted player the one that was known."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from mien.music.dj.queue.queue_plan import ours_after
from mien.music.dj.queue.revival import LastKnown, queue_commands, revived
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.player import Add, Entry, Playing, Remove, Snapshot
from mien.music.song import Song
from mien.types import PlayState


def queue(uris: list[str], first: int = 1) -> tuple[Entry, ...]:
    return tuple(Entry(first + pos, uri, pos) for pos, uri in enumerate(uris))


URIS = st.lists(st.sampled_from("abcd"), max_size=8)


@given(URIS, URIS)
def test_the_commands_make_one_queue_the_other(known: list[str], found: list[str]) -> None:
    entries = list(queue(found))
    for command in queue_commands(queue(known, 100), tuple(entries)):
        match command:
            case Remove(entry):
                entries = [each for each in entries if each.id != entry]
            case Add(uri, None):
                entries.append(Entry(0, uri, len(entries)))

    assert [entry.uri for entry in entries] == known


def test_what_is_there_already_is_not_touched() -> None:
    assert queue_commands(queue(["a", "b"]), queue(["a", "b"], 7)) == ()
    assert queue_commands(queue(["a", "b", "c"]), queue(["a", "b"], 7)) == (Add("c"),)


def test_the_owners_copy_of_a_song_stays_the_owners_in_a_queue_that_came_back_as_it_was() -> None:
    before, after = queue(["a", "b", "a"]), queue(["a", "b", "a"], 50)

    assert ours_after({1: ("a", "why")}, before, after, restarted=True) == {50: ("a", "why")}
    assert ours_after({3: ("a", "why")}, before, after, restarted=True) == {52: ("a", "why")}


def test_the_place_is_that_of_the_current_song() -> None:
    known = LastKnown(Playing(PlayState.PLAY, 2), queue(["a", "b"]), 12.0, 0.0)

    assert known.place == 1
    assert known.is_same_queue(queue(["a", "b"], 9))
    assert not known.is_same_queue(queue(["b", "a"], 9))


KNOWN = LastKnown(Playing(PlayState.PLAY, 2, volume=30), queue(["a", "b", "c"]), 12.0, 0.0)


async def brought_back(library: str, *, uptime: float, volume: int | None = 100) -> Snapshot:
    player = FakePlayer(tuple(Song(uri, duration=60.0) for uri in library), volume=volume)
    player._began = asyncio.get_running_loop().time() - uptime
    return await revived(player, KNOWN, await player.snapshot(), lambda command: command, 30.0)


async def test_a_player_without_anything_gets_all_back() -> None:
    found = await brought_back("abc", uptime=5.0)

    assert [entry.uri for entry in found.queue] == ["a", "b", "c"]
    assert (found.playing.state, found.playing.entry) == (PlayState.PLAY, found.queue[1].id)
    assert (found.playing.elapsed, found.playing.volume) == (12.0, 30)


async def test_a_song_that_left_the_library_meanwhile_is_left_out() -> None:
    found = await brought_back("ac", uptime=5.0)

    assert [entry.uri for entry in found.queue] == ["a", "c"]
    assert found.playing.volume == 30


async def test_a_player_whose_mixer_is_not_there_yet_gets_its_queue_and_plays() -> None:
    found = await brought_back("abc", uptime=5.0, volume=None)

    assert [entry.uri for entry in found.queue] == ["a", "b", "c"]
    assert (found.playing.state, found.playing.elapsed) == (PlayState.PLAY, 12.0)


async def test_a_player_that_ran_all_the_time_is_left_alone() -> None:
    found = await brought_back("abc", uptime=300.0)

    assert (found.queue, found.playing.state, found.playing.volume) == ((), PlayState.STOP, 100)
