"""Restores the volume of a player that the speaker keeps silent when it ends."""

import asyncio
import contextlib

from mien.mood.evening import plays_on
from mien.mood.state import Session
from mien.music.player.player import Player, PlayerError
from mien.types import Seconds

WITHIN: Seconds = 1.0
"""How long the player may take."""


async def restore_volume(session: Session, player: Player) -> None:
    """Restore the volume of a player that a fade has silenced; nobody else would."""
    volume = session.loudness.base
    if volume is None or plays_on(session):
        return
    with contextlib.suppress(PlayerError, TimeoutError):
        async with asyncio.timeout(WITHIN):
            await player.volume(min(volume, session.loudness.limit))
