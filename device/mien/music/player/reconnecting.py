"""A player that may be unavailable: reports once when it goes, once when it returns; repeats no request."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias

from mien.music.player.player import (
    ExecutionResult,
    LibraryMark,
    PlaybackOptions,
    Player,
    PlayerGoneError,
    PlayerRefusedError,
    Playing,
    Playlists,
    QueueCommand,
    Snapshot,
    Subsystem,
)
from mien.music.song import Song, Uri
from mien.retry import Backoff
from mien.types import EntryId, Percent, Seconds

logger = logging.getLogger(__name__)

Connect: TypeAlias = Callable[[], Awaitable[Player]]

RETRIES = Backoff(shortest=0.2, longest=10.0)
STEADY: Seconds = 30.0
"""After a connection that lasted this long, waits are short again."""


class ReconnectingPlayer:
    """A `Player` over players that come and go. Iterating `changes` keeps it connected.

    While the player is unavailable, every request raises PlayerGoneError at once. A request that fails is
    never sent again, because it may have taken effect: read the player's state once it is back.
    """

    def __init__(self, connect: Connect, *, retries: Backoff = RETRIES) -> None:
        self._connect = connect
        self._retries = retries
        self._player: Player | None = None
        self._why = "not connected yet"
        self._said_gone = False
        self._closed = False

    @property
    def away(self) -> str:
        """Return why the player is unavailable, "" while it is available."""
        return "" if self._player is not None else self._why

    @property
    def last_reply_age(self) -> Seconds | None:
        """How long ago the player last answered; None while it is away."""
        return None if self._player is None else self._player.last_reply_age

    @property
    def reply_took(self) -> Seconds | None:
        """How long the player's newest answer took; None while it is away."""
        return None if self._player is None else self._player.reply_took

    @property
    def playlists(self) -> Playlists:
        """The playlists that the player keeps; raises PlayerGoneError while it is away."""
        return self._connected_player().playlists

    async def changes(self) -> AsyncGenerator[frozenset[Subsystem]]:
        """Yield what changed, {LINK} when the player went away or came back. Ends by `close` only."""
        failures = 0
        while not self._closed:
            begun = asyncio.get_running_loop().time()
            try:
                player = await self._connect()
                self._note_back(player)
                yield frozenset({Subsystem.LINK})
                async for changed in player.changes():
                    yield changed
            except (PlayerGoneError, PlayerRefusedError) as gone:
                if await self._note_gone(gone):
                    yield frozenset({Subsystem.LINK})
            held = asyncio.get_running_loop().time() - begun
            failures = 1 if held > STEADY else failures + 1
            if not self._closed:
                await asyncio.sleep(self._retries.pause(failures))

    async def close(self) -> None:
        """Disconnect from the player and stop trying."""
        self._closed = True
        player, self._player = self._player, None
        if player is not None:
            await player.close()

    async def status(self) -> Playing:
        """Return the player's state."""
        return await self._connected_player().status()

    async def snapshot(self) -> Snapshot:
        """Return the player's state and queue."""
        return await self._connected_player().snapshot()

    async def execute(
        self, commands: tuple[QueueCommand, ...], *, around: EntryId | None = None
    ) -> ExecutionResult:
        """Carry out the commands in one round trip."""
        return await self._connected_player().execute(commands, around=around)

    async def play(self, entry: EntryId | None = None, at: Seconds = 0.0) -> None:
        """Begin `entry`, `at` seconds into it."""
        await self._connected_player().play(entry, at)

    async def pause(self) -> None:
        """Pause, keeping the position in the song."""
        await self._connected_player().pause()

    async def resume(self) -> None:
        """Play on from there."""
        await self._connected_player().resume()

    async def seek(self, at: Seconds) -> None:
        """Seek to this position in the current song."""
        await self._connected_player().seek(at)

    async def next(self) -> None:
        """Begin the next entry."""
        await self._connected_player().next()

    async def previous(self) -> None:
        """Begin the previous entry."""
        await self._connected_player().previous()

    async def volume(self, percent: Percent) -> None:
        """Set the volume."""
        await self._connected_player().volume(percent)

    async def set_options(self, options: PlaybackOptions) -> None:
        """Set how songs follow each other."""
        await self._connected_player().set_options(options)

    async def in_order(self) -> None:
        """Play the queue in order, once, and keep what was played."""
        await self._connected_player().in_order()

    async def uptime(self) -> Seconds:
        """Return how long the player has been running."""
        return await self._connected_player().uptime()

    async def library_mark(self) -> LibraryMark:
        """Return a mark that differs once the library has changed."""
        return await self._connected_player().library_mark()

    async def songs(self, since: Seconds = 0.0) -> AsyncGenerator[tuple[Song, ...]]:
        """Yield the library in pages."""
        async for page in self._connected_player().songs(since):
            yield page

    async def song(self, uri: Uri) -> tuple[Song, ...]:
        """Return the song of this uri, or nothing."""
        return await self._connected_player().song(uri)

    async def uris(self) -> tuple[Uri, ...]:
        """Return the uris of all songs."""
        return await self._connected_player().uris()

    async def cover(self, uri: Uri) -> bytes | None:
        """Return the picture in a song's file or beside it, None if there is none."""
        return await self._connected_player().cover(uri)

    async def stickers(self, name: str, of: Sequence[Uri] | None = None) -> Mapping[Uri, str]:
        """Return the sticker `name` of every song that has it, or of these."""
        return await self._connected_player().stickers(name, of)

    async def set_sticker(self, uri: Uri, name: str, value: str) -> None:
        """Put a sticker on a song."""
        await self._connected_player().set_sticker(uri, name, value)

    async def delete_sticker(self, uri: Uri, name: str) -> None:
        """Delete a sticker of a song."""
        await self._connected_player().delete_sticker(uri, name)

    def _connected_player(self) -> Player:
        if self._player is None:
            raise PlayerGoneError(self._why)
        return self._player

    def _note_back(self, player: Player) -> None:
        self._player = player
        if self._said_gone:
            logger.warning("The music player is back.")
        self._said_gone = False

    async def _note_gone(self, gone: Exception) -> bool:
        """Note that the player is gone; return whether that is new."""
        if self._player is not None:
            player, self._player = self._player, None
            await player.close()
        self._why = str(gone)
        is_new = not self._said_gone and not self._closed
        if is_new:
            logger.warning("Can't reach the music player: %s. Trying until it is back.", gone)
        self._said_gone = True
        return is_new
