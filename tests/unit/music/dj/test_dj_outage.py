"""What the dj does when nothing can be played: a disk, a share or the network is away, and comes back."""

import asyncio
import logging
from dataclasses import replace

import pytest

from mien.mood.wishes import Pause, Resume, Skip, Wish
from mien.music.dj.failures import IN_A_ROW
from mien.music.dj.music_events import MusicProblem
from mien.music.dj.song_source import OUTAGE
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.song import Song
from mien.types import EntryId, PlayState, Seconds
from unit.music.dj.dj_room import ANGRY, LIBRARY, NEUTRAL, SETTINGS, Room, play, room

EVERY = {song.uri for song in LIBRARY}
MANY = tuple(Song(f"rock/{i}", f"Rock {i}", f"artist {i}", "", ("Rock",)) for i in range(5 * IN_A_ROW))
QUICK = replace(SETTINGS, rest=0.02)
SLOW = replace(SETTINGS, rest=60.0)


async def until_silent(at: Room) -> None:
    """Wait until it rests."""
    for _ in range(500):
        await at.calm()
        if at.dj.now().problem == OUTAGE:
            await at.calm()
            return
    pytest.fail("it never rests")


async def until_plays(at: Room) -> None:
    for _ in range(2000):
        at.player.sound(1.0)
        if at.dj.now().playing.state is PlayState.PLAY and not at.dj.now().problem:
            return
        await asyncio.sleep(0.002)
    pytest.fail("it never plays")


async def out(at: Room, uris: set[str] = EVERY) -> None:
    """Have every song fail from the current song on."""
    await at.wish(play(ANGRY))
    at.player.unreadable = set(uris)
    at.player.stop_with(f"Failed to open '/music/{at.player.current()}': No such file or directory")
    await until_silent(at)


async def test_an_outage_is_told_once_and_the_music_goes_on_by_itself_when_it_is_over() -> None:
    async with room(settings=QUICK) as at:
        await out(at)
        for _ in range(50):
            await asyncio.sleep(0.005)
        tried = len(at.player.started)
        at.player.unreadable = set()
        await until_plays(at)
        told = [event.sentence for event in at.events(MusicProblem) if isinstance(event, MusicProblem)]

    assert tried > len(LIBRARY)  # it tried all, more than once
    assert told.count(OUTAGE) == 1
    assert told[-1] == ""
    assert at.dj.selector.banned == frozenset()


async def test_what_an_outage_left_to_play_gives_way_to_what_suits_when_it_is_over() -> None:
    few = tuple(song for song in LIBRARY if song.uri.startswith("rock/"))
    rest = tuple(replace(song, uri=f"pop/{n}", genres=("Pop",)) for n, song in enumerate(MANY))
    async with room(FakePlayer((*few, *rest)), QUICK) as at:
        await out(at, {song.uri for song in (*few, *rest)})
        at.player.unreadable = set()
        await until_plays(at)

        assert (at.player.current() or "").startswith("pop/")
        assert at.genres() == {"rock"}


async def test_it_rests_between_tries_also_in_a_library_too_large_to_try_it_all() -> None:
    async with room(FakePlayer(MANY), SLOW) as at:
        await out(at, {song.uri for song in MANY})
        begun = len(at.player.started)
        at.player.put("rock/1")
        await at.wish(play(ANGRY), play(NEUTRAL))

        assert IN_A_ROW <= begun <= IN_A_ROW + 1
        assert len(at.player.started) == begun


@pytest.mark.parametrize("wish", [Resume(), Skip(), play(NEUTRAL, soon=True)])
async def test_who_asks_for_music_by_hand_has_all_of_it_tried_at_once(wish: Wish) -> None:
    async with room(settings=SLOW) as at:
        await out(at)
        at.player.unreadable = set()
        await at.wish(wish)

        assert at.dj.now().playing.state is PlayState.PLAY
        assert at.dj.now().problem == ""
        assert at.dj.selector.banned == frozenset()


