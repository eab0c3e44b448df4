"""What the music does about a wish, on a player without sound."""

import asyncio

import pytest

from mien.mood.mood import Policy
from mien.mood.wishes import OpenEye, Pause, Resume, Skip, Volume
from mien.music.dj.music_events import MusicProblem, PlayerChanged, QueueChanged, SongBegan
from mien.music.dj.notes.stickers import ROOM
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.player import ExecutionResult, PlaybackOptions, QueueCommand, Remove
from mien.music.selection.history import SKIPPED_ONCE
from mien.types import EntryId, Percent, PlayState
from unit.music.dj.dj_room import ANGRY, HAPPY, LIBRARY, NEUTRAL, play, room


async def test_a_mood_starts_its_music_and_keeps_songs_ahead() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))

        assert at.dj.now().playing.state is PlayState.PLAY
        assert len(at.upcoming()) == 3
        assert {(at.player.current() or "").split("/")[0]} | at.genres() <= {"rock", "metal"}
        assert at.player.options == PlaybackOptions(crossfade=2)


async def test_without_a_mood_the_player_is_left_alone() -> None:
    async with room() as at:
        at.player.put("pop/1")
        await at.wish(Volume(30), OpenEye())

        assert at.player.queued() == ["pop/1"]
        assert at.dj.now().playing.state is PlayState.STOP


async def test_a_new_mood_does_not_cut_the_song_and_changes_what_follows() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        song = at.player.current()
        await at.wish(play(NEUTRAL))

        assert at.player.current() == song
        assert at.genres() <= {"lofi", "jazz"}
        assert len(at.player.started) == 1


async def test_the_same_mood_again_changes_nothing() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        before = at.player.queued()
        await at.wish(play(ANGRY))

        assert at.player.queued() == before


async def test_songs_are_topped_up_as_they_play_and_none_comes_twice_in_a_row() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        for _ in range(12):
            at.player.end_song()
            await at.calm()

            assert len(at.upcoming()) == 3
        assert len(set(at.player.started)) == len(at.player.started) == 13


async def test_what_the_owner_queued_plays_in_its_turn_whatever_the_mood() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.put("pop/7", 1)
        await at.calm()
        await at.wish(play(NEUTRAL))
        owners = at.dj.now().upcoming[0]
        at.player.end_song()
        await at.calm()

        assert (owners.entry.uri, owners.pick) == ("pop/7", None)
        assert at.player.current() == "pop/7"


async def test_a_pause_is_not_undone_by_a_mood() -> None:
    async with room() as at:
        await at.wish(play(ANGRY), Pause(), play(NEUTRAL), play(HAPPY, soon=True))

        assert at.dj.now().playing.state is PlayState.PAUSE
        assert at.upcoming()[0].startswith("pop/")


async def test_resume_plays_on_and_starts_what_was_stopped() -> None:
    async with room() as at:
        await at.wish(play(ANGRY), Pause(), Resume())
        resumed = at.dj.now().playing.state
        at.player.stop()
        await at.calm()
        stopped = at.dj.now().playing.state
        await at.wish(Resume())

        assert (resumed, stopped) == (PlayState.PLAY, PlayState.STOP)
        assert at.dj.now().playing.state is PlayState.PLAY


async def test_a_queue_emptied_by_somebody_else_is_theirs_to_fill() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.clear()
        await at.calm()
        emptied = at.player.queued()
        entry = at.player.put("pop/1")
        await at.player.play(entry)
        await at.calm()

        assert emptied == []
        assert at.player.current() == "pop/1"
        assert len(at.upcoming()) == 3


async def test_a_queue_emptied_while_it_is_topped_up_stays_empty() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.meanwhile = at.player.clear
        at.player.end_song()
        await at.calm()

        assert at.player.meanwhile is None
        assert (at.player.queued(), at.player.current()) == ([], None)


async def test_a_mood_that_changes_while_somebody_empties_the_queue_is_played_all_the_same() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.meanwhile = at.player.clear
        await at.wish(play(NEUTRAL))

        assert at.player.current() is not None
        assert at.genres() <= {"jazz", "lofi"}
        assert not at.events(MusicProblem)


async def test_a_library_is_read_although_somebody_empties_the_queue_as_the_player_comes_back() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.unplug()
        await at.wish(play(NEUTRAL))
        at.player.change_library(LIBRARY[:30])
        at.player.meanwhile = at.player.clear
        at.player.plug_in()
        await at.back()
        await at.calm()

        assert at.player.meanwhile is None
        assert at.dj.now().songs == 30


async def test_music_that_runs_out_begins_again() -> None:
    async with room(FakePlayer(LIBRARY[:1])) as at:
        await at.wish(play(ANGRY))
        at.player.end_song()
        await at.calm()

        assert at.dj.now().playing.state is PlayState.PLAY


async def test_a_restarted_player_plays_on_and_its_queue_is_known_again() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.unplug()
        await at.calm()
        away = at.dj.now().away
        at.player.plug_in(restarted=True)
        await at.back()

        assert away
        assert at.dj.now().playing.state is PlayState.PLAY
        assert len(at.upcoming()) == 3
        assert all(queued.pick is not None for queued in at.dj.now().upcoming)


async def test_a_player_that_plays_on_after_a_restart_still_changes_with_the_mood() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.player.unplug()
        await at.calm()
        at.player.plug_in(restarted=True, playing=True)
        await at.back()
        await at.wish(play(NEUTRAL))

        assert len(at.upcoming()) == 3
        assert at.genres() <= {"lofi", "jazz"}


