"""What the owner does to a real MPD's queue and songs, beside other clients."""

import asyncio
import subprocess
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from contract.player.dj.dj_on_mpd import ANGRY, MORE_ROCK, Mpd, asked_for, at_work, killable, until
from mien.mood.emotion import Emotion
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import PlayMood
from mien.music.dj.dj import Dj
from mien.music.dj.music_events import MusicEvent, PositionChanged
from mien.music.dj.queue.queue_plan import QueuePlace
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import Add, Remove
from mien.music.selection.heard import DISLIKED, LIKED
from mien.types import PlayState

ROCK = MORE_ROCK[0].uri
SAD = PlayMood(Mood(Emotion.SAD), Policy.MATCH)


async def mpc(mpd: Mpd, *command: str) -> str:
    """Ask as another client; return what it says."""
    run = ["mpc", f"--host={mpd.home.socket}", *command]
    done = await asyncio.to_thread(subprocess.run, run, check=True, capture_output=True, text=True)
    return str(done.stdout)


async def is_playing(dj: Dj) -> None:
    await until(lambda: dj.now().playing.state is PlayState.PLAY and len(dj.now().upcoming) == 3)


@dataclass
class Watched:
    """Our position and MPD's, as they were noted four times a second."""

    pairs: list[tuple[float, float]] = field(default_factory=list)

    async def watch(self, dj: Dj, mpd: Mpd) -> None:
        player = await MpdPlayer.connected(str(mpd.home.socket))
        try:
            while True:
                theirs = (await player.status()).elapsed
                ours = dj.now().position.elapsed_at(asyncio.get_running_loop().time())
                self.pairs.append((ours, theirs))
                await asyncio.sleep(0.25)
        finally:
            await player.close()

    async def settled(self, seconds: float) -> list[tuple[float, float]]:
        """Return what is noted in so many seconds, a second from now: a change has its time to show."""
        await asyncio.sleep(1)
        begin = len(self.pairs)
        await asyncio.sleep(seconds)
        return self.pairs[begin:]


async def test_the_position_is_mpds_over_twenty_seconds_with_seeks_and_pauses_by_anybody(
    tmp_path: Path,
) -> None:
    told: list[MusicEvent] = []
    async with killable(tmp_path) as mpd, at_work(mpd.link(), told) as dj:
        await is_playing(dj)
        watched = Watched()
        watching = asyncio.create_task(watched.watch(dj, mpd))
        stretches = [await watched.settled(4)]
        jumps = len([event for event in told if isinstance(event, PositionChanged)])
        await mpc(mpd, "seek", "20")
        stretches.append(await watched.settled(2))
        await mpc(mpd, "pause")
        stretches.append(await watched.settled(2))
        await dj.owner.seek(3.0)
        await mpc(mpd, "play")
        stretches.append(await watched.settled(8))
        watching.cancel()

    assert jumps <= 1, "at most one correction, of a song that began late"
    assert [round(stretch[0][0]) // 10 for stretch in stretches] == [0, 2, 2, 0]
    for stretch in stretches:
        assert max(abs(ours - theirs) for ours, theirs in stretch) < 0.5
        assert all(later[0] >= earlier[0] for earlier, later in pairwise(stretch))


async def test_what_the_owner_queues_stays_beside_other_clients_and_a_change_of_mood(tmp_path: Path) -> None:
    async with killable(tmp_path) as mpd, at_work(mpd.link(), []) as dj:
        await is_playing(dj)
        await dj.owner.enqueue(("blue/one.mp3", "blue/two.mp3"), QueuePlace.NEXT)
        await asked_for(mpd, lambda player: player.execute((Add("grey/five.mp3", 1),)))
        await until(lambda: len(dj.now().upcoming) == 6)
        await dj.perform(SAD)
        theirs = [queued.entry.uri for queued in dj.now().upcoming if queued.pick is None]
        assert theirs == ["grey/five.mp3", "blue/one.mp3", "blue/two.mp3"]

        one, two = (queued.entry.id for queued in dj.now().upcoming[1:3])
        await dj.owner.move(two, one)
        await dj.owner.remove(one)
        theirs = [queued.entry.uri for queued in dj.now().upcoming if queued.pick is None]
        assert theirs == ["grey/five.mp3", "blue/two.mp3"]

        await dj.owner.play(two)
        assert dj.now().song is not None
        await until(lambda: dj.now().song is not None and dj.now().song.entry.id == two)  # type: ignore[union-attr]  # asserted
        await dj.owner.clear()
        assert [queued.pick is None for queued in dj.now().upcoming] == [False] * 3


async def test_changes_by_two_sides_at_once_lose_no_song_of_the_owners(tmp_path: Path) -> None:
    async with killable(tmp_path) as mpd, at_work(mpd.link(), []) as dj:
        await is_playing(dj)

        async def other() -> None:
            player = await MpdPlayer.connected(str(mpd.home.socket))
            for _ in range(20):
                added = (await player.execute((Add("grey/five.mp3", 1),))).added
                await player.execute((Remove(added[0]),))
            await player.close()

        async def owner() -> None:
            for number in range(10):
                await dj.owner.enqueue((f"red/{number % 6}.mp3",), QueuePlace.END)

        await asyncio.gather(other(), owner())
        await until(lambda: "grey/five.mp3" not in [q.entry.uri for q in dj.now().upcoming])
        theirs = [queued.entry.uri for queued in dj.now().upcoming if queued.pick is None]

    assert sorted(theirs) == sorted(f"red/{number % 6}.mp3" for number in range(10))


async def test_other_clients_see_a_heart_and_theirs_is_seen(tmp_path: Path) -> None:
    async with killable(tmp_path) as mpd, at_work(mpd.link(), []) as dj:
        await is_playing(dj)
        await dj.owner.say(ROCK, LIKED)
        ours = await mpc(mpd, "sticker", ROCK, "get", "like")
        await mpc(mpd, "sticker", "blue/one.mp3", "set", "like", "0")
        await until(lambda: dj.selector.word("blue/one.mp3") == DISLIKED)
        songs = await dj.owner.forget()
        left = await mpc(mpd, "sticker", "", "find", "like")

    assert ours.strip() == "like=2"
    assert songs >= 1
    assert left.strip() == "blue/one.mp3: like=0"


async def test_a_playlist_of_the_owners_is_one_for_every_client(tmp_path: Path) -> None:
    async with killable(tmp_path) as mpd, at_work(mpd.link(), [], wishes=()) as dj:
        await until(lambda: not dj.now().away and dj.now().songs > 0)
        await dj.owner.enqueue(("blue/one.mp3", "red/1.mp3"), QueuePlace.NOW)
        await dj.owner.save("Evening")
        theirs = await mpc(mpd, "-f", "%file%", "playlist", "Evening")
        await dj.owner.delete_playlist("Evening")

        assert theirs.split() == ["blue/one.mp3", "red/1.mp3"]
        assert await dj.owner.playlists() == ()


async def test_more_like_this_is_queued_behind_the_current_song(tmp_path: Path) -> None:
    async with killable(tmp_path) as mpd, at_work(mpd.link(), [], wishes=(ANGRY,)) as dj:
        await is_playing(dj)
        queued = await dj.owner.more_like("blue/one.mp3")
        theirs = [each.entry.uri for each in dj.now().upcoming if each.pick is None]

    assert queued == len(theirs)
    assert theirs[0] == "blue/two.mp3"
