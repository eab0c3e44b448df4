"""Songs of the tests' MPD, and their queue."""

import asyncio

from contract.conftest import MPD_SONGS
from mien.music.player.player import Add, Entry, Player, Subsystem

ONE, TWO, THREE, FOUR, FIVE, *_ = (song.uri for song in MPD_SONGS)


async def add(player: Player, *uris: str) -> tuple[int, ...]:
    return (await player.execute(tuple(Add(uri) for uri in uris))).added


def uris(queue: tuple[Entry, ...]) -> list[str]:
    return [entry.uri for entry in queue]


async def until_error(player: Player) -> str:
    for _ in range(200):
        if error := (await player.status()).error:
            return error
        await asyncio.sleep(0.02)
    return ""


async def next_change(player: Player, *wanted: Subsystem) -> set[Subsystem]:
    seen: set[Subsystem] = set()
    async with asyncio.timeout(20):
        async for changed in player.changes():
            seen |= changed
            if seen >= set(wanted):
                return seen
    return seen
