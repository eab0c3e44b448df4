"""A library too large for one answer."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from contract.conftest import start_mpd
from fakes.silent_songs import write_song
from mien.music.dj.library_sync import LibrarySync
from mien.music.dj.notes.stickers import PICK, Stickers, forget, pick_note
from mien.music.library.genres import shipped_genres
from mien.music.player.mpd import MpdPlayer
from mien.music.player.mpd_connection import MpdConnection
from mien.music.player.mpd_protocol import command
from mien.music.player.player import PlayerGoneError
from mien.music.player.private_mpd import PrivateMpd
from mien.music.selection.criteria import Criterion
from mien.music.song import Pick, Reason, Song

SONGS = 5_000
SMALL_BUFFER = 'max_output_buffer_size "512"'  # KiB; by default it is 8192, which 50,000 songs fill


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[PrivateMpd]:
    """A smaller one, that a test may change."""
    for number in range(100):
        write_song(tmp_path / "music", Song(f"0/{number}.mp3", f"Title {number}", duration=0.2))
    mpd = PrivateMpd(tmp_path, tmp_path / "music")
    process = start_mpd(mpd)
    yield mpd
    mpd.stop(process)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateMpd]:
    folder: Path = tmp_path_factory.mktemp("large")
    for number in range(SONGS):
        album = number // 50
        song = Song(
            f"{album}/{number}.mp3", f"Title {number}", f"Artist {album}", "Album", ("Pop",), duration=0.2
        )
        write_song(folder / "music", song)
    mpd = PrivateMpd(folder, folder / "music", extra=SMALL_BUFFER)
    process: subprocess.Popen[bytes] = start_mpd(mpd)
    yield mpd
    mpd.stop(process)


async def test_asking_for_everything_at_once_drops_the_connection(large: PrivateMpd) -> None:
    connection = await MpdConnection.open(str(large.socket), None, 5.0)

    with pytest.raises(PlayerGoneError):
        await connection.ask(command("listallinfo"))


async def test_a_large_library_is_read_whole_and_each_song_once(large: PrivateMpd) -> None:
    player = await MpdPlayer.connected(str(large.socket))
    uris = [song.uri async for page in player.songs() for song in page]
    alive = await player.status()
    await player.close()

    assert len(uris) == len(set(uris)) == SONGS
    assert alive.error == ""


async def test_other_questions_are_answered_while_a_large_library_is_read(large: PrivateMpd) -> None:
    player = await MpdPlayer.connected(str(large.socket))
    pages = player.songs()
    await anext(pages)
    async with asyncio.timeout(20):
        await player.status()
    rest = [page async for page in pages]
    await player.close()

    assert sum(len(page) for page in rest) == SONGS - 1000


async def test_a_long_queue_is_read_whole_and_as_it_was_at_one_moment(
    large: PrivateMpd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mien.music.player.mpd_queue.WINDOW", 1000)
    player = await MpdPlayer.connected(str(large.socket))
    other = await MpdConnection.open(str(large.socket), None, 5.0)
    (await other.ask(command("add", "/"))).all()
    whole = (await player.snapshot()).queue
    reading = asyncio.create_task(player.snapshot())
    await asyncio.sleep(0.01)
    (await other.ask(command("delete", "0:3"))).all()
    shorter = (await reading).queue, (await player.snapshot()).queue
    (await other.ask(command("clear"))).all()
    empty = (await player.snapshot()).queue
    await other.close()
    await player.close()

    assert [entry.pos for entry in whole] == list(range(SONGS))
    assert len({entry.id for entry in whole}) == SONGS
    assert {len(queue) for queue in shorter} <= {SONGS, SONGS - 3}
    assert shorter[1] == tuple(replace(entry, pos=entry.pos - 3) for entry in whole[3:])
    assert empty == ()


async def test_why_songs_were_queued_is_read_however_many_have_been(large: PrivateMpd) -> None:
    player = await MpdPlayer.connected(str(large.socket))
    picked = (await player.uris())[:300]
    note = pick_note(7, Pick(Song(""), 0.5, tuple(Reason(each, 0.2, 0.7, "x" * 290) for each in Criterion)))
    for uri in picked:
        await player.set_sticker(uri, PICK, note)
    known = await Stickers(player).read(picked[:3])
    erased = await forget(player)
    await player.close()

    assert {uri for _, uri in known.picks} == set(picked[:3])
    assert erased == len(picked)


async def test_what_changed_is_read_again_without_reading_everything(changing: PrivateMpd) -> None:
    player = await MpdPlayer.connected(str(changing.socket))
    sync = LibrarySync(player, shipped_genres())
    await sync.read(is_changed=False)
    old = changing.music / "0/old.mp3"
    write_song(changing.music, Song("0/old.mp3", "Old", genres=("Jazz",)))
    os.utime(old, (10**9, 10**9))  # a copy that kept its date
    (changing.music / "0/1.mp3").unlink()
    await changing.read_library()
    await sync.read(is_changed=True)
    titles = {song.title for song in sync.library.songs()}
    await player.close()

    assert len(sync.library) == 100
    assert "Old" in titles
    assert "Title 1" not in titles
