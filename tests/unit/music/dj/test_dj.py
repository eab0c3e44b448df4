"""What the music does about a wish, on a player without sound."""

import asyncio
import contextlib
from dataclasses import replace

import pytest

from mien.mood.mood import Policy
from mien.mood.wishes import OpenEye, Pause, Previous, Resume, Skip, UndoSkip, Volume
from mien.music.dj.music_events import MusicProblem, PlayerChanged, QueueChanged, SongBegan
from mien.music.dj.notes.stickers import LOUD, ROOM
from mien.music.dj.queue.refill import is_named
from mien.music.library.genres import shipped_genres
from mien.music.player.fake_player import FakePlayer
from mien.music.player.player import (
    ExecutionResult,
    PlaybackOptions,
    PlayerRefusedError,
    QueueCommand,
    Remove,
)
from mien.music.selection.history import SKIPPED_ONCE
from mien.music.selection.rules import default_rules, read_rules
from mien.music.song import Song
from mien.types import EntryId, Percent, PlayState, Seconds
from unit.music.dj.dj_room import ANGRY, HAPPY, LIBRARY, NEUTRAL, SETTINGS, Room, play, room


async def half_faded(at: Room) -> asyncio.Task[None]:
    """Have a fade begin and take half of the volume; return it."""
    await at.wish(play(ANGRY))
    fading = asyncio.create_task(at.dj.perform(play(NEUTRAL, soon=True)))
    for _ in range(5000):
        if at.player.volumes and at.player.volumes[-1] <= 50:
            return fading
        await asyncio.sleep(0.001)
    pytest.fail("nothing fades")


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


async def test_a_mood_chosen_by_hand_fades_to_its_music_at_once_and_the_volume_comes_back() -> None:
    async with room() as at:
        await at.wish(play(ANGRY), play(NEUTRAL, soon=True))

        assert (at.player.current() or "").split("/")[0] in {"lofi", "jazz"}
        assert at.player.volumes[:-1] == sorted(at.player.volumes[:-1], reverse=True)
        assert (min(at.player.volumes), at.player.volumes[-1]) == (0, 100)
        assert len(at.upcoming()) == 3


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


async def test_without_a_mixer_there_is_no_fade_but_the_music_changes() -> None:
    async with room(FakePlayer(LIBRARY, volume=None)) as at:
        await at.wish(play(ANGRY), play(NEUTRAL, soon=True))

        assert (at.player.current() or "").split("/")[0] in {"lofi", "jazz"}


async def test_a_volume_that_a_fade_took_comes_back_with_the_player() -> None:
    player = FakePlayer(LIBRARY)
    async with room(player) as at:
        fading = await half_faded(at)
        player.unplug()
        await fading
        player.plug_in()
        await at.back()

        assert player.volumes[-1] == 100


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


async def test_skip_plays_the_next_best() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        following = at.upcoming()[0]
        await at.wish(Skip())

        assert at.player.current() == following


@pytest.mark.parametrize("kept", [True, False])
async def test_a_skip_with_nothing_behind_it_and_then_a_mood_play_a_song_of_its(kept: bool) -> None:  # noqa: FBT001
    """What the session wishes when somebody presses skip before any mood is known."""
    async with room() as at:
        if kept:
            at.player.put("pop/1")
            await at.player.play()
        await at.wish(Skip(), play(NEUTRAL))

        assert (at.player.current() or "").split("/")[0] in {"lofi", "jazz"}
        assert at.dj.now().playing.state is PlayState.PLAY
        assert len(at.upcoming()) == 3


async def test_undo_brings_the_skipped_song_back_where_it_was_left() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        song = at.dj.now().song
        assert song is not None
        await at.player.play(song.entry.id, 42.0)
        await at.wish(Skip(), UndoSkip())

        assert at.player.current() == song.entry.uri
        assert at.dj.now().playing.elapsed == 42.0


async def test_undo_brings_a_song_back_that_is_no_longer_queued() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        song = at.dj.now().song
        await at.wish(Skip())
        at.player.clear()
        await at.calm()
        await at.wish(UndoSkip())

        back = at.dj.now().song
        assert song is not None
        assert back is not None
        assert (back.entry.uri, back.pick) == (song.entry.uri, song.pick), "with the reasons it had"


async def test_a_skip_can_be_undone_once() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        before = at.dj.can_undo
        await at.wish(Skip())
        after = at.dj.can_undo
        await at.wish(UndoSkip())

        assert (before, after, at.dj.can_undo) == (False, True, False)


async def test_undo_without_a_skip_does_nothing() -> None:
    async with room() as at:
        await at.wish(play(ANGRY), UndoSkip())

        assert len(at.player.started) == 1


async def test_previous_goes_back() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        first = at.player.current()
        at.player.end_song()
        await at.calm()
        await at.wish(Previous())

        assert at.player.current() == first


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


async def test_a_fade_that_is_broken_off_gives_the_volume_back() -> None:
    player = FakePlayer(LIBRARY)
    async with room(player) as at:
        fading = await half_faded(at)
        fading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await fading

        assert player.volumes[-1] == 100


class SlowPlayer(FakePlayer):
    """One that takes its time over the volume; who does not wait for its answer has lost it."""

    async def volume(self, percent: Percent) -> None:
        try:
            await asyncio.sleep(0.02)
        except asyncio.CancelledError:
            self.unplug()
            raise
        await super().volume(percent)


async def test_a_fade_that_is_broken_off_in_the_middle_of_a_request_gives_the_volume_back() -> None:
    player = SlowPlayer(LIBRARY)
    async with room(player) as at:
        fading = await half_faded(at)
        await asyncio.sleep(0.01)  # into the next request: a step lasts less than a millisecond
        fading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await fading

        assert player.volumes[-1] == 100


async def test_a_volume_that_a_fade_took_comes_back_after_a_pulled_plug() -> None:
    player = FakePlayer(LIBRARY)
    async with room(player) as at:
        fading = await half_faded(at)
        when_pulled = dict(await player.stickers(LOUD))
        back = FakePlayer(LIBRARY, volume=player.volumes[-1])
        await fading
        over = dict(await player.stickers(LOUD))
    for uri, note in when_pulled.items():
        await back.set_sticker(uri, LOUD, note)
    async with room(back):
        pass

    assert (back.volumes, over, dict(await back.stickers(LOUD))) == ([100], {}, {})


async def test_a_volume_to_give_back_is_forgotten_where_there_is_no_mixer_any_more() -> None:
    player = FakePlayer(LIBRARY, volume=None)
    await player.set_sticker("pop/1", LOUD, "80")
    async with room(player) as at:
        await at.wish(play(ANGRY))

        assert at.dj.now().playing.state is PlayState.PLAY
        assert dict(await player.stickers(LOUD)) == {}


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


async def test_a_library_without_genres_plays_anything_and_says_so() -> None:
    async with room(FakePlayer((Song("a"), Song("b")))) as at:
        await at.wish(play(ANGRY))

        assert at.dj.now().playing.state is PlayState.PLAY
        assert "genre tag" in at.dj.now().problem


async def test_what_the_player_refuses_is_told_and_forgotten_with_the_next_wish() -> None:
    async with room(FakePlayer(LIBRARY, volume=None)) as at:
        await at.wish(Volume(20))
        problem = at.dj.now().problem
        await at.wish(play(ANGRY))

        assert "refused" in problem
        assert at.dj.now().problem == ""


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
