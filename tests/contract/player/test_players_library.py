"""What every Player has beside its queue: library, covers, stickers and playlists; the fake and MPD alike."""

import pytest

from contract.conftest import MPD_COVER, MPD_SONGS, ODD_TITLE
from contract.player.queued import FIVE, ONE, THREE, TWO, add, uris
from mien.music.player.player import Player, PlayerRefusedError, TakenError, VanishedError


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


async def test_a_playlist_that_cannot_be_saved_whole_leaves_the_old_one_as_it_was(player: Player) -> None:
    await player.playlists.save("Evening", (TWO, ONE))
    with pytest.raises(VanishedError):
        await player.playlists.save("Evening", (THREE, "gone.mp3"), replace=True)
    with pytest.raises(VanishedError):
        await player.playlists.save("Morning", (THREE, "gone.mp3"))

    names, songs = await player.playlists.names(), await player.playlists.songs("Evening")
    await player.playlists.delete("Evening")

    assert (names, songs) == (("Evening",), (TWO, ONE))


@pytest.mark.parametrize("name", ["", "../up", ".hidden", "a\nclear", "x" * 101])
async def test_a_name_that_no_file_may_have_is_no_playlist(player: Player, name: str) -> None:
    await add(player, ONE)
    with pytest.raises(PlayerRefusedError):
        await player.playlists.save(name, (ONE,))
    with pytest.raises(PlayerRefusedError):
        await player.playlists.delete(name)

    assert await player.playlists.names() == ()
    assert uris((await player.snapshot()).queue) == [ONE]


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
