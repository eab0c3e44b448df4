"""What every Player does with its queue and its songs; the fake and MPD alike."""

import asyncio
import contextlib

import pytest

from contract.player.queued import FOUR, ONE, THREE, TWO, add, next_change, until_error, uris
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import (
    Add,
    Entry,
    Move,
    OvertakenError,
    PlaybackOptions,
    Player,
    PlayerGoneError,
    PlayerRefusedError,
    Remove,
    Subsystem,
    VanishedError,
)
from mien.types import PlayState


async def test_an_answer_ends_the_silence(player: Player) -> None:
    await asyncio.sleep(0.05)
    before = player.last_reply_age
    await player.status()

    assert player.last_reply_age is not None
    assert before is not None
    assert player.last_reply_age <= before
    assert player.reply_took is not None
    assert 0.0 <= player.reply_took < 5.0


async def test_a_player_at_rest_is_stopped_and_has_no_song_at_hand(player: Player) -> None:
    status = await player.status()

    assert (status.state, status.entry, status.error) == (PlayState.STOP, None, "")


async def test_the_queue_lists_what_was_added_in_order_with_its_tags(player: Player) -> None:
    first, second = await add(player, ONE, THREE)

    assert (await player.snapshot()).queue == (
        Entry(first, ONE, 0, "One", "Ada"),
        Entry(second, THREE, 1, "Three", "Ben"),
    )


async def test_a_song_can_be_added_between_others(player: Player) -> None:
    await add(player, ONE, TWO)
    await player.execute((Add(THREE, 1),))

    assert uris((await player.snapshot()).queue) == [ONE, THREE, TWO]


@pytest.mark.parametrize("scheme", ["http", "https", "rtsp", "mms"])
async def test_an_address_is_listed_without_its_login(player: Player, scheme: str) -> None:
    await add(player, f"{scheme}://user:pa@ss@127.0.0.1:1/loud?to=a@b")

    assert uris((await player.snapshot()).queue) == [f"{scheme}://127.0.0.1:1/loud?to=a@b"]


async def test_what_could_not_be_played_is_told_without_a_login(mpd_address: str) -> None:
    player = await MpdPlayer.connected(mpd_address)
    (entry,) = await add(player, "rtsp://user:secret@127.0.0.1:1/loud")
    with contextlib.suppress(PlayerRefusedError):
        await player.play(entry)
    error = await until_error(player)
    await player.play(*await add(player, ONE))  # takes the error off, for the tests that follow
    await player.close()

    assert "rtsp://127.0.0.1:1/loud" in error


async def test_commands_are_carried_out_in_order_in_one_go(player: Player) -> None:
    first, second = await add(player, ONE, TWO)
    done = await player.execute((Remove(first), Add(THREE, 0), Add(FOUR), Remove(second)))

    assert uris((await player.snapshot()).queue) == [THREE, FOUR]
    assert [entry.id for entry in (await player.snapshot()).queue] == list(done.added)


async def test_a_song_that_vanished_is_named_and_what_came_before_it_is_done(player: Player) -> None:
    done = await player.execute((Add(ONE), Add("gone.mp3"), Add(TWO)))

    assert (len(done.added), done.refused, done.vanished) == (1, Add("gone.mp3"), True)
    assert uris((await player.snapshot()).queue) == [ONE]


async def test_a_place_beyond_the_queue_is_refused_but_the_song_did_not_vanish(player: Player) -> None:
    done = await player.execute((Add(ONE, 7),))

    assert (done.refused, done.vanished) == (Add(ONE, 7), False)


async def test_an_entry_that_somebody_else_removed_is_refused(player: Player) -> None:
    (entry,) = await add(player, ONE)
    await player.execute((Remove(entry),))
    done = await player.execute((Remove(entry),))

    assert done.refused == Remove(entry)


async def test_what_was_planned_around_an_entry_is_not_done_without_it(player: Player) -> None:
    one, two = await add(player, ONE, TWO)
    done = await player.execute((Add(THREE), Remove(one)), around=one)
    with pytest.raises(OvertakenError):
        await player.execute((Add(FOUR), Remove(two)), around=one)

    assert (len(done.added), done.refused) == (1, None)
    assert uris((await player.snapshot()).queue) == [TWO, THREE]


async def test_a_song_that_vanished_is_named_when_it_was_planned_around_another_too(player: Player) -> None:
    (one,) = await add(player, ONE)
    done = await player.execute((Add(TWO), Add("gone.mp3")), around=one)

    assert (len(done.added), done.refused, done.vanished) == (1, Add("gone.mp3"), True)


