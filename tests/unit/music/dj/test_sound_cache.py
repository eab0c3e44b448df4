"""What songs sound like, kept for the next start."""

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest

from mien.music.audio.sound import SOUND, Sound
from mien.music.dj.library_sync import LibrarySync
from mien.music.dj.sound_cache import SoundCache
from mien.music.library.genres import shipped_genres
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.player import PlayerGoneError
from mien.music.song import EMBEDDING_SIZE, Song

HEARD = Sound("network 2", 0.5, -0.25, 0.75, tempo=120.0, loudness=-12.0, genre="jazz", genre_share=0.5)
WHOLE = replace(HEARD, key="A minor", embedding=bytes([16, 240] * 32))
URIS = ("a.mp3", "b.mp3", "c.mp3")


def test_what_is_kept_reads_as_the_sticker_did(tmp_path: Path) -> None:
    cache = SoundCache(tmp_path / "sounds.bin")
    cache.note("a.mp3", WHOLE.note(), WHOLE)
    cache.note("b.mp3", "someone else's", None)
    cache.note("c.mp3", HEARD.note(), HEARD)
    cache.forget("c.mp3")
    cache.save()

    again = SoundCache(tmp_path / "sounds.bin")
    kept = again.sound("a.mp3")

    assert kept is not None
    assert repr(kept.of(Song("a.mp3"))) == repr(WHOLE.of(Song("a.mp3")))
    assert kept.embedding == WHOLE.embedding
    assert again.is_known("a.mp3", WHOLE.note())
    assert again.is_known("b.mp3", "someone else's")
    assert not again.is_known("a.mp3", HEARD.note())
    assert (len(again), "c.mp3" in again, again.sound("c.mp3")) == (2, False, None)


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "a bit", "other genres", "no header", "deep"])
def test_a_file_that_is_not_whole_counts_as_none(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "sounds.bin"
    cache = SoundCache(file)
    cache.note("a.mp3", WHOLE.note(), WHOLE)
    cache.save()
    whole = file.read_bytes()
    damaged = {
        "empty": b"",
        "cut": whole[:-1],
        "a bit": whole[:-1] + bytes([whole[-1] ^ 1]),
        "other genres": whole.replace(b'"jazz"', b'"jizz"'),
        "no header": b"\xff" * 10_000,
        "deep": b"[" * 4000 + b"\n",
    }
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(damaged[damage])

    assert len(SoundCache(file)) == 0


def test_a_disc_that_takes_nothing_is_no_trouble(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    SoundCache(tmp_path / "file" / "sounds.bin").save()

    assert "can't be kept" in caplog.text


class CountingPlayer(FakePlayer):
    """A player that counts the songs whose stickers are asked for."""

    asked = 0

    async def stickers(self, name: str, of: object = None) -> dict[str, str]:
        found = await super().stickers(name, of)  # type: ignore[arg-type]
        self.asked += len(of) if isinstance(of, (list, tuple)) else 0
        return dict(found)


async def synced(player: FakePlayer, file: Path) -> LibrarySync:
    sync = LibrarySync(player, shipped_genres(), SoundCache(file))
    await sync.read(is_changed=False)
    return sync


async def test_after_a_restart_songs_are_known_without_asking_and_then_compared(tmp_path: Path) -> None:
    player = CountingPlayer(tuple(Song(uri) for uri in URIS))
    for uri in URIS[:2]:
        await player.set_sticker(uri, SOUND, WHOLE.note())
    await synced(player, tmp_path / "sounds.bin")
    player.asked = 0
    await player.set_sticker("a.mp3", SOUND, replace(WHOLE, tempo=90.0).note())
    await player.delete_sticker("b.mp3", SOUND)
    await player.set_sticker("c.mp3", SOUND, WHOLE.note())

    sync = await synced(player, tmp_path / "sounds.bin")
    at_once = [sync.library.song_of(uri).tempo for uri in URIS]
    asked = player.asked
    is_new = await sync.read_sounds_if_due()
    later = [sync.library.song_of(uri) for uri in URIS]

    assert (at_once, asked) == ([120.0, 120.0, None], 0)
    assert is_new
    assert [song.tempo for song in later] == [90.0, None, 120.0]
    assert [song.embedding is None for song in later] == [False, True, False]
    assert not await sync.read_sounds()


async def keep_three(file: Path) -> None:
    """Keep three measured songs in `file`."""
    player = FakePlayer(tuple(Song(uri) for uri in URIS))
    for uri in URIS:
        await player.set_sticker(uri, SOUND, WHOLE.note())
    await synced(player, file)


async def test_a_song_that_is_gone_takes_no_more_room(tmp_path: Path) -> None:
    file = tmp_path / "sounds.bin"
    await keep_three(file)
    before = file.stat().st_size

    sync = await synced(FakePlayer((Song("b.mp3"), Song("new.mp3"))), file)

    assert sync.library.song_of("b.mp3").tempo == 120.0
    kept = SoundCache(file)
    assert [uri for uri in URIS if uri in kept] == ["b.mp3"]
    assert kept.is_known("b.mp3", WHOLE.note())
    assert file.stat().st_size < before - 2 * EMBEDDING_SIZE, "two rows of three are gone"


async def test_rows_of_forgotten_songs_do_not_add_up(tmp_path: Path) -> None:
    file = tmp_path / "sounds.bin"
    await keep_three(file)
    before = file.stat().st_size
    cache = SoundCache(file)
    cache.forget("a.mp3")
    cache.save()

    await synced(FakePlayer(tuple(map(Song, URIS))), file)

    assert file.stat().st_size < before


@pytest.mark.parametrize("away", ["every song", "the player"])
async def test_a_disc_that_is_away_for_a_moment_costs_nothing(tmp_path: Path, away: str) -> None:
    file = tmp_path / "sounds.bin"
    await keep_three(file)
    player = FakePlayer(() if away == "every song" else (Song("a.mp3"),))
    if away == "the player":
        player.unplug_after(1)
    with contextlib.suppress(PlayerGoneError):
        await synced(player, file)

    assert len(SoundCache(file)) == len(URIS)