async def test_a_player_that_comes_back_has_all_of_it_tried_at_once() -> None:
    async with room(settings=SLOW) as at:
        await out(at)
        at.player.unplug()
        await at.calm()
        at.player.unreadable = set()
        at.player.plug_in()
        await at.back()

        assert at.dj.selector.banned == frozenset()


async def test_who_wants_it_quiet_in_an_outage_is_not_played_to_when_it_is_over() -> None:
    async with room(settings=QUICK) as at:
        await out(at)
        await at.wish(play(NEUTRAL), Pause())
        at.player.unreadable = set()
        for _ in range(50):
            await asyncio.sleep(0.005)

        assert at.dj.now().playing.state is PlayState.STOP


async def test_what_somebody_played_and_stopped_in_an_outage_stays_stopped_when_it_is_over() -> None:
    async with room(settings=QUICK) as at:
        await out(at)
        await at.player.play(at.player.put("elsewhere://radio"))
        await at.calm()
        at.player.stop()
        at.player.unreadable = set()
        for _ in range(50):
            await asyncio.sleep(0.005)

        assert at.player.current() == "elsewhere://radio"
        assert at.dj.now().playing.state is PlayState.STOP


async def test_the_only_song_there_is_is_tried_once_after_each_rest() -> None:
    class Failing(FakePlayer):
        async def play(self, entry: EntryId | None = None, at: Seconds = 0.0) -> None:
            await super().play(entry, at)
            self.stop_with(f"Failed to open '/music/{self.current()}': No such file or directory")

    async with room(Failing(LIBRARY[:1]), QUICK) as at:
        await at.wish(play(ANGRY))
        for _ in range(100):
            await asyncio.sleep(0.005)

        assert 3 <= len(at.player.started) <= 8


async def test_a_mood_that_changes_in_an_outage_is_played_when_it_is_over() -> None:
    async with room(settings=QUICK) as at:
        await out(at)
        for wish in (Pause(), play(NEUTRAL)):
            await at.dj.perform(wish)
        at.player.unreadable = set()  # at once: on a busy machine the next try would already be under way
        await until_plays(at)

        assert (at.player.current() or "").split("/")[0] in {"lofi", "jazz"}


async def test_one_broken_song_is_not_tried_again_although_others_are_heard_and_skipped() -> None:
    async with room(settings=QUICK) as at:
        await at.wish(play(ANGRY))
        broken = at.player.current()
        at.player.fail_song()
        await at.calm()
        for _ in range(20):
            at.player.sound(3.0)
            await at.wish(Skip())
            await asyncio.sleep(0.005)

        assert at.player.started.count(broken or "") == 1
        assert OUTAGE not in [
            event.sentence for event in at.events(MusicProblem) if isinstance(event, MusicProblem)
        ]


async def test_an_error_that_names_no_song_is_no_reason_to_begin_without_end() -> None:
    class Mute(FakePlayer):
        async def play(self, entry: EntryId | None = None, at: Seconds = 0.0) -> None:
            await super().play(entry, at)
            self.stop_with("Failed to open audio output")

    async with room(Mute(LIBRARY), SLOW) as at:
        await at.wish(play(ANGRY))
        await until_silent(at)

        assert len(at.player.started) == IN_A_ROW


async def test_an_outage_does_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with room(settings=QUICK) as at:
        await out(at)
        before = len([r for r in caplog.records if r.levelno >= logging.WARNING])
        for _ in range(50):
            await asyncio.sleep(0.005)
        after = len([r for r in caplog.records if r.levelno >= logging.WARNING])

    assert before == after


async def test_a_player_that_takes_no_more_songs_is_a_problem_until_it_does() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.refuse_more("playlist is at the max size")
        at.player.end_song()
        await at.calm()
        problem = at.dj.now().problem
        at.player.refuse_more("")
        at.player.end_song()
        await at.calm()

        assert "no more songs" in problem
        assert "max size" in problem
        assert at.dj.now().problem == ""