async def test_a_player_that_is_not_there_yet_gets_its_mood_when_it_comes() -> None:
    player = FakePlayer(LIBRARY)
    player.unplug()
    async with room(player) as at:
        await at.wish(play(ANGRY))
        problem = at.dj.now().problem
        player.plug_in()
        await at.back()

        assert "Can't reach" in problem
        assert at.dj.now().problem == ""
        assert at.dj.now().playing.state is PlayState.PLAY


class Meddled(FakePlayer):
    """A player whose other client takes out, once, what was just queued: `before` the fade, or in it."""

    def __init__(self, *, before: bool) -> None:
        super().__init__(LIBRARY)
        self._before = before
        self._fresh: EntryId | None = None
        self.meddles = False

    async def execute(
        self, commands: tuple[QueueCommand, ...], *, around: EntryId | None = None
    ) -> ExecutionResult:
        done = await super().execute(commands, around=around)
        if self.meddles and done.added:
            self._fresh, self.meddles = done.added[0], False
            if self._before:
                await self._meddle()
        return done

    async def volume(self, percent: Percent) -> None:
        await super().volume(percent)
        await self._meddle()

    async def _meddle(self) -> None:
        fresh, self._fresh = self._fresh, None
        if fresh is not None:
            await super().execute((Remove(fresh),))


@pytest.mark.parametrize("before", [True, False])
async def test_a_mood_chosen_by_hand_is_heard_although_its_song_is_taken_out(*, before: bool) -> None:
    player = Meddled(before=before)
    async with room(player) as at:
        await at.wish(play(ANGRY))
        player.meddles = True
        await at.wish(play(NEUTRAL, soon=True))
        for _ in range(200):
            await asyncio.sleep(0.001)

        assert not player.meddles
        assert (player.current() or "").split("/")[0] in {"lofi", "jazz"}
        assert player.volumes[-1] == 100
        assert at.dj.now().problem == ""


async def test_an_event_comes_once_for_each_change() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.told.clear()
        at.player.end_song()
        await at.calm()
        told = list(at.told)
        await at.wish(OpenEye())

        assert [type(event) for event in told].count(SongBegan) == 1
        assert at.told == told
        assert at.events(PlayerChanged)
        assert at.events(QueueChanged)
        assert not at.events(MusicProblem)


@pytest.mark.parametrize("policy", Policy)
async def test_every_policy_plays(policy: Policy) -> None:
    async with room() as at:
        await at.wish(play(ANGRY, policy))

        assert at.dj.now().playing.state is PlayState.PLAY
        wanted = at.dj.now().target
        assert wanted is not None
        assert wanted.policy is policy


async def test_a_ramp_walks_from_the_mood_to_where_it_leads_as_songs_play() -> None:
    async with room() as at:
        await at.wish(play(ANGRY, Policy.RAMP))
        for _ in range(6):
            at.player.end_song()
            await at.calm()
        kinds = [uri.split("/")[0] for uri in at.player.started]

        assert kinds[0] in {"rock", "metal"}
        assert set(kinds[-2:]) <= {"lofi", "jazz"}


async def test_a_speaker_that_was_restarted_knows_for_whom_the_music_pauses() -> None:
    player = FakePlayer(LIBRARY)
    async with room(player) as at:
        await at.wish(play(ANGRY), Pause(for_room=True))
        song = player.current()
        noted = dict(await player.stickers(ROOM))
        await player.set_sticker("pop/1", ROOM, "empty")  # of a song that was left long ago
    async with room(player) as again:
        paused = again.dj.now().status()
        left = dict(await player.stickers(ROOM))
        await again.wish(Resume())

        assert list(noted) == list(left) == [song]
        assert (paused.state, paused.for_room) == (PlayState.PAUSE, True)
        assert not again.dj.now().status().for_room
        assert dict(await player.stickers(ROOM)) == {}


@pytest.mark.parametrize("by", ["the owner", "another client"])
async def test_a_pause_for_nobody_is_over_when_somebody_else_pauses_or_plays(by: str) -> None:
    async with room() as at:
        await at.wish(play(ANGRY), Pause(for_room=True))
        if by == "the owner":
            await at.wish(Pause())
        else:
            await at.player.resume()
            await at.calm()

        assert not at.dj.now().status().for_room
        assert dict(await at.player.stickers(ROOM)) == {}


async def test_a_speaker_that_was_restarted_knows_its_entries_and_what_was_skipped() -> None:
    player = FakePlayer(LIBRARY)
    async with room(player) as at:
        await at.wish(play(ANGRY))
        skipped = player.current()
        player.sound(30.0)
        await at.wish(Skip())
        queued = player.queued()
    async with room(player) as again:
        before = again.dj.now()
        await again.wish(play(NEUTRAL))

        assert all(queued.pick is not None and queued.pick.why() for queued in before.upcoming)
        assert again.genres() <= {"lofi", "jazz"}
        assert again.dj.selector.history.said == {(ANGRY, skipped): SKIPPED_ONCE}
    assert player.queued() != queued


async def test_a_change_that_the_player_went_away_from_is_made_when_it_is_back() -> None:
    player = FakePlayer(LIBRARY)
    async with room(player) as at:
        await at.wish(play(ANGRY))
        player.unplug_after(2)
        await at.dj.perform(play(NEUTRAL))
        lost = at.dj.now().away
        await at.calm()
        player.plug_in()
        await at.back()
        await at.calm()

        assert lost
        assert at.genres() <= {"lofi", "jazz"}
