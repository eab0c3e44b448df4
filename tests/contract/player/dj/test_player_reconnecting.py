"""A player that goes and comes back: MPD killed, restarted, and never there."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from contract.conftest import MPD_SONGS
from contract.player.dj.dj_on_mpd import Mpd, asked_for, at_work, killable, until
from fakes.silent_songs import write_song
from mien.mood.emotion import Emotion
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import PlayMood, Skip
from mien.music.dj.dj import Dj
from mien.music.dj.music_events import MusicEvent, MusicProblem
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import Add, PlayerGoneError, Subsystem
from mien.music.player.private_mpd import PrivateMpd, PrivateMpdError
from mien.music.player.reconnecting import ReconnectingPlayer
from mien.retry import Backoff
from mien.types import PlayState


@pytest.fixture
async def mpd(tmp_path: Path) -> AsyncIterator[Mpd]:
    async with killable(tmp_path) as made:
        yield made


@contextlib.asynccontextmanager
async def playing(mpd: Mpd, told: list[MusicEvent]) -> AsyncIterator[Dj]:
    """A dj at work, in the middle of a song for an angry room."""
    async with at_work(mpd.link(), told) as dj:
        await until(lambda: dj.now().playing.state is PlayState.PLAY and len(dj.now().upcoming) >= 1)
        yield dj


def test_a_private_mpd_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    mpd = PrivateMpd(tmp_path, tmp_path / "music", extra='no_such_key "1"')

    async def run() -> None:
        async with mpd.running():
            pass

    with pytest.raises(PrivateMpdError, match="no_such_key"):
        asyncio.run(run())


async def test_music_goes_on_after_mpd_was_killed_in_the_middle_of_a_song(mpd: Mpd) -> None:
    told: list[MusicEvent] = []
    async with playing(mpd, told) as dj:
        mpd.kill()
        await until(lambda: dj.now().away)
        await (await mpd.start()).close()
        await until(lambda: not dj.now().away and dj.now().playing.state is PlayState.PLAY)

        song = dj.now().song
        assert song is not None
        assert song.entry.uri.startswith("red/")  # the angry genres
        problems = [event.sentence for event in told if isinstance(event, MusicProblem)]
        assert [bool(sentence) for sentence in problems] == [True, False]


async def test_the_silence_of_a_player_is_known_while_it_is_there(mpd: Mpd) -> None:
    link = mpd.link()
    changes = link.changes()
    assert link.last_reply_age is None
    await anext(changes)

    first = link.last_reply_age
    await asyncio.sleep(0.05)
    second = link.last_reply_age
    assert first is not None
    assert second is not None
    assert second >= first + 0.05

    mpd.kill()
    while link.away == "":
        await anext(changes)
    assert link.last_reply_age is None
    assert link.reply_took is None
    await link.close()


async def test_a_mood_that_is_wished_while_mpd_is_away_follows_the_song_that_plays_on(mpd: Mpd) -> None:
    async with playing(mpd, []) as dj:
        mpd.kill()
        await until(lambda: dj.now().away)
        await dj.perform(PlayMood(Mood(Emotion.NEUTRAL), Policy.MATCH))
        await (await mpd.start()).close()
        await until(lambda: not dj.now().away and dj.now().playing.state is PlayState.PLAY)
        calm = {"grey/five.mp3", "blue/one.mp3", "blue/two.mp3"}
        await until(lambda: bool(dj.now().upcoming) and dj.now().upcoming[0].entry.uri in calm)


async def test_a_skip_that_was_lost_with_the_connection_is_not_done_later(mpd: Mpd) -> None:
    async with playing(mpd, []) as dj:
        mpd.kill()
        await dj.perform(Skip())
        await until(lambda: dj.now().away)
        player = await mpd.start()
        await until(lambda: not dj.now().away and dj.now().playing.state is PlayState.PLAY)
        before = (await player.status()).entry
        await asyncio.sleep(0.3)

        assert (await player.status()).entry == before
        await player.close()


async def test_going_and_coming_back_are_logged_once_each(mpd: Mpd, caplog: pytest.LogCaptureFixture) -> None:
    async with playing(mpd, []) as dj:
        caplog.clear()
        mpd.kill()
        await asyncio.sleep(0.8)
        for _ in range(3):
            await dj.perform(Skip())
        await (await mpd.start()).close()
        await until(lambda: not dj.now().away)
        logged = [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]

    assert len(logged) == 2, logged
    assert "Can't reach" in logged[0]
    assert "back" in logged[1]


async def test_a_link_to_nobody_is_away_at_once_and_says_why(tmp_path: Path) -> None:
    link = ReconnectingPlayer(lambda: MpdPlayer.connected(str(tmp_path / "nobody")))
    changes = link.changes()

    assert await anext(changes) == {Subsystem.LINK}
    assert "nobody" in link.away
    with pytest.raises(PlayerGoneError, match="nobody"):
        await link.status()
    await link.close()
    await changes.aclose()


async def test_a_link_waits_longer_after_each_failure() -> None:
    tries: list[float] = []

    async def refuse() -> MpdPlayer:
        tries.append(asyncio.get_running_loop().time())
        raise PlayerGoneError("no")

    link = ReconnectingPlayer(refuse, retries=Backoff(0.02, 10.0))

    async def follow() -> None:
        async for _ in link.changes():
            pass

    following = asyncio.create_task(follow())
    await until(lambda: len(tries) >= 5)
    await link.close()
    await following
    gaps = [later - earlier for earlier, later in pairwise(tries)]

    # How much later a busy machine makes it is not the link's doing.
    assert all(gap > 0.019 * 2**n for n, gap in enumerate(gaps)), gaps


async def test_what_another_client_queues_is_kept_when_the_mood_changes(mpd: Mpd) -> None:
    async with playing(mpd, []) as dj:
        await asked_for(mpd, lambda player: player.execute((Add("untagged.mp3", 1),)))
        await until(lambda: dj.now().upcoming[0].entry.uri == "untagged.mp3")
        song = dj.now().song
        await dj.perform(PlayMood(Mood(Emotion.NEUTRAL), Policy.MATCH))
        now = dj.now()

    assert now.song == song
    assert now.upcoming[0].entry.uri == "untagged.mp3"
    assert now.upcoming[0].pick is None
    assert {queued.entry.uri for queued in now.upcoming[1:]} == {
        "grey/five.mp3",
        "blue/one.mp3",
        "blue/two.mp3",
    }


async def test_a_queue_that_another_client_clears_stays_empty_until_the_mood_changes(mpd: Mpd) -> None:
    async with playing(mpd, []) as dj:
        await asked_for(mpd, lambda player: player.empty_queue())
        await until(lambda: (dj.now().playing.state, dj.now().song) == (PlayState.STOP, None))
        await asyncio.sleep(0.3)
        left_alone = dj.now()
        await dj.perform(PlayMood(Mood(Emotion.NEUTRAL), Policy.MATCH))
        await until(lambda: dj.now().playing.state is PlayState.PLAY)

        assert (left_alone.song, left_alone.upcoming) == (None, ())


async def test_files_that_vanish_are_passed_over_and_the_music_goes_on(mpd: Mpd) -> None:
    for song in (mpd.home.music / "red").glob("*.mp3"):
        if song.stem not in {"four", "5"}:
            song.unlink()
    async with at_work(mpd.link(), []) as dj:
        # MPD tells the length of a song before it knows whether it can open it.
        await until(lambda: _is_there(mpd, dj) and dj.now().playing.elapsed + dj.now().playing.duration > 0)


def _is_there(mpd: Mpd, dj: Dj) -> bool:
    song = dj.now().song
    return song is not None and (mpd.home.music / song.entry.uri).exists()


async def test_an_empty_library_is_a_problem_until_there_are_songs(tmp_path: Path) -> None:
    home = PrivateMpd(tmp_path, tmp_path / "music")
    link = ReconnectingPlayer(lambda: MpdPlayer.connected(str(home.socket)))
    async with home.running(), at_work(link, []) as dj:
        await until(lambda: "no songs" in dj.now().problem)
        write_song(home.music, MPD_SONGS[2])
        await home.read_library()
        await until(lambda: dj.now().playing.state is PlayState.PLAY)

        assert dj.now().problem == ""


async def test_when_every_file_has_vanished_it_says_so_and_rests(mpd: Mpd) -> None:
    for song in mpd.home.music.rglob("*.mp3"):
        song.unlink()
    told: list[MusicEvent] = []
    async with at_work(mpd.link(), told) as dj:
        await until(lambda: len(dj.selector.banned) == len(dj.library) > 0)
        await asyncio.sleep(0.3)
        before = len(told)
        await asyncio.sleep(0.5)
        rests = len(told) == before
        now = dj.now()

    assert rests
    assert now.playing.state is PlayState.STOP
    assert now.problem
