"""How the music fades: the volume comes back, whatever breaks a fade off."""

import asyncio
import contextlib

import pytest

from mien.music.dj.notes.stickers import LOUD
from mien.music.player.fakes.fake_player import FakePlayer
from mien.types import Percent, PlayState
from unit.music.dj.dj_room import ANGRY, LIBRARY, NEUTRAL, Room, play, room


async def half_faded(at: Room) -> asyncio.Task[None]:
    """Have a fade begin and take half of the volume; return it."""
    await at.wish(play(ANGRY))
    fading = asyncio.create_task(at.dj.perform(play(NEUTRAL, soon=True)))
    for _ in range(5000):
        if at.player.volumes and at.player.volumes[-1] <= 50:
            return fading
        await asyncio.sleep(0.001)
    pytest.fail("nothing fades")


async def test_a_mood_chosen_by_hand_fades_to_its_music_at_once_and_the_volume_comes_back() -> None:
    async with room() as at:
        await at.wish(play(ANGRY), play(NEUTRAL, soon=True))

        assert (at.player.current() or "").split("/")[0] in {"lofi", "jazz"}
        assert at.player.volumes[:-1] == sorted(at.player.volumes[:-1], reverse=True)
        assert (min(at.player.volumes), at.player.volumes[-1]) == (0, 100)
        assert len(at.upcoming()) == 3


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
