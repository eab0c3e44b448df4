"""A copy of the player's library: read page by page; afterwards only changes are read."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from mien.music.audio.sound import SOUND, read_sound
from mien.music.dj.sound_cache import SoundCache
from mien.music.library.genres import Genres
from mien.music.library.library import Library, LibraryBuilder, build_library
from mien.music.library.update import updated
from mien.music.player.player import LibraryMark, Player, PlayerGoneError, PlayerRefusedError
from mien.music.song import Song, Uri
from mien.types import Seconds

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

MOST_UNKNOWN = 500
"""Up to this many unknown songs are asked for one by one; if there are more, everything is read."""

MANY = 5_000
"""A library of more songs is large: it is built in a thread, and its names may be too long for one answer."""

SOUNDS_AT_ONCE = 1000
"""Songs whose stickers are read before other requests get a turn."""

SOUNDS_AGAIN: Seconds = 60.0
"""Measurements are read at most this often while songs are analysed."""
SOUNDS_SHARE = 100
"""At most this share of the time is spent on that: 100,000 songs take seconds."""

SAVE_AGAIN: Seconds = 3600.0
"""Measurements are saved for the next start at most this often; stickers have the newer ones."""

MARGIN: Seconds = 86_400.0
"""Files changed up to a day before the last update are read again: clocks differ, and copies keep dates.

