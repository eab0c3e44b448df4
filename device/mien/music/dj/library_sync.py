"""What the player's library holds, read page by page, and read again only as far as it changed."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping

from mien.music.audio.sound import SOUND, read_sound
from mien.music.library.genres import Genres
from mien.music.library.library import Library, LibraryBuilder, build_library
from mien.music.library.update import restocked
from mien.music.player.player import LibraryMark, Player, PlayerRefusedError
from mien.music.song import Song, Uri
from mien.types import Seconds

logger = logging.getLogger(__name__)

MOST_STRANGE = 500
"""So many songs are asked for one by one; for more, all is read."""

MANY = 5_000
MARGIN: Seconds = 86_400.0
"""Files changed up to a day before the last update are looked at again: clocks differ, copies keep dates.

After as long, all is read again: a file that was tagged anew and kept an older date would be missed.
"""


class LibrarySync:
    """A copy of the player's library. `library` is replaced as a whole, never changed."""

    def __init__(self, player: Player, genres: Genres) -> None:
        self._player = player
        self._genres = genres
        self._mark: LibraryMark | None = None
        self._whole_at: Seconds = 0.0
        self.library = build_library((), genres)

    async def read(self, *, anew: bool) -> bool:
        """Read what changed since the last time; return whether anything may have.

        `anew`: the player says that something did.
        """
        mark = await self._player.library_mark()
        before = self._mark
        if mark == before and not anew:
            return False
        self._mark = None  # should this fail half way, the next time everything is read
        changed = None
        if before is not None and mark.updated - self._whole_at < MARGIN:
            changed = await self._changes(before)
        if changed is None:
            changed, self._whole_at = await self._everything(), mark.updated
        self.library, self._mark = changed, mark
        logger.info("The library has %d songs.", len(self.library))
        return True

    async def _everything(self) -> Library:
        shelf = LibraryBuilder(self._genres)
        sounds = await self._sounds()
        async for page in self._player.songs():
            shelf.add(_sounding(page, sounds))
        return await _aside(len(shelf), shelf.library)

    async def _sounds(self) -> Mapping[Uri, str]:
        """Return the notes on what songs sound like; none where the player keeps no stickers."""
        try:
            return await self._player.stickers(SOUND)
        except PlayerRefusedError:
            return {}

    async def _changes(self, before: LibraryMark) -> Library | None:
        """Return the library with what changed, None if that is too much to be read bit by bit.

        Files that changed tell so by their date. A file may be new with an old date, or gone: these are found
        by comparing all names, which are a small part of all tags.
        """
        there = frozenset(await self._player.uris())
        known = frozenset(self.library.uris)
        since = before.updated - MARGIN
        changed = {song.uri: song async for page in self._player.songs(since) for song in page}
        strange = there - known - changed.keys()
        if len(strange) > MOST_STRANGE:
            return None
        for uri in sorted(strange):
            changed |= {song.uri: song for song in await self._player.song(uri)}
        songs = tuple(_sounding(changed.values(), await self._sounds()))
        return await _aside(len(known), lambda: restocked(self.library, known - there, songs))


async def _aside(songs: int, make: Callable[[], Library]) -> Library:
    """Return what is made; of many songs in a thread, so that nobody waits (half a second for 100,000)."""
    return await asyncio.to_thread(make) if songs > MANY else make()


def _sounding(songs: Iterable[Song], sounds: Mapping[Uri, str]) -> Iterator[Song]:
    """Yield the songs with what was measured of them."""
    for song in songs:
        sound = read_sound(sounds[song.uri]) if song.uri in sounds else None
        yield song if sound is None else sound.of(song)
