"""A real MPD that somebody stopped, whose music is away, or whose queue is full."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from contract.player.dj.dj_on_mpd import ANGRY, SETTINGS, Mpd, asked_for, at_work, killable, until
from mien.mood.emotion import Emotion
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import PlayMood, Resume
from mien.music.dj.music_events import MusicEvent, MusicProblem
from mien.music.dj.song_source import OUTAGE
from mien.music.player.player import Add, PlaybackOptions
from mien.types import PlayState


@pytest.fixture
async def mpd(tmp_path: Path) -> AsyncIterator[Mpd]:
    async with killable(tmp_path) as made:
        yield made


async def mpc(mpd: Mpd, *words: str) -> str:
    """Ask MPD as another client."""
    ask = ["mpc", "--host", str(mpd.home.socket), *words]
    done = await asyncio.to_thread(subprocess.run, ask, capture_output=True, text=True, check=True)
    return str(done.stdout)


async def test_music_that_is_away_is_an_outage_and_plays_again_when_it_is_back(mpd: Mpd) -> None:
    away = mpd.home.folder / "away"
    mpd.home.music.rename(away)
    told: list[MusicEvent] = []
    async with at_work(mpd.link(), told, replace(SETTINGS, rest=0.2)) as dj:
        await until(lambda: dj.now().problem == OUTAGE)
        await asyncio.sleep(1.0)
        away.rename(mpd.home.music)
        await until(lambda: dj.now().playing.state is PlayState.PLAY and not dj.now().problem)

        assert dj.selector.banned == frozenset()
    assert [event.sentence for event in told if isinstance(event, MusicProblem)].count(OUTAGE) == 1


@pytest.mark.parametrize("restarted", [True, False])
async def test_music_that_another_client_stopped_stays_silent_when_mpd_is_back(
    mpd: Mpd, *, restarted: bool
) -> None:
    async with at_work(mpd.link(), []) as dj:
        await until(lambda: dj.now().playing.state is PlayState.PLAY)
        await mpc(mpd, "stop")
        await until(lambda: dj.now().playing.state is PlayState.STOP)
        if restarted:
            mpd.kill()
            await until(lambda: dj.now().away)
            await (await mpd.start()).close()
        else:
            await mpd.cut()
            await until(lambda: dj.now().away)
        await until(lambda: not dj.now().away)
        await dj.perform(ANGRY)
        await asyncio.sleep(0.5)

        assert "[playing]" not in await mpc(mpd, "status")


async def test_resume_plays_what_somebody_stopped_on_and_begins_a_queue_that_never_began(mpd: Mpd) -> None:
    await asked_for(mpd, lambda player: player.execute((Add("blue/one.mp3"), Add("blue/two.mp3"))))
    async with at_work(mpd.link(), [], wishes=()) as dj:
        await until(lambda: not dj.now().away)
        await dj.perform(Resume())
        await dj.perform(ANGRY)
        await until(lambda: dj.now().playing.state is PlayState.PLAY and len(dj.now().upcoming) > 1)
        begun = await mpc(mpd, "--format", "%file%", "current")
        await mpc(mpd, "next")
        await mpc(mpd, "stop")
        await until(lambda: dj.now().playing.state is PlayState.STOP)
        await dj.perform(Resume())
        on = await mpc(mpd, "--format", "%file%", "current")

    assert (begun.strip(), on.strip()) == ("blue/one.mp3", "blue/two.mp3")


async def test_an_mpd_that_plays_when_it_is_met_takes_the_crossfade_and_stays_in_random_order(
    mpd: Mpd,
) -> None:
    await asked_for(mpd, lambda player: player.execute((Add("blue/one.mp3"), Add("blue/two.mp3"))))
    await mpc(mpd, "crossfade", "9")
    await mpc(mpd, "random", "on")
    await mpc(mpd, "play")
    async with at_work(mpd.link(), [], replace(SETTINGS, options=PlaybackOptions(crossfade=4))) as dj:
        await until(lambda: len(dj.now().upcoming) > 1)
        crossfade, options = await mpc(mpd, "crossfade"), await mpc(mpd, "status")

    assert "4" in crossfade
    assert "random: on" in options


async def test_a_queue_that_is_full_is_a_problem_until_there_is_room(tmp_path: Path) -> None:
    async with (
        killable(tmp_path, 'max_playlist_length "3"\n') as home,
        at_work(home.link(), []) as dj,
    ):
        await until(lambda: "takes no more songs" in dj.now().problem)
        await mpc(home, "crop")
        await until(lambda: len(dj.now().upcoming) == 2)


async def test_after_a_power_cut_ours_are_known_again_and_a_mood_replaces_only_them(mpd: Mpd) -> None:
    settings = replace(SETTINGS, ahead=6)
    async with at_work(mpd.link(), [], settings) as dj:
        await until(lambda: len(dj.now().upcoming) == settings.ahead)
        await asked_for(mpd, lambda player: player.execute((Add("untagged.mp3", 2),)))
        await until(lambda: len(dj.now().upcoming) == settings.ahead + 1)
        await mpc(mpd, "next")
        await until(lambda: len(dj.now().upcoming) == settings.ahead + 1)
        await asyncio.sleep(0.2)
    assert mpd.process is not None
    mpd.home.stop(mpd.process)  # it writes its state, as it does every half minute
    await (await mpd.start()).close()
    async with at_work(mpd.link(), [], settings, wishes=()) as dj:
        await until(lambda: len(dj.now().upcoming) == settings.ahead + 1)
        before = dj.now().upcoming
        await dj.perform(PlayMood(Mood(Emotion.NEUTRAL), Policy.MATCH))
        after = dj.now().upcoming

    for upcoming in (before, after):
        assert [queued.entry.uri for queued in upcoming if queued.pick is None] == ["untagged.mp3"]
    assert all(queued.pick.reasons for queued in before if queued.pick is not None)
    assert len(after) == settings.ahead + 1
