"""What the music does about the library and the rules: none yet, only stations, no genres, other rules."""

from dataclasses import replace

from mien.mood.mood import Policy
from mien.music.library.genres import shipped_genres
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.selection.rules import default_rules, read_rules
from mien.music.song import Song
from mien.types import PlayState
from unit.music.dj.dj_room import ANGRY, LIBRARY, NEUTRAL, SETTINGS, play, room


async def test_an_empty_library_is_a_problem_until_there_are_songs() -> None:
    async with room(FakePlayer()) as at:
        await at.wish(play(ANGRY))
        problem = at.dj.now().problem
        at.player.change_library(LIBRARY)
        await at.calm()

        assert "no songs" in problem
        assert at.dj.now().problem == ""
        assert at.dj.now().playing.state is PlayState.PLAY


async def test_a_library_is_being_read_until_it_was_read_once() -> None:
    player = FakePlayer(LIBRARY)
    player.unplug()
    async with room(player) as at:
        before = at.dj.reading
        await at.wish(play(ANGRY))
        player.plug_in()
        await at.back()

        assert before
        assert not at.dj.reading
        assert at.dj.now().songs == len(LIBRARY)


async def test_without_a_library_stations_play_and_change_with_the_mood_at_once() -> None:
    genres = ("rock", "jazz") * 5
    stations = tuple(Song(f"http://{genre}.example/{i}", genres=(genre,)) for i, genre in enumerate(genres))
    player = FakePlayer(())
    async with room(player, replace(SETTINGS, stations=stations)) as at:
        await at.wish(play(ANGRY))
        first = player.current() or ""
        await at.wish(play(NEUTRAL))

        assert "rock" in first
        assert "jazz" in (player.current() or "")
        assert at.dj.now().problem == ""


async def test_a_station_with_a_login_is_queued_once_and_nobody_but_the_player_is_told_the_login() -> None:
    address = "http://user:secret@rock.example/1"
    player = FakePlayer(())
    async with room(player, replace(SETTINGS, stations=(Song(address, genres=("rock",)),))) as at:
        await at.wish(play(ANGRY))
        now = at.dj.now()
        player.stop_with("Failed to decode http://user:secret@rock.example/1; CURL failed")
        await at.calm()

        assert set(player.added) == {address}
        assert len(player.queued()) == 1 + SETTINGS.ahead
        assert [q.pick.song.uri for q in (now.song, *now.upcoming) if q and q.pick] == player.queued()
        assert at.dj.selector.banned == {"http://rock.example/1"}


async def test_a_library_without_genres_plays_anything_and_says_so() -> None:
    async with room(FakePlayer((Song("a"), Song("b")))) as at:
        await at.wish(play(ANGRY))

        assert at.dj.now().playing.state is PlayState.PLAY
        assert "genre tag" in at.dj.now().problem


async def test_other_rules_change_what_follows() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        song = at.player.current()
        own = read_rules('[angry.match]\ngenres = ["pop"]', shipped_genres(), default_rules())
        await at.dj.use_rules(own)

        assert at.player.current() == song
        assert at.genres() == {"pop"}
        assert at.dj.rules is own


async def test_a_preview_shows_what_other_rules_would_play_and_changes_nothing() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        before, rules = at.upcoming(), at.dj.rules
        own = read_rules('[angry.match]\ngenres = ["pop"]', shipped_genres(), default_rules())
        picks = at.dj.preview(own, ANGRY, Policy.MATCH, 3)
        await at.wish(play(ANGRY))

        assert [pick.song.uri.split("/")[0] for pick in picks] == ["pop"] * 3
        assert len(at.dj.library) == len(LIBRARY)
        assert (at.upcoming(), at.dj.rules) == (before, rules)
