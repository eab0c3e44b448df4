"""What stands in the queue, or was played before a restart, is not chosen again."""

from mien.mood.wishes import Skip
from mien.music.player.fakes.fake_player import FakePlayer
from unit.music.dj.dj_room import ANGRY, LIBRARY, NEUTRAL, play, room


async def test_what_the_owner_queued_is_not_queued_again() -> None:
    async with room() as at:
        await at.wish(play(NEUTRAL))
        for word in ("rock", "metal"):
            for i in range(6):
                at.player.put(f"{word}/{i}")
        await at.calm()
        await at.wish(play(ANGRY))

        queued = at.player.queued()
        assert at.genres() >= {"rock", "metal"}
        assert len(queued) == len(set(queued))


async def test_what_was_played_before_a_restart_is_not_played_again() -> None:
    player = FakePlayer(LIBRARY)
    async with room(player) as at:
        await at.wish(play(NEUTRAL))
        for _ in range(4):
            await at.wish(Skip())
        played = player.queued()[:5]

    async with room(player) as again:
        await again.wish(play(ANGRY), play(NEUTRAL))

        assert len(again.upcoming()) == 3
        assert not set(again.upcoming()) & set(played)
