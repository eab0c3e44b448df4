"""Restores a player that was killed: its queue, its position in the song, its volume.

MPD saves its state every two minutes, so one that is killed comes back with an older queue, and perhaps plays
music that was paused since. What the speaker knew when it went away is newer. A player that was merely out of
reach knows better, and is left as it is.
"""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from mien.music.player.player import (
    Add,
    Entry,
    Player,
    PlayerRefusedError,
    Playing,
    QueueCommand,
    Remove,
    Snapshot,
)
from mien.types import Percent, PlayState, Seconds

logger = logging.getLogger(__name__)

AT_ONCE = 500
"""Commands that are sent as one list."""


@dataclass(frozen=True, slots=True)
class LastKnown:
    """A player as it was when it went away."""

    playing: Playing
    """Its state."""
    queue: tuple[Entry, ...]
    """What was queued."""
    elapsed: Seconds
    """How much of its song had played."""
    heard_at: Seconds
    """When it reported that."""

    @property
    def place(self) -> int | None:
        """Return the position of the current song; None without one."""
        return next((entry.pos for entry in self.queue if entry.id == self.playing.entry), None)

    def is_same_queue(self, queue: tuple[Entry, ...]) -> bool:
        """Return whether this queue is the same, song by song."""
        return [entry.uri for entry in queue] == [entry.uri for entry in self.queue]


async def revived(
    player: Player,
    known: LastKnown,
    found: Snapshot,
    addressed: Callable[[QueueCommand], QueueCommand],
    now: Seconds,
) -> Snapshot:
    """Return the player's state, after restoring it if the player was restarted.

    `addressed` returns a command in the form that is sent.
    """
    if await player.uptime() >= now - known.heard_at:
        return found
    try:
        if known.playing.volume is not None and found.playing.volume != known.playing.volume:
            await _set_volume(player, known.playing.volume)
        await _execute(player, tuple(map(addressed, queue_commands(known.queue, found.queue))))
        after = await player.snapshot()
        await _resume_playback(player, known, after)
    except PlayerRefusedError as no:
        logger.warning("The player was restarted, and could not be restored completely: %s", no)
    after = await player.snapshot()
    lost = len(known.queue) - len(after.queue)
    if lost > 0:
        logger.warning("The player was restarted. Of its queue, %d songs are gone.", lost)
    else:
        logger.info("The player was restarted. Its queue is as it was.")
    return after


def queue_commands(known: tuple[Entry, ...], found: tuple[Entry, ...]) -> tuple[QueueCommand, ...]:
    """Return the commands that turn the found queue into the known one; their common beginning stays."""
    same = 0
    while same < min(len(known), len(found)) and known[same].uri == found[same].uri:
        same += 1
    removed = (Remove(entry.id) for entry in reversed(found[same:]))
    return (*removed, *(Add(entry.uri) for entry in known[same:]))


async def _execute(player: Player, commands: tuple[QueueCommand, ...]) -> None:
    """Carry out the commands; a song that is no longer in the library is left out."""
    while commands:
        some = commands[:AT_ONCE]
        done = await player.execute(some)
        if done.refused is None:
            commands = commands[len(some) :]
        elif done.vanished:
            commands = commands[some.index(done.refused) + 1 :]
        else:
            raise PlayerRefusedError(done.why)


async def _resume_playback(player: Player, known: LastKnown, found: Snapshot) -> None:
    """Play, pause or stop as before, at the same position."""
    place = known.place
    was = known.playing.state
    if was is PlayState.STOP or place is None or not known.is_same_queue(found.queue):
        if found.playing.state is PlayState.PLAY and was is not PlayState.PLAY:
            await player.pause()
        return
    entry = found.queue[place].id
    if was is PlayState.PLAY:
        await player.play(entry, known.elapsed)
    elif found.playing.state is not PlayState.STOP and found.playing.entry == entry:
        await player.pause()
        await player.seek(known.elapsed)
    else:
        await _pause_in(player, entry, known)


async def _pause_in(player: Player, entry: int, known: LastKnown) -> None:
    """Pause at a position in a song, which takes playing it; nobody hears that."""
    loud = known.playing.volume
    await _set_volume(player, 0)
    try:
        await player.play(entry, known.elapsed)
        await player.pause()
    finally:
        if loud is not None:
            await _set_volume(player, loud)


async def _set_volume(player: Player, percent: Percent) -> None:
    with contextlib.suppress(PlayerRefusedError):  # it has no mixer, or none until it plays
        await player.volume(percent)
