"""Another client at work on the same MPD while moods change."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.silent_songs import write_song
from mien.mood.emotion import Emotion
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import PlayMood, Previous, Skip, UndoSkip, Wish
from mien.music.dj.dj import Dj, DjSettings
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import Add, Remove
from mien.music.player.private_mpd import PrivateMpd
from mien.music.player.reconnecting import ReconnectingPlayer
from mien.music.selection.rules import default_rules
from mien.music.song import Song
from mien.types import PlayState

GENRES = ("Rock", "Metal", "Jazz", "Lo-Fi", "Pop", "Classical")
SONGS = tuple(
    Song(f"{genre}/{i}.mp3", f"{genre} {i}", f"Artist {i}", genres=(genre,), duration=60.0)
    for genre in GENRES
    for i in range(8)
)
MOVES: tuple[Wish, ...] = (Skip(), UndoSkip(), Previous())
OWNERS = tuple(Song(f"owners/{i}.mp3", f"Owner's {i}", duration=60.0) for i in range(40))


@pytest.fixture
async def mpd(tmp_path: Path) -> AsyncIterator[PrivateMpd]:
    home = PrivateMpd(tmp_path, tmp_path / "music")
    for song in (*SONGS, *OWNERS):
        write_song(home.music, song)
    async with home.running():
        yield home


async def settled(dj: Dj) -> None:
    """Wait until the dj has nothing left to do."""
    before = None
    for _ in range(100):
        await asyncio.sleep(0.1)
        if dj.now() == before:
            return
        before = dj.now()


async def add_songs(owner: MpdPlayer, chance: random.Random) -> None:
    for song in OWNERS:
        await owner.execute((Add(song.uri),))
        await asyncio.sleep(chance.uniform(0, 0.03))


async def remove_ours(owner: MpdPlayer, chance: random.Random) -> None:
    for _ in range(20):
        ours = [entry for entry in (await owner.snapshot()).queue if not entry.uri.startswith("owners/")]
        if ours:
            await owner.execute((Remove(chance.choice(ours).id),))
        await asyncio.sleep(chance.uniform(0, 0.06))


async def change_moods(dj: Dj, chance: random.Random) -> None:
    for _ in range(15):
        emotion, policy = chance.choice(list(Emotion)), chance.choice(list(Policy))
        await dj.perform(PlayMood(Mood(emotion), policy, soon=chance.random() < 0.3))
        await dj.perform(chance.choice(MOVES))
        await asyncio.sleep(chance.uniform(0, 0.05))
    await dj.perform(PlayMood(Mood(Emotion.HAPPY), Policy.MATCH))


@contextlib.asynccontextmanager
async def at_work(mpd: PrivateMpd) -> AsyncIterator[Dj]:
    """A dj at work for an angry room."""
    link = ReconnectingPlayer(lambda: MpdPlayer.connected(str(mpd.socket)))
    dj = Dj(link, default_rules(), DjSettings(fade=0))
    running = asyncio.create_task(dj.run())
    await dj.perform(PlayMood(Mood(Emotion.ANGRY), Policy.MATCH))
    await settled(dj)
    yield dj
    await link.close()
    await running


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_owners_songs_all_stay_in_order_whatever_both_do(mpd: PrivateMpd, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a soak is to be repeatable
    async with at_work(mpd) as dj:
        owner = await MpdPlayer.connected(str(mpd.socket))
        await asyncio.gather(add_songs(owner, chance), remove_ours(owner, chance), change_moods(dj, chance))
        await settled(dj)
        after = [entry.uri for entry in (await owner.snapshot()).queue if entry.uri.startswith("owners/")]
        now = dj.now()
        await owner.close()

    assert after == [song.uri for song in OWNERS]
    assert not now.away
    assert now.playing.state is PlayState.PLAY
    assert sum(entry.pick is not None for entry in now.upcoming) >= 3
