"""What the dj does with a player that is stopped: when it begins, and with what."""

import asyncio

import pytest

from mien.mood.wishes import Pause, Resume
from mien.music.library.genres import shipped_genres
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.player import PlaybackOptions, Remove
from mien.music.selection.rules import default_rules, read_rules
from mien.types import PlayState
from unit.music.dj.dj_room import ANGRY, HAPPY, LIBRARY, NEUTRAL, Room, play, room


async def blip(at: Room, *, restarted: bool = False) -> None:
    """Have the player go and come back; the session then wishes the mood it wished before."""
    at.player.unplug()
    await at.calm()
    at.player.plug_in(restarted=restarted)
    for _ in range(1000):
        await asyncio.sleep(0.001)
        if not at.dj.now().away:
            break
    await at.wish(play(ANGRY))


async def test_resume_plays_the_song_on_that_was_stopped_in_the_middle() -> None:
    async with room() as at:
        at.player.put("pop/1")
        stopped = at.player.put("pop/2")
        await at.player.play(stopped)
        await at.wish(play(ANGRY))
        at.player.stop()
        await at.wish(Resume())

        assert at.player.current() == "pop/2"
        assert at.dj.now().playing.state is PlayState.PLAY


async def test_resume_begins_a_queue_that_never_began_with_the_owners_first() -> None:
    async with room() as at:
        at.player.put("pop/1")
        at.player.put("pop/2")
        await at.wish(Resume(), play(NEUTRAL))

        assert at.player.started == ["pop/1"]
        assert at.upcoming()[0] == "pop/2"
        assert at.genres() <= {"pop", "lofi", "jazz"}


async def test_resume_after_the_owners_queue_ran_out_plays_music_for_the_mood() -> None:
    async with room() as at:
        entry = at.player.put("pop/1")
        await at.player.play(entry)
        await at.calm()
        at.player.end_song()
        await at.wish(Resume(), play(NEUTRAL))

        assert at.player.started[0] == "pop/1"
        assert at.player.started[1].split("/")[0] in {"lofi", "jazz"}


async def test_resume_passes_over_an_owners_song_that_cannot_be_played() -> None:
    async with room() as at:
        at.player.put("pop/1")
        at.player.put("pop/2")
        at.player.unreadable = {"pop/1"}
        await at.wish(Resume(), Resume())

        assert at.player.started == ["pop/1", "pop/2"]
        assert at.dj.now().playing.state is PlayState.PLAY


async def test_resume_of_what_was_stopped_leaves_the_owners_order_and_music_of_ours_comes_in_order() -> None:
    async with room() as at:
        at.player.put("pop/1")
        await at.wish(Resume())
        owners = at.player.random
        at.player.clear()
        await at.wish(play(ANGRY))

        assert owners
        assert not at.player.random


async def test_who_stops_the_music_in_a_fade_is_not_overruled() -> None:
    class StoppedInTheFade(FakePlayer):
        async def volume(self, percent: int) -> None:
            await super().volume(percent)
            if percent == 0:
                self.stop()

    async with room(StoppedInTheFade(LIBRARY)) as at:
        await at.wish(play(ANGRY))
        await at.dj.perform(play(HAPPY, soon=True))
        await at.calm()

        assert at.dj.now().playing.state is PlayState.STOP
        assert at.dj.now().playing.volume == 100


@pytest.mark.parametrize("restarted", [True, False])
async def test_music_that_somebody_stopped_stays_silent_when_the_player_comes_back(restarted: bool) -> None:  # noqa: FBT001
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.stop()
        await at.calm()
        await blip(at, restarted=restarted)

        assert at.dj.now().playing.state is PlayState.STOP
        assert len(at.player.started) == 1


async def test_what_is_stopped_is_planned_again_when_the_player_comes_back() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.stop()
        await at.calm()
        last = at.dj.now().upcoming[-1].entry
        await at.player.execute((Remove(last.id),))
        await blip(at)

        assert at.dj.now().playing.state is PlayState.STOP
        assert len(at.upcoming()) == 3


async def test_music_that_somebody_stopped_begins_when_the_mood_changes() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.stop()
        await at.wish(play(NEUTRAL))

        assert (at.player.current() or "").split("/")[0] in {"lofi", "jazz"}
        assert at.dj.now().playing.state is PlayState.PLAY


async def test_music_that_played_when_the_player_was_restarted_plays_on() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        await blip(at, restarted=True)

        assert at.dj.now().playing.state is PlayState.PLAY


async def test_music_that_fell_silent_and_was_played_and_stopped_by_somebody_is_stopped() -> None:
    async with room() as at:
        await at.wish(play(ANGRY), Pause())
        await at.player.resume()
        await at.calm()
        at.player.unplug()
        await at.calm()
        at.player.plug_in(restarted=True, playing=True)
        await at.back()
        at.player.stop()
        await at.wish(play(ANGRY))

        assert at.dj.now().playing.state is PlayState.STOP


async def test_other_rules_do_not_begin_music_that_somebody_stopped() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.stop()
        await at.calm()
        await at.dj.use_rules(
            read_rules('[angry.match]\ngenres = ["pop"]', shipped_genres(), default_rules())
        )
        await at.calm()

        assert at.dj.now().playing.state is PlayState.STOP
        assert at.genres() == {"pop"}


async def test_a_player_that_plays_when_it_is_met_takes_the_options_and_keeps_its_order() -> None:
    player = FakePlayer(LIBRARY)
    await player.play(player.put("pop/1"))
    async with room(player):
        pass

    assert player.options == PlaybackOptions(crossfade=2)
    assert player.random


async def test_after_a_power_cut_ours_are_known_again_and_the_queue_does_not_grow() -> None:
    player = FakePlayer(LIBRARY)
    lengths = []
    for _ in range(6):
        async with room(player) as at:
            await at.wish(play(ANGRY))
            for _ in range(30):
                player.end_song()
                await at.calm()
            lengths.append(len(player.queued()))
        player.unplug()
        player.plug_in(restarted=True, playing=True)
    async with room(player) as at:
        owners = player.put("pop/7")
        await at.wish(play(NEUTRAL))
        upcoming = at.dj.now().upcoming

    assert max(lengths) == lengths[0]
    assert [queued.entry.id for queued in upcoming if queued.pick is None] == [owners]
    assert len(upcoming) == 4
