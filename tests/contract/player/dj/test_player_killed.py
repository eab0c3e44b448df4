"""A real MPD that is killed: it forgets what it hasn't written down, and the speaker brings it back."""

import asyncio
import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contract.player.dj.dj_on_mpd import Mpd, at_work, killable, until
from mien.mood.wishes import Pause, Volume
from mien.music.dj.dj import Dj
from mien.music.dj.queue.queue_plan import QueuePlace
from mien.types import PlayState

OWNERS = ("blue/two.mp3", "untagged.mp3", "blue/one.mp3")


@pytest.fixture(params=["", 'state_file_interval "1"\n'], ids=["nothing-saved", "saved"])
async def mpd(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Mpd]:
    """Return an MPD that has written down nothing, or what was a second ago, when it is killed."""
    async with killable(tmp_path, request.param) as made:
        yield made


async def mpc(mpd: Mpd, *words: str) -> str:
    """Ask MPD as another client."""
    ask = ["mpc", "--host", str(mpd.home.socket), *words]
    done = await asyncio.to_thread(subprocess.run, ask, capture_output=True, text=True, check=True)
    return str(done.stdout)


async def killed(mpd: Mpd, dj: Dj) -> None:
    """Kill MPD and start it again; wait until the speaker has met it."""
    mpd.kill()
    await until(lambda: dj.now().away)
    await (await mpd.start()).close()
    await until(lambda: not dj.now().away)


async def evening(mpd: Mpd, dj: Dj) -> tuple[list[str], list[bool]]:
    """Let music play with songs of the owner's in the queue; return the queue, and which of it are ours."""
    await until(lambda: dj.now().playing.state is PlayState.PLAY and len(dj.now().upcoming) > 1)
    await dj.perform(Volume(37))
    await asyncio.sleep(1.3)  # what is saved is older than what comes now
    await dj.owner.enqueue(OWNERS, QueuePlace.NEXT)
    await dj.owner.seek(12.0)
    await until(lambda: dj.now().playing.volume == 37 and dj.now().playing.elapsed >= 12.0)
    return (await mpc(mpd, "--format", "%file%", "playlist")).split(), ours(dj)


def ours(dj: Dj) -> list[bool]:
    """Return which of the queue are ours."""
    return [queued.pick is not None for queued in dj.owner.queue()]


def seconds_in(status: str) -> int:
    """Return where in the song `mpc` says that it is."""
    found = re.search(r" (\d+):(\d\d)/", status)
    assert found, status
    return 60 * int(found[1]) + int(found[2])


async def test_the_queue_the_song_its_place_and_the_volume_come_back(mpd: Mpd) -> None:
    async with at_work(mpd.link(), []) as dj:
        before, whose = await evening(mpd, dj)
        song = await mpc(mpd, "--format", "%file%", "current")
        await killed(mpd, dj)
        await until(lambda: dj.now().playing.state is PlayState.PLAY)
        status = await mpc(mpd, "status")

        assert (await mpc(mpd, "--format", "%file%", "playlist")).split() == before
        assert ours(dj) == whose
        assert await mpc(mpd, "--format", "%file%", "current") == song
        assert "volume: 37%" in status
        assert 12 <= seconds_in(status) < 27


async def test_what_the_owner_paused_is_paused_at_its_place(mpd: Mpd) -> None:
    async with at_work(mpd.link(), []) as dj:
        before, _ = await evening(mpd, dj)
        await dj.perform(Pause())
        await until(lambda: dj.now().playing.state is PlayState.PAUSE)
        await killed(mpd, dj)
        await asyncio.sleep(0.5)
        status = await mpc(mpd, "status")

        assert "[paused]" in status
        assert 12 <= seconds_in(status) < 27
        assert "volume: 37%" in status
        assert (await mpc(mpd, "--format", "%file%", "playlist")).split() == before


async def test_an_mpd_that_was_only_out_of_reach_knows_better(mpd: Mpd) -> None:
    async with at_work(mpd.link(), []) as dj:
        await evening(mpd, dj)
        await asyncio.sleep(2.0)  # MPD counts whole seconds
        await mpd.cut()
        await mpc(mpd, "crop")
        await mpc(mpd, "volume", "50")
        await until(lambda: dj.now().playing.volume == 50)
        after = (await mpc(mpd, "--format", "%file%", "playlist")).split()

        assert not set(after) & set(OWNERS)
