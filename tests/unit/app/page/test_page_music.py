"""What the page asks for happens, or is refused in a sentence for the owner."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from mien.app.speaker_access import SetAlarms
from mien.config.config_file import read_config
from mien.config.settings import Config
from mien.mood.emotion import Emotion
from mien.mood.events import Asked, AskPause, AskSkip, AskSleep
from mien.mood.mood import Policy
from mien.mood.wishes import Skip
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.song import Song
from mien.web.backend import (
    AlarmModel,
    AlbumSource,
    ArtistSource,
    Backend,
    FolderSource,
    GenreSource,
    Opinion,
    Place,
    PlaylistSource,
    RecentSource,
    SongsSource,
    Source,
)
from mien.web.backend_errors import ConflictError, MissingError, RefusedError
from unit.app.page.page_room import PageRoom, page_room
from unit.music.dj.dj_room import ANGRY, HAPPY, LIBRARY, NEUTRAL, play

ALBUM = (
    Song("a/2.mp3", "Two", "Ada", "Set", ("Jazz",), duration=100.0, track=2, added=1e9),
    Song("a/1.mp3", "One", "Ada", "Set", ("Jazz",), duration=100.0, track=1, added=1.5e9),
    Song("a/live/3.mp3", "Three", "Ada feat. Ben", "Live", ("Jazz",), duration=100.0, added=1.1e9),
)


def with_stations(folder: Path) -> Config:
    file = folder / "stations.toml"
    file.write_text(
        '[[station]]\nname = "Piano"\nuri = "https://me:secret@radio.example/a.mp3"\ngenres = ["classical"]\n'
    )
    return read_config(f'[music]\nstations = "{file}"\n', "test")


async def shown(at: PageRoom, source: Source) -> list[str]:
    return [song.uri for song in (await at.page.songs(source, 0, 50)).songs]


@pytest.mark.parametrize(
    ("source", "uris"),
    [
        (SongsSource(("a/1.mp3", "gone")), ["a/1.mp3"]),
        (AlbumSource("Set", "", "a"), ["a/1.mp3", "a/2.mp3"]),
        (ArtistSource("Ada"), ["a/1.mp3", "a/2.mp3", "a/live/3.mp3"]),
        (GenreSource("jazz"), ["a/2.mp3", "a/1.mp3", "a/live/3.mp3"]),
        (FolderSource("a"), ["a/1.mp3", "a/2.mp3"]),
        (RecentSource(), ["a/1.mp3", "a/live/3.mp3", "a/2.mp3"]),
    ],
)
async def test_every_source_is_listed_and_queued_in_its_order(
    tmp_path: Path, source: Source, uris: list[str]
) -> None:
    async with page_room(tmp_path, FakePlayer(ALBUM)) as at:
        assert await shown(at, source) == uris
        await at.page.enqueue(source, Place.NOW)

        queued = [each.song.uri for each in (await at.page.queue()).entries]
        below = ["a/live/3.mp3"] if isinstance(source, FolderSource) else []
        assert queued == uris + below, "of a folder what is below it, too"


async def test_a_window_of_a_list_and_what_is_found_know_the_owners_opinion(tmp_path: Path) -> None:
    async with page_room(tmp_path, FakePlayer(ALBUM)) as at:
        await at.room.wish(play(HAPPY))
        await at.page.set_opinion("a/1.mp3", Opinion.LIKE)
        window = await at.page.songs(ArtistSource("Ada"), 0, 2)
        found = await at.page.search("one ada", 0, 5)

        assert (window.total, [song.opinion for song in window.songs]) == (3, [Opinion.LIKE, Opinion.NONE])
        assert [(song.uri, song.opinion) for song in found.songs.songs] == [("a/1.mp3", Opinion.LIKE)]
        assert [artist.name for artist in (await at.page.search("ada", 0, 5)).artists] == ["Ada"]
        assert [album.title for album in (await at.page.search("live", 0, 5)).albums] == ["Live"]


async def test_a_list_follows_the_library(tmp_path: Path) -> None:
    async with page_room(tmp_path, FakePlayer(ALBUM)) as at:
        before = await at.page.artists()
        at.room.player.change_library((*ALBUM, Song("n.mp3", "New", "Newton")))
        await at.room.calm()

        assert [artist.name for artist in before] == ["Ada"]
        assert [artist.name for artist in await at.page.artists()] == ["Ada", "Newton"]
        assert (await at.page.search("new", 0, 5)).songs.total == 1


async def test_the_queue_says_whose_each_song_is_and_has_what_was_played(tmp_path: Path) -> None:
    async with page_room(tmp_path) as at:
        await at.room.wish(play(ANGRY))
        first = at.room.player.current()
        await at.room.wish(Skip())
        await at.page.enqueue(SongsSource(("pop/1",)), Place.END)
        queue = await at.page.queue()

        assert [each.ours for each in queue.entries] == [True, True, False, True, True, True]
        assert queue.entries[0].song.uri == first
        assert queue.current == queue.entries[1].entry
        assert queue.entries[2].why == ""
        assert queue.entries[3].why.endswith(".")
        assert queue.version == at.page.now().queue_version


async def test_the_version_of_the_queue_changes_when_a_song_becomes_the_owners(tmp_path: Path) -> None:
    async with page_room(tmp_path) as at:
        await at.room.wish(play(ANGRY))
        queue = await at.page.queue()
        last = queue.entries[-1].entry
        await at.page.move(last, None)

        assert at.page.now().queue_version > queue.version
        assert not next(each for each in (await at.page.queue()).entries if each.entry == last).ours


async def test_what_plays_says_what_it_was_chosen_for_also_when_the_mood_changes(tmp_path: Path) -> None:
    async with page_room(tmp_path) as at:
        await at.room.wish(play(ANGRY))
        chosen_for = at.page.now().wanted
        await at.room.wish(play(NEUTRAL))
        now = at.page.now()
        assert now.playing is not None

        assert (now.playing.emotion, now.playing.target) == (ANGRY, chosen_for)
        assert now.wanted != chosen_for
        assert any(genre.casefold() in now.playing.why.casefold() for genre in chosen_for)
    async with page_room(tmp_path, at.room.player) as again:
        now = again.page.now()
        assert now.playing is not None
        assert (now.playing.emotion, now.playing.target) == (ANGRY, chosen_for), "after a restart, too"
        assert now.playing.genres, "from the library"


async def test_the_position_grows_with_the_time_and_pauses_with_the_music(tmp_path: Path) -> None:
    async with page_room(tmp_path) as at:
        await at.room.wish(play(ANGRY))
        await at.page.seek(30.0)
        first, second = at.page.now().playing, at.page.now().playing
        assert first is not None
        assert second is not None

        assert 30.0 <= first.elapsed <= second.elapsed < 60.0
        with pytest.raises(RefusedError, match="that long"):
            await at.page.seek(900.0)


@pytest.mark.parametrize(
    ("doing", "error"),
    [
        (lambda page: page.play_entry(9999), MissingError),
        (lambda page: page.remove(9999), MissingError),
        (lambda page: page.move(9999, None), MissingError),
        (lambda page: page.enqueue(SongsSource(("gone",)), Place.NOW), MissingError),
        (lambda page: page.enqueue(SongsSource(("http://127.0.0.1/x",)), Place.NOW), MissingError),
        (lambda page: page.enqueue(PlaylistSource("gone"), Place.NOW), MissingError),
        (lambda page: page.songs(PlaylistSource("gone"), 0, 5), MissingError),
        (lambda page: page.delete_playlist("gone"), MissingError),
        (lambda page: page.more_like("gone"), MissingError),
        (lambda page: page.play_station("http://127.0.0.1/x"), MissingError),
        (lambda page: page.set_opinion("gone", Opinion.LIKE), MissingError),
        (lambda page: page.save_queue("Evening"), RefusedError),
        (lambda page: page.seek(5.0), RefusedError),
    ],
)
async def test_what_is_not_there_is_said_in_a_sentence(
    tmp_path: Path, doing: Callable[[Backend], Awaitable[object]], error: type[RefusedError]
) -> None:
    async with page_room(tmp_path) as at:
        with pytest.raises(error) as refused:
            await doing(at.page)

        assert str(refused.value)[0].isupper()
        assert str(refused.value).endswith(".")
        assert at.room.player.added == []


async def test_a_playlist_is_saved_listed_queued_and_deleted(tmp_path: Path) -> None:
    async with page_room(tmp_path) as at:
        await at.page.enqueue(SongsSource(("pop/1", "pop/2")), Place.NOW)
        await at.page.save_queue("Evening")
        with pytest.raises(ConflictError, match="already"):
            await at.page.save_queue("Evening")
        await at.page.save_queue("Evening", replace=True)

        assert [each.name for each in await at.page.playlists()] == ["Evening"]
        assert await shown(at, PlaylistSource("Evening")) == ["pop/1", "pop/2"]
        assert await at.page.enqueue(PlaylistSource("Evening"), Place.END) == 2
        await at.page.delete_playlist("Evening")
        assert await at.page.playlists() == ()


async def test_a_station_plays_by_its_name_without_its_login(tmp_path: Path) -> None:
    async with page_room(tmp_path, config=with_stations(tmp_path)) as at:
        (station,) = await at.page.stations()
        await at.page.play_station(station.uri)

        assert station.uri == at.room.player.current() == "https://radio.example/a.mp3"


async def test_a_mistake_in_the_stations_file_leaves_the_stations_that_were_there_and_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with page_room(tmp_path, config=with_stations(tmp_path)) as at:
        before = await at.page.stations()
        (tmp_path / "stations.toml").write_text('[[station]]\nname = "Pia')
        (station,) = await at.page.stations()
        await at.page.play_station(station.uri)

        assert (station,) == before
        assert (await at.page.library()).stations == ("Piano",)
        assert at.room.player.current() == "https://radio.example/a.mp3"
        assert ["stations.toml" in record.getMessage() for record in caplog.records] == [True]


async def test_opinions_are_listed_with_how_they_are_known_and_can_be_taken_back(tmp_path: Path) -> None:
    async with page_room(tmp_path) as at:
        await at.room.wish(play(ANGRY))
        await at.page.set_opinion("rock/1", Opinion.LIKE)
        await at.page.set_opinion("rock/2", Opinion.DISLIKE)
        listed = await at.page.opinions()
        await at.page.set_opinion("rock/2", Opinion.NONE)

        assert [(each.song.uri, each.opinion, each.emotion, each.why) for each in listed] == [
            ("rock/2", Opinion.DISLIKE, ANGRY, "You disliked it when angry."),
            ("rock/1", Opinion.LIKE, ANGRY, "You liked it when angry."),
        ]
        assert [each.song.uri for each in await at.page.opinions()] == ["rock/1"]
        assert await at.page.clear_opinions() == 1
        assert await at.page.opinions() == ()


async def test_the_heart_of_what_plays_is_shown_at_once(tmp_path: Path) -> None:
    async with page_room(tmp_path) as at:
        await at.room.wish(play(ANGRY))
        playing = at.page.now().playing
        assert playing is not None
        await at.page.set_opinion(playing.uri, Opinion.LIKE)
        async with asyncio.timeout(20):
            await anext(at.page.changes())
        liked = at.page.now().playing
        assert liked is not None

        assert (playing.opinion, liked.opinion) == (Opinion.NONE, Opinion.LIKE)


async def test_while_the_player_is_away_every_verb_says_so(tmp_path: Path) -> None:
    async with page_room(tmp_path) as at:
        at.room.player.unplug()
        await at.room.calm()

        for doing in (
            at.page.enqueue(SongsSource(("pop/1",)), Place.NOW),
            at.page.playlists(),
            at.page.clear(),
            at.page.seek(1.0),
            at.page.set_opinion("pop/1", Opinion.LIKE),
            at.page.ask(AskPause(paused=False)),
        ):
            with pytest.raises(RefusedError, match="Can't reach the music player"):
                await doing


@pytest.mark.parametrize("ask", [AskPause(paused=False), AskSkip()])
async def test_play_on_an_empty_library_says_so(tmp_path: Path, ask: AskPause | AskSkip) -> None:
    async with page_room(tmp_path, FakePlayer(())) as at:
        with pytest.raises(RefusedError, match="no music yet"):
            await at.page.ask(ask)

        assert at.asked == []


async def test_timers_are_asked_of_the_speaker(tmp_path: Path) -> None:
    async with page_room(tmp_path) as at:
        await at.page.set_sleep(30)
        await at.page.set_alarms((AlarmModel("07:30", (0, 1), Emotion.HAPPY),))

        sleep, alarms = at.asked
        assert isinstance(sleep, Asked)
        assert sleep.ask == AskSleep(30)
        assert isinstance(alarms, SetAlarms)
        assert (alarms.alarms[0].at, alarms.alarms[0].days) == ("07:30", (0, 1))


async def test_a_preview_names_songs_for_each_mood(tmp_path: Path) -> None:
    async with page_room(tmp_path, FakePlayer(LIBRARY)) as at:
        preview = await at.page.preview("", Policy.MATCH)

        assert all(preview.songs[emotion] for emotion in Emotion)
