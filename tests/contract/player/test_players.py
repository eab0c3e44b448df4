"""What every Player does; the fake and MPD alike."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from contract.conftest import LONG_TITLE, MPD_COVER, MPD_LARGE_COVER, MPD_SONGS, ODD_TITLE
from mien.music.player.fake_player import FakePlayer
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
    TakenError,
    VanishedError,
)
from mien.music.song import Song
from mien.types import PlayState

ONE, TWO, THREE, FOUR, FIVE, *_ = (song.uri for song in MPD_SONGS)


@pytest.fixture(params=["fake", "mpd"])
def address(request: pytest.FixtureRequest) -> str | None:
    """Where the MPD listens; None for the fake. Not async: MPD 0.24 ends with the thread that began it."""
    found: str | None = request.getfixturevalue("mpd_address") if request.param == "mpd" else None
    return found


@pytest.fixture
async def player(address: str | None) -> AsyncIterator[Player]:
    made: Player
    if address is None:
        odd = Song("odd/odd.mp3", ODD_TITLE.replace("\t", " "), "L'été", "'", ("Pop",), duration=30.0)
        long = Song("odd/long.mp3", LONG_TITLE[:256].strip(), "Ada", "Long", ("Pop",), duration=30.0)
        made = FakePlayer((*MPD_SONGS, odd, long))
        made.covers |= {ONE: MPD_COVER, FIVE: MPD_LARGE_COVER}
    else:
        made = await MpdPlayer.connected(address)
    yield made
    await made.close()


async def add(player: Player, *uris: str) -> tuple[int, ...]:
    return (await player.execute(tuple(Add(uri) for uri in uris))).added


def uris(queue: tuple[Entry, ...]) -> list[str]:
    return [entry.uri for entry in queue]


async def until_error(player: Player) -> str:
    for _ in range(200):
        if error := (await player.status()).error:
            return error
        await asyncio.sleep(0.02)
    return ""


async def next_change(player: Player, *wanted: Subsystem) -> set[Subsystem]:
    seen: set[Subsystem] = set()
    async with asyncio.timeout(20):
        async for changed in player.changes():
            seen |= changed
            if seen >= set(wanted):
                return seen
    return seen


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


async def test_songs_can_be_saved_as_a_playlist_read_and_deleted(player: Player) -> None:
    await player.playlists.save("Évening 1", (TWO, ONE))
    names, songs = await player.playlists.names(), await player.playlists.songs("Évening 1")
    with pytest.raises(TakenError, match="already"):
        await player.playlists.save("Évening 1", (THREE,))
    await player.playlists.save("Évening 1", (THREE,), replace=True)
    replaced = await player.playlists.songs("Évening 1")
    await player.playlists.delete("Évening 1")

    assert (names, songs, replaced) == (("Évening 1",), (TWO, ONE), (THREE,))
    assert await player.playlists.names() == ()
    with pytest.raises(VanishedError):
        await player.playlists.songs("Évening 1")
    with pytest.raises(VanishedError):
        await player.playlists.delete("Évening 1")


@pytest.mark.parametrize("name", ["", "../up", ".hidden", "a\nclear", "x" * 101])
async def test_a_name_that_no_file_may_have_is_no_playlist(player: Player, name: str) -> None:
    await add(player, ONE)
    with pytest.raises(PlayerRefusedError):
        await player.playlists.save(name, (ONE,))
    with pytest.raises(PlayerRefusedError):
        await player.playlists.delete(name)

    assert await player.playlists.names() == ()
    assert uris((await player.snapshot()).queue) == [ONE]


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


async def test_the_library_comes_in_pages_and_is_whole(player: Player) -> None:
    pages = [page async for page in player.songs()]
    songs = {song.uri: song for page in pages for song in page}

    assert len(songs) == len(MPD_SONGS) + 2 == sum(len(page) for page in pages)
    for song in MPD_SONGS:
        found = songs[song.uri]
        assert (found.title, found.artist, found.album) == (song.title, song.artist, song.album)
        assert (found.genres, found.album_artist) == (song.genres, song.album_artist)
        assert (found.track, found.disc) == (song.track, song.disc)
        assert found.duration == pytest.approx(30.0, abs=0.5)


async def test_odd_and_very_long_titles_arrive_fit_to_be_shown(player: Player) -> None:
    songs = {song.uri: song async for page in player.songs() for song in page}

    assert songs["odd/odd.mp3"].title == ODD_TITLE.replace("\t", " ")
    assert songs["odd/odd.mp3"].artist == "L'été"
    assert 200 <= len(songs["odd/long.mp3"].title) <= 256


async def test_the_library_has_a_mark_that_stays(player: Player) -> None:
    assert await player.uptime() >= 0.0
    mark = await player.library_mark()

    assert mark == await player.library_mark()
    assert mark.songs == len(MPD_SONGS) + 2


async def test_all_songs_can_be_named_and_each_be_asked_for(player: Player) -> None:
    named = await player.uris()

    assert len(named) == len(set(named)) == len(MPD_SONGS) + 2
    assert [song.title for song in await player.song(ONE)] == ["One"]
    assert await player.song("gone.mp3") == ()
    assert await player.song("a\nb") == ()


async def test_a_cover_arrives_whole_and_a_song_without_one_has_none(player: Player) -> None:
    assert await player.cover(ONE) == MPD_COVER
    assert await player.cover(THREE) is None
    assert await player.cover("gone.mp3") is None
    assert (await player.status()).error == ""


async def test_a_cover_that_is_too_large_is_none(player: Player) -> None:
    assert await player.cover(FIVE) is None
    assert await player.cover(ONE) == MPD_COVER


async def test_a_sticker_stays_on_a_song_until_it_is_taken_off(player: Player) -> None:
    await player.set_sticker(ONE, "mien.test", "a=b c")
    stuck = dict(await player.stickers("mien.test"))
    await player.delete_sticker(ONE, "mien.test")
    await player.delete_sticker(ONE, "mien.test")

    assert stuck == {ONE: "a=b c"}
    assert dict(await player.stickers("mien.test")) == {}


async def test_stickers_can_be_read_of_some_songs_however_many(player: Player) -> None:
    await player.set_sticker(ONE, "mien.test", "a=b c")
    await player.set_sticker(ONE, "mien.tests", "another")
    asked = (*(f"gone/{n}.mp3" for n in range(3)), "a\nb", ONE, *(f"gone/{n}.mp3" for n in range(700)))
    found = dict(await player.stickers("mien.test", asked))
    others = dict(await player.stickers("mien.test", ("gone/1.mp3",)))
    await player.delete_sticker(ONE, "mien.test")
    await player.delete_sticker(ONE, "mien.tests")

    assert found == {ONE: "a=b c"}
    assert others == {}


@pytest.mark.parametrize("uri", ["gone.mp3", "http://radio.example/stream"])
async def test_what_is_not_in_the_library_can_have_no_sticker_and_loses_none(
    player: Player, uri: str
) -> None:
    with pytest.raises(VanishedError):
        await player.set_sticker(uri, "mien.test", "x")
    await player.delete_sticker(uri, "mien.test")

    assert dict(await player.stickers("mien.test")) == {}


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
