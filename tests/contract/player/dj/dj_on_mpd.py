"""A dj at work on an MPD of its own, which can be killed and started again."""

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from contract.conftest import MPD_SONGS
from fakes.silent_songs import write_song
from mien.mood.emotion import Emotion
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import PlayMood, Wish
from mien.music.dj.dj import Dj, DjSettings
from mien.music.dj.music_events import MusicEvent
from mien.music.player.mpd import MpdPlayer
from mien.music.player.private_mpd import PrivateMpd
from mien.music.player.reconnecting import ReconnectingPlayer
from mien.music.selection.rules import default_rules
from mien.music.song import Song
from mien.retry import Backoff

ANGRY = PlayMood(Mood(Emotion.ANGRY), Policy.MATCH)
SETTINGS = DjSettings(fade=0)
SOON = 25.0
MORE_ROCK = tuple(
    Song(f"red/{i}.mp3", f"Rock {i}", f"Band {i}", "", ("Rock",), duration=30.0) for i in range(6)
)


class Mpd:
    """A private MPD that can be killed and started again. `extra`: more lines for its configuration."""

    def __init__(self, folder: Path, extra: str) -> None:
        for song in (*MPD_SONGS, *MORE_ROCK):
            write_song(folder / "music", song)
        self.home = PrivateMpd(folder, folder / "music", extra=extra)
        self.process: subprocess.Popen[bytes] | None = None
        self._connected: list[MpdPlayer] = []

    async def start(self) -> MpdPlayer:
        self.process = self.home.start()
        return await self.home.answering(self.process)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def link(self) -> ReconnectingPlayer:
        return ReconnectingPlayer(self._connect, retries=Backoff(0.05, 10.0))

    async def cut(self) -> None:
        """Cut the connection that a link has; MPD knows nothing of it."""
        await self._connected[-1].close()

    async def _connect(self) -> MpdPlayer:
        self._connected.append(await MpdPlayer.connected(str(self.home.socket)))
        return self._connected[-1]


@contextlib.asynccontextmanager
async def killable(folder: Path, extra: str = "") -> AsyncIterator[Mpd]:
    """An MPD at work, its library read."""
    made = Mpd(folder, extra)
    player = await made.start()
    await made.home.read_library()
    await player.close()
    try:
        yield made
    finally:
        if made.process is not None:
            made.home.stop(made.process)


@contextlib.asynccontextmanager
async def at_work(
    link: ReconnectingPlayer,
    told: list[MusicEvent],
    settings: DjSettings = SETTINGS,
    wishes: tuple[Wish, ...] = (ANGRY,),
) -> AsyncIterator[Dj]:
    """A dj that wants music, for an angry room at last; let go of whatever the test came to."""
    dj = Dj(link, default_rules(), settings, tell=told.append)
    running = asyncio.create_task(dj.run())
    try:
        for wish in wishes:
            await dj.perform(wish)
        yield dj
    finally:
        await link.close()
        await running


async def until(true: Callable[[], bool]) -> None:
    for _ in range(int(SOON / 0.02)):
        if true():
            return
        await asyncio.sleep(0.02)
    pytest.fail("it did not happen")


async def asked_for(mpd: Mpd, doing: Callable[[MpdPlayer], Awaitable[object]]) -> None:
    """Do something at MPD as another client."""
    player = await MpdPlayer.connected(str(mpd.home.socket))
    await doing(player)
    await player.close()
