"""Covers from MPD, over a connection of their own.

A picture in a song's file may be many megabytes, and MPD looks for it anew for every piece. Over the
connection that asks for everything else a pause would wait behind it, and one that takes too long would cost
the player. So each has a connection that is opened for it and closed after, and its own patience; what goes
wrong there costs that cover only.
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
"""A cover that could not be had is not asked for again for so long: every page that is opened wants it."""
MOST_REMEMBERED = 100
_PLACES = ("readpicture", "albumart")  # in the song's file, then beside it


class UnfitError(PlayerError):
    """The picture has more than LARGEST_COVER bytes, or is not as long as MPD says."""


class MpdCovers:
    """Reads one cover at a time. `clock`: seconds that only run forward, for what failed lately."""

    def __init__(self, open_wire: Open, clock: Callable[[], Seconds], patience: Seconds = PATIENCE) -> None:
        self._open = open_wire
        self._clock = clock
        self._patience = patience
        self._turn = asyncio.Lock()
        self._wire: MpdConnection | None = None
        self._closed = False
        self._failed: dict[Uri, Seconds] = {}

    async def cover(self, uri: Uri) -> bytes | None:
        """Return the picture in a song's file, else the one beside it; None if there is none to be had.

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
        """Read no more; whoever waits for a cover gets PlayerGoneError."""
        self._closed = True
        if self._wire is not None:
            await self._wire.close()

    def _note_failed(self, uri: Uri) -> None:
        self._failed.pop(uri, None)
        self._failed[uri] = self._clock()
        if len(self._failed) > MOST_REMEMBERED:
            del self._failed[next(iter(self._failed))]

    async def _read(self, uri: Uri) -> bytes | None:
        wire = self._wire = await self._open()
        try:
            if self._closed:
                return None
            await wire.ask(command("binarylimit", LARGEST_PIECE))  # before 0.22.4 MPD knows only small pieces
            return await _first_picture(wire, uri)
        finally:
            self._wire = None
            await wire.close()


async def _first_picture(wire: MpdConnection, uri: Uri) -> bytes | None:
    """Return the picture from the first place that has one of a fit size.

    Raises:
        UnfitError: there are only such that have not.
    """
    unfit: UnfitError | None = None
    for place in _PLACES:
        try:
            picture = await _picture(wire, place, uri)
        except UnfitError as no:
            unfit = no
            continue
        if picture is not None:
            return picture
    if unfit is not None:
        raise unfit
    return None


async def _picture(wire: MpdConnection, place: str, uri: Uri) -> bytes | None:
    """Return a picture, None if there is none in this place."""
    piece = await wire.piece(place, uri, 0)
    if piece is None:
        return None
    size, read = piece.size, bytearray(piece.data)
    if size > LARGEST_COVER:
        raise UnfitError(f"it has {size / 1e6:.1f} MB, more than {LARGEST_COVER / 1e6:.1f}")
    while len(read) < size:
        piece = await wire.piece(place, uri, len(read))
        if piece is None or piece.size != size:
            break
        read += piece.data
    if len(read) != size:
        raise UnfitError(f"{len(read)} bytes were sent of a picture of {size}")
    return bytes(read)
