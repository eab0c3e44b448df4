"""Skipping a song, undoing that, and going back."""

import pytest

from mien.mood.wishes import Previous, Skip, UndoSkip
from mien.types import PlayState
from unit.music.dj.dj_room import ANGRY, NEUTRAL, play, room


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
