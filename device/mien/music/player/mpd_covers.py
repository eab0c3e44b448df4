"""Covers from MPD, over a connection of their own.

A picture in a song's file may be many megabytes, and MPD searches the file again for every piece. On the
shared connection a pause would have to wait for it, and a picture that takes too long would end that
connection. So each gets a connection and a time limit of its own, and only that cover is lost if something
goes wrong.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from mien.music.player.mpd_connection import MpdConnection
from mien.music.player.mpd_protocol import LARGEST_PIECE, command
from mien.music.player.player import LARGEST_COVER, PlayerError, PlayerGoneError
from mien.music.song import Uri
from mien.types import Seconds

logger = logging.getLogger(__name__)

Open: TypeAlias = Callable[[], Awaitable[MpdConnection]]

PATIENCE: Seconds = 10.0
AGAIN: Seconds = 3600.0
"""How long a cover that failed is not requested again: every page that is opened asks for it."""
MOST_REMEMBERED = 100
_PLACES = ("readpicture", "albumart")  # in the song's file, then beside it


class UnusableCoverError(PlayerError):
    """The picture has more than LARGEST_COVER bytes, or is not as long as MPD announced."""


class MpdCovers:
    """Reads one cover at a time. `clock`: monotonic seconds, for what failed recently."""

    def __init__(
        self, open_connection: Open, clock: Callable[[], Seconds], patience: Seconds = PATIENCE
    ) -> None:
        self._open = open_connection
        self._clock = clock
        self._patience = patience
        self._turn = asyncio.Lock()
        self._connection: MpdConnection | None = None
        self._closed = False
        self._failed: dict[Uri, Seconds] = {}

    async def cover(self, uri: Uri) -> bytes | None:
        """Return the picture in a song's file, else the one beside it; None if there is none to show.

        Raises:
            PlayerGoneError: this was closed.
        """
        async with self._turn:
            if self._closed:
                raise PlayerGoneError("the connection to MPD was closed")
            if self._clock() - self._failed.get(uri, -AGAIN) < AGAIN:
                return None
            try:
                async with asyncio.timeout(self._patience):
                    return await self._read(uri)
            except (PlayerError, TimeoutError) as no:
                if self._closed:
                    raise PlayerGoneError("the connection to MPD was closed") from no
                self._note_failed(uri)
                logger.info("A cover is not shown: %s", no or f"it took over {self._patience:g} s")
                return None

    async def close(self) -> None:
        """Read no more; a request that still waits gets PlayerGoneError."""
        self._closed = True
        if self._connection is not None:
            await self._connection.close()

    def _note_failed(self, uri: Uri) -> None:
        self._failed.pop(uri, None)
        self._failed[uri] = self._clock()
        if len(self._failed) > MOST_REMEMBERED:
            del self._failed[next(iter(self._failed))]

    async def _read(self, uri: Uri) -> bytes | None:
        connection = self._connection = await self._open()
        try:
            if self._closed:
                return None
            # MPD before 0.22.4 refuses this, and sends small pieces only.
            await connection.ask(command("binarylimit", LARGEST_PIECE))
            return await _first_picture(connection, uri)
        finally:
            self._connection = None
            await connection.close()


async def _first_picture(connection: MpdConnection, uri: Uri) -> bytes | None:
    """Return the picture from the first place that has a usable one.

    Raises:
        UnusableCoverError: there are pictures, but none can be used.
    """
    unusable: UnusableCoverError | None = None
    for place in _PLACES:
        try:
            picture = await _picture(connection, place, uri)
        except UnusableCoverError as no:
            unusable = no
            continue
        if picture is not None:
            return picture
    if unusable is not None:
        raise unusable
    return None


async def _picture(connection: MpdConnection, place: str, uri: Uri) -> bytes | None:
    """Return a picture, None if there is none in this place."""
    piece = await connection.piece(place, uri, 0)
    if piece is None:
        return None
    size, read = piece.size, bytearray(piece.data)
    if size > LARGEST_COVER:
        raise UnusableCoverError(f"it has {size / 1e6:.1f} MB, more than {LARGEST_COVER / 1e6:.1f}")
    while len(read) < size:
        piece = await connection.piece(place, uri, len(read))
        if piece is None or piece.size != size:
            break
        read += piece.data
    if len(read) != size:
        raise UnusableCoverError(f"{len(read)} bytes were sent of a picture of {size}")
    return bytes(read)
