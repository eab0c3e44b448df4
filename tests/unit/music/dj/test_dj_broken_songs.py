"""Songs that cannot be played, and what a player refuses."""

import pytest

from mien.mood.wishes import Volume
from mien.music.dj.queue.refill import is_named
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.player import PlaybackOptions, PlayerRefusedError
from mien.music.song import Song
from mien.types import EntryId, PlayState, Seconds
from unit.music.dj.dj_room import ANGRY, LIBRARY, play, room


class Broken(FakePlayer):
    """A player whose first song fails before anybody looks, as MPD's does when its file is gone."""

    async def play(self, entry: EntryId | None = None, at: Seconds = 0.0) -> None:
        await super().play(entry, at)
        if len(self.started) == 1:
            self.stop_with(f"Failed to open '/music/{self.started[0]}': No such file or directory")


class Unmannered(FakePlayer):
    """A player that will not be told how to play."""

    async def set_options(self, options: PlaybackOptions) -> None:
        raise PlayerRefusedError(f"you don't have permission for {options}")


async def test_music_plays_also_where_the_player_keeps_its_own_options() -> None:
    async with room(Unmannered(LIBRARY)) as at:
        await at.wish(play(ANGRY))

        assert at.dj.now().playing.state is PlayState.PLAY


async def test_songs_that_cannot_be_played_are_left_out_and_the_music_goes_on() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        broken = at.player.current()
        at.player.fail_song()
        await at.calm()
        for _ in range(20):
            at.player.end_song()
            await at.calm()

        assert at.player.started.count(broken or "") == 1
        assert at.dj.now().playing.state is PlayState.PLAY


async def test_when_the_first_song_fails_at_once_another_begins() -> None:
    async with room(Broken(LIBRARY)) as at:
        await at.wish(play(ANGRY))

        assert at.dj.now().playing.state is PlayState.PLAY
        assert at.player.current() not in {None, at.player.started[0]}
        assert len(at.dj.selector.banned) == 1


@pytest.mark.parametrize(
    ("error", "named"),
    [
        ("Failed to decode /m/a/b.mp3; Failed to open '/m/a/b.mp3': No such file or directory", True),
        ('Failed to open "a/b.mp3": timeout', True),
        ("Failed to open '/m/a/b.mp3.flac'", False),
        ("Failed to open '/m/aa/b.mp3'", False),
        ("", False),
    ],
)
def test_an_error_names_a_song_only_by_its_whole_name(*, error: str, named: bool) -> None:
    assert is_named("a/b.mp3", error) is named


async def test_songs_that_vanish_from_the_library_are_replaced_by_the_next_best() -> None:
    async with room() as at:
        for song in LIBRARY:
            if song.uri.startswith("rock/"):
                del at.player.library[song.uri]
        await at.wish(play(ANGRY))

        assert at.genres() == {"metal"}


async def test_a_song_that_is_refused_as_it_begins_is_left_out_and_the_next_one_plays() -> None:
    async with room() as at:
        at.player.unreadable = {song.uri for song in LIBRARY if song.uri.startswith("rock/")}
        await at.wish(play(ANGRY))

        playing = at.player.current()
        assert playing is not None
        assert playing.startswith("metal/")
        assert at.dj.now().playing.state is PlayState.PLAY
        assert at.dj.selector.banned >= set(at.player.started[:-1])


async def test_a_player_that_lets_nobody_play_is_asked_once_and_says_why() -> None:
    class Forbidding(FakePlayer):
        async def play(self, entry: EntryId | None = None, at: Seconds = 0.0) -> None:
            del at
            self.started.append(str(entry))
            raise PlayerRefusedError("you don't have permission for playid")

    async with room(Forbidding(LIBRARY)) as at:
        await at.wish(play(ANGRY))

        assert len(at.player.started) == 1
        assert "permission" in at.dj.now().problem


async def test_a_name_that_cannot_be_sent_is_passed_over() -> None:
    odd = Song("rock/\n1", "Odd", genres=("Rock",))
    async with room(FakePlayer((odd, Song("metal/1", genres=("Metal",))))) as at:
        await at.wish(play(ANGRY))

        assert at.player.started == ["metal/1"]


async def test_what_the_player_refuses_is_told_and_forgotten_with_the_next_wish() -> None:
    async with room(FakePlayer(LIBRARY, volume=None)) as at:
        await at.wish(Volume(20))
        problem = at.dj.now().problem
        await at.wish(play(ANGRY))

        assert "refused" in problem
        assert at.dj.now().problem == ""