After a day everything is read: a file that was retagged but kept an older date would be missed.
"""


class LibrarySync:
    """A copy of the player's library. `library` is replaced as a whole, never changed."""

    def __init__(self, player: Player, genres: Genres, cache: SoundCache | None = None) -> None:
        self._player = player
        self._genres = genres
        self._mark: LibraryMark | None = None
        self._whole_at: Seconds = 0.0
        self._cache = SoundCache() if cache is None else cache
        self._save_due: Seconds = 0.0
        self._takes_names = True  # whether the player can be asked for the names of all songs at once
        self._is_deaf = False
        self._noted: list[Uri] = []  # songs whose new stickers the cache has, and the library not yet
        self._sounds_due: Seconds = 0.0
        self.library = build_library((), genres)

    async def read(self, *, is_changed: bool) -> bool:
        """Read what changed since the last time; return whether anything may have changed.

        `is_changed`: the player reported a change.
        """
        mark = await self._player.library_mark()
        before = self._mark
        if mark == before and not is_changed:
            return False
        self._mark = None  # if this fails half way, everything is read next time
        changed = None
        if before is not None and self._takes_names and mark.updated - self._whole_at < MARGIN:
            changed = await self._changes(before)
        if changed is None:
            changed, self._whole_at = await self._read_everything(), mark.updated
        self.library, self._mark = changed, mark
        logger.info("The library has %d songs.", len(self.library))
        return True

    async def _read_everything(self) -> Library:
        """Return the library, read whole. What songs sound like is taken from the cache, if it has anything.

        It is compared with the stickers soon afterwards, when music plays already.
        """
        builder = LibraryBuilder(self._genres)
        self._is_deaf = is_cached = len(self._cache) > 0
        async for page in self._player.songs():
            if not is_cached:
                self._note(await self._sounds([song.uri for song in page]) or {})
            builder.add(self._with_sounds(page))
        library = await _in_background(len(builder), builder.library)
        if await self._drop_gone(library) or not is_cached:
            await self._save()
        return library

    async def _drop_gone(self, library: Library) -> bool:
        """Forget songs that aren't in a whole library; return whether there were any.

        An empty library more likely means that its disk is away for a moment. If only a part of it is away,
        nothing is lost either: the player's stickers are read again once it is back.
        """
        uris = library.uris
        return len(uris) > 0 and await _in_background(len(uris), lambda: self._cache.retain(uris))

    def note_sounds(self) -> None:
        """Note that songs may have been measured."""
        self._is_deaf = True

    async def read_sounds_if_due(self) -> bool:
        """Read new measurements, if there may be any and it isn't too soon; return whether there were."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        if not self._is_deaf or begun < self._sounds_due:
            return False
        is_new = await self.read_sounds()
        self._is_deaf = False
        self._sounds_due = clock() + max(SOUNDS_AGAIN, SOUNDS_SHARE * (clock() - begun))
        return is_new

    async def read_sounds(self) -> bool:
        """Read the measurements made since the songs were read; return whether there were any."""
        uris = list(self.library.uris)
        for begin in range(0, len(uris), SOUNDS_AT_ONCE):
            some = uris[begin : begin + SOUNDS_AT_ONCE]
            sounds = await self._sounds(some)
            if sounds is not None:
                self._noted += self._note(sounds)
                self._noted += self._forget(uri for uri in some if uri not in sounds)
        changed = [uri for uri in dict.fromkeys(self._noted) if self.library.row(uri) is not None]
        self._noted.clear()
        if not changed:
            return False
        songs = tuple(self._with_sounds(map(_unmeasured, map(self.library.song_of, changed))))
        self.library = await _in_background(len(uris), lambda: updated(self.library, (), songs))
        logger.info("%d more songs have been analysed.", len(songs))
        await self._save()
        return True

    async def _sounds(self, uris: Sequence[Uri]) -> Mapping[Uri, str] | None:
        """Return the stickers with measurements; None if the player keeps no stickers."""
        try:
            return await self._player.stickers(SOUND, uris)
        except PlayerRefusedError:
            return None

    def _note(self, sounds: Mapping[Uri, str]) -> list[Uri]:
        """Note what stickers say; return of which songs that is new."""
        new = [uri for uri, sticker in sounds.items() if not self._cache.is_known(uri, sticker)]
        for uri in new:
            self._cache.note(uri, sounds[uri], read_sound(sounds[uri]))
        return new

    def _forget(self, uris: Iterable[Uri]) -> list[Uri]:
        """Forget what is known of songs without a sticker; return of which songs that was anything."""
        gone = [uri for uri in uris if uri in self._cache]
        for uri in gone:
            self._cache.forget(uri)
        return gone

    def _with_sounds(self, songs: Iterable[Song]) -> Iterator[Song]:
        """Yield the songs with what was measured of their sound."""
        for song in songs:
            sound = self._cache.sound(song.uri)
            yield song if sound is None else sound.of(song)

    async def _save(self) -> None:
        """Keep what is known for the next start; not too often, for the sake of the card."""
        now = asyncio.get_running_loop().time()
        if self._cache.has_file and now >= self._save_due:
            self._save_due = now + SAVE_AGAIN
            await asyncio.to_thread(self._cache.save)

    async def _changes(self, before: LibraryMark) -> Library | None:
        """Return the library with the changes, None if there are too many to be read one by one.

        A changed file is found by its date. A new file with an old date, or a missing one, is found by
        comparing all names, which are quick to read.
        """
        try:
            there = frozenset(await self._player.uris())
        except PlayerGoneError:  # perhaps they fill MPD's output buffer: from now on everything is read
            self._takes_names = len(self.library) <= MANY
            raise
        known = frozenset(self.library.uris)
        since = before.updated - MARGIN
        changed = {song.uri: song async for page in self._player.songs(since) for song in page}
        unknown = there - known - changed.keys()
        if len(unknown) > MOST_UNKNOWN:
            return None
        for uri in sorted(unknown):
            changed |= {song.uri: song for song in await self._player.song(uri)}
        self._note(await self._sounds(tuple(changed)) or {})
        songs = tuple(self._with_sounds(changed.values()))
        return await _in_background(len(known), lambda: updated(self.library, known - there, songs))


async def _in_background(songs: int, make: Callable[[], _T]) -> _T:
    """Return what `make` makes; for many songs in a thread, since 100,000 take half a second."""
    return await asyncio.to_thread(make) if songs > MANY else make()


def _unmeasured(song: Song) -> Song:
    """Return a song without what stickers said of it: a player itself measures nothing."""
    felt = replace(song, valence=None, arousal=None, energy=None, tempo=None)
    return replace(felt, loudness=None, key="", estimated_genre="", embedding=None)
