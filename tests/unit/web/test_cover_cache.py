"""Covers: asked for once, kept for a while, never too many."""

import asyncio

import pytest

from mien.types import Seconds
from mien.web.live.cover_cache import GOOD_FOR, MOST_BYTES, MOST_COVERS, NONE_GOOD_FOR, CoverCache


class Player:
    """Knows a cover of some size for every song but "bare"; `asked`: for which it was asked."""

    def __init__(self, size: int = 10) -> None:
        self.asked: list[str] = []
        self.size, self.at, self.fails = size, 0.0, False

    async def cover(self, uri: str) -> bytes | None:
        """Take a moment."""
        self.asked.append(uri)
        await asyncio.sleep(0)
        if self.fails:
            raise OSError
        return None if uri == "bare" else b"x" * self.size

    def cache(self) -> CoverCache:
        """Return a cache before this player."""
        return CoverCache(self.cover, lambda: self.at)


async def test_a_hundred_pages_that_ask_at_once_ask_the_player_once() -> None:
    player = Player()
    cache = player.cache()
    covers = await asyncio.gather(*(cache.cover("a") for _ in range(100)))

    assert set(covers) == {b"x" * 10}
    assert player.asked == ["a"]


@pytest.mark.parametrize(("uri", "good_for"), [("a", GOOD_FOR), ("bare", NONE_GOOD_FOR)])
async def test_a_cover_and_that_there_is_none_are_kept_for_a_while(uri: str, good_for: Seconds) -> None:
    player = Player()
    cache = player.cache()
    first = await cache.cover(uri)
    player.at = good_for - 1
    assert await cache.cover(uri) == first
    assert len(player.asked) == 1

    player.at = good_for
    await cache.cover(uri)
    assert len(player.asked) == 2


@pytest.mark.parametrize(("size", "kept"), [(MOST_BYTES // 4, 4), (0, MOST_COVERS)])
async def test_there_are_never_too_many_and_the_longest_unused_go_first(size: int, kept: int) -> None:
    player = Player(size)
    cache = player.cache()
    for number in range(kept):
        await cache.cover(str(number))
    await cache.cover("0")
    await cache.cover("one more")
    player.asked.clear()
    await cache.cover("0")
    await cache.cover("1")

    assert player.asked == ["1"]


async def test_a_cover_larger_than_the_room_is_shown_and_not_kept() -> None:
    player = Player(MOST_BYTES + 1)
    cache = player.cache()

    assert len(await cache.cover("a")) == MOST_BYTES + 1
    assert len(await cache.cover("a")) == MOST_BYTES + 1
    assert player.asked == ["a", "a"]


async def test_who_leaves_does_not_take_the_cover_from_the_others() -> None:
    player = Player()
    cache = player.cache()
    leaving, staying = (asyncio.ensure_future(cache.cover("a")) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()

    assert await staying == b"x" * 10


async def test_an_error_is_passed_on_and_not_kept() -> None:
    player = Player()
    cache, player.fails = player.cache(), True
    with pytest.raises(OSError):  # noqa: PT011  it has no text
        await cache.cover("a")
    player.fails = False

    assert await cache.cover("a") == b"x" * 10