async def test_a_newline_in_a_name_is_no_way_to_smuggle_in_a_command(player: Player) -> None:
    await add(player, ONE)
    done = await player.execute((Add('x"\nclear\n"y'),))

    assert done.refused is not None
    assert uris((await player.snapshot()).queue) == [ONE]


async def test_an_entry_begins_where_it_is_asked_to(player: Player) -> None:
    _, second = await add(player, ONE, TWO)
    await player.play(second, 12.0)
    status = await player.status()

    assert (status.state, status.entry) == (PlayState.PLAY, second)
    assert 11.5 < status.elapsed < 20


async def test_what_is_not_queued_cannot_begin(player: Player) -> None:
    with pytest.raises(VanishedError):
        await player.play(99_999)


async def test_a_pause_keeps_the_place_and_resume_plays_on(player: Player) -> None:
    (entry,) = await add(player, ONE)
    await player.play(entry)
    await player.pause()
    paused = await player.status()
    await player.resume()

    assert (paused.state, paused.entry) == (PlayState.PAUSE, entry)
    assert (await player.status()).state is PlayState.PLAY


async def test_resume_does_not_start_a_stopped_player(player: Player) -> None:
    await add(player, ONE)
    await player.resume()

    assert (await player.status()).state is PlayState.STOP


@pytest.mark.parametrize("state", [PlayState.PLAY, PlayState.PAUSE])
async def test_a_seek_stays_in_the_song_and_leaves_a_pause_a_pause(player: Player, state: PlayState) -> None:
    (entry,) = await add(player, ONE)
    await player.play(entry)
    if state is PlayState.PAUSE:
        await player.pause()
    await player.seek(15.5)
    status = await player.status()

    assert (status.state, status.entry) == (state, entry)
    assert 15.4 <= status.elapsed < 20


async def test_there_is_no_seeking_in_silence(player: Player) -> None:
    await add(player, ONE)
    with pytest.raises(PlayerRefusedError):
        await player.seek(3.0)


async def test_an_entry_moves_to_its_new_place_and_keeps_its_id(player: Player) -> None:
    one, two, three = await add(player, ONE, TWO, THREE)
    done = await player.execute((Move(one, 1), Move(three, 0)))

    assert done.refused is None
    assert [entry.id for entry in (await player.snapshot()).queue] == [three, two, one]


async def test_an_entry_moves_to_no_place_beyond_the_queue_and_none_that_is_gone_moves(
    player: Player,
) -> None:
    (one,) = await add(player, ONE)

    assert (await player.execute((Move(one, 3),))).vanished is False
    assert (await player.execute((Move(99_999, 0),))).vanished is True


async def test_next_and_previous_walk_the_queue(player: Player) -> None:
    first, second = await add(player, ONE, TWO)
    await player.play(first)
    await player.next()
    after_next = (await player.status()).entry
    await player.previous()

    assert after_next == second
    assert (await player.status()).entry == first


async def test_after_the_last_song_nothing_is_at_hand(player: Player) -> None:
    (only,) = await add(player, ONE)
    await player.play(only)
    await player.next()
    status = await player.status()

    assert (status.state, status.entry) == (PlayState.STOP, None)


@pytest.mark.parametrize(("asked", "heard"), [(40, 40), (-7, 0), (105, 100)])
async def test_the_volume_stays_between_0_and_100(player: Player, asked: int, heard: int) -> None:
    (entry,) = await add(player, ONE)
    await player.play(entry)  # MPD's mixer is open only then
    await player.volume(asked)

    assert (await player.status()).volume == heard


async def test_options_are_taken(player: Player) -> None:
    await player.set_options(PlaybackOptions(crossfade=3))
    await player.set_options(PlaybackOptions(crossfade=0))


async def test_a_change_of_the_queue_and_of_the_song_is_told(player: Player) -> None:
    waiting = asyncio.create_task(next_change(player, Subsystem.PLAYLIST, Subsystem.PLAYER))
    await asyncio.sleep(0.05)
    (entry,) = await add(player, ONE)
    await player.play(entry)

    assert {Subsystem.PLAYLIST, Subsystem.PLAYER} <= await waiting


async def test_whoever_waits_for_a_player_that_is_closed_learns_that_it_is_gone(player: Player) -> None:
    waiting = asyncio.create_task(next_change(player, Subsystem.LINK))
    await asyncio.sleep(0.05)
    await player.close()

    with pytest.raises(PlayerGoneError):
        await waiting


async def test_a_player_that_was_closed_is_gone_for_every_verb(player: Player) -> None:
    await player.close()

    with pytest.raises(PlayerGoneError):
        await player.status()
    with pytest.raises(PlayerGoneError):
        await add(player, ONE)
    with pytest.raises(PlayerGoneError):
        await player.cover(ONE)
