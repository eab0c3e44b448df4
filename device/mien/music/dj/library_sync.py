"""A copy of the player's library: read page by page; afterwards only changes are read."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from mien.music.audio.sound import SOUND, read_sound
from mien.music.library.genres import Genres
from mien.music.library.library import Library, LibraryBuilder, build_library
from mien.music.library.update import updated
from mien.music.player.player import LibraryMark, Player, PlayerRefusedError
from mien.music.song import Song, Uri
from mien.types import Seconds

logger = logging.getLogger(__name__)

MOST_UNKNOWN = 500
"""Up to this many unknown songs are asked for one by one; if there are more, everything is read."""

MANY = 5_000
"""A library of at least this many songs is built in a thread."""

SOUNDS_AT_ONCE = 1000
"""Songs whose stickers are read before other requests get a turn."""

SOUNDS_AGAIN: Seconds = 60.0
"""Measurements are read at most this often while songs are analysed."""
SOUNDS_SHARE = 100
"""At most this share of the time is spent on that: 100,000 songs take seconds."""

MARGIN: Seconds = 86_400.0
"""Files changed up to a day before the last update are read again: clocks differ, and copies keep dates.

After a day everything is read: a file that was retagged but kept an older date would be missed.
"""


class LibrarySync:
    """A copy of the player's library. `library` is replaced as a whole, never changed."""

    def __init__(self, player: Player, genres: Genres) -> None:
        self._player = player
        self._genres = genres
        self._mark: LibraryMark | None = None
        self._whole_at: Seconds = 0.0
        self._known_sounds: set[int] = set()  # hashes of songs and stickers, as in the library
        self._is_deaf = False
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
        if before is not None and mark.updated - self._whole_at < MARGIN:
            changed = await self._changes(before)
        if changed is None:
            changed, self._whole_at = await self._read_everything(), mark.updated
        self.library, self._mark = changed, mark
        logger.info("The library has %d songs.", len(self.library))
        return True

    async def _read_everything(self) -> Library:
        builder = LibraryBuilder(self._genres)
        known: set[int] = set()
        async for page in self._player.songs():
            sounds = await self._sounds([song.uri for song in page])
            known |= _marks(sounds)
            builder.add(_with_sounds(page, sounds))
        self._known_sounds = known
        return await _in_background(len(builder), builder.library)

    def note_sounds(self) -> None:
        """Note that songs may have been measured."""
        self._is_deaf = True

    async def read_sounds_if_due(self) -> bool:
        """Read new measurements, if there may be any and it isn't too soon; return whether there were."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        if not self._is_deaf or begun < self._sounds_due:
            return False
        self._is_deaf = False
        is_new = await self.read_sounds()
        self._sounds_due = clock() + max(SOUNDS_AGAIN, SOUNDS_SHARE * (clock() - begun))
        return is_new

    async def read_sounds(self) -> bool:
        """Read the measurements made since the songs were read; return whether there were any."""
        uris = list(self.library.uris)
        heard: dict[Uri, str] = {}
        for begin in range(0, len(uris), SOUNDS_AT_ONCE):
            sounds = await self._sounds(uris[begin : begin + SOUNDS_AT_ONCE])
            heard |= {
                uri: note for uri, note in sounds.items() if hash((uri, note)) not in self._known_sounds
            }
        if not heard:
            return False
        self._known_sounds |= _marks(heard)
        songs = tuple(_with_sounds(map(_unmeasured, map(self.library.song_of, heard)), heard))
        self.library = await _in_background(len(uris), lambda: updated(self.library, (), songs))
        logger.info("%d more songs have been analysed.", len(songs))
        return True

    async def _sounds(self, uris: Sequence[Uri]) -> Mapping[Uri, str]:
        """Return the stickers with measurements; none if the player keeps no stickers."""
        try:
            return await self._player.stickers(SOUND, uris)
        except PlayerRefusedError:
            return {}

    async def _changes(self, before: LibraryMark) -> Library | None:
        """Return the library with the changes, None if there are too many to be read one by one.

        A changed file is found by its date. A new file with an old date, or a missing one, is found by
        comparing all names, which are quick to read.
        """
        there = frozenset(await self._player.uris())
        known = frozenset(self.library.uris)
        since = before.updated - MARGIN
        changed = {song.uri: song async for page in self._player.songs(since) for song in page}
        unknown = there - known - changed.keys()
        if len(unknown) > MOST_UNKNOWN:
            return None
        for uri in sorted(unknown):
            changed |= {song.uri: song for song in await self._player.song(uri)}
        sounds = await self._sounds(tuple(changed))
        self._known_sounds |= _marks(sounds)
        songs = tuple(_with_sounds(changed.values(), sounds))
        return await _in_background(len(known), lambda: updated(self.library, known - there, songs))


async def _in_background(songs: int, make: Callable[[], Library]) -> Library:
    """Return what `make` makes; for many songs in a thread, since 100,000 take half a second."""
    return await asyncio.to_thread(make) if songs > MANY else make()


def _marks(sounds: Mapping[Uri, str]) -> set[int]:
    return set(map(hash, sounds.items()))


def _unmeasured(song: Song) -> Song:
    """Return a song without the values from stickers: the player itself measures nothing."""
    return replace(song, valence=None, arousal=None, energy=None, tempo=None)


def _with_sounds(songs: Iterable[Song], sounds: Mapping[Uri, str]) -> Iterator[Song]:
    """Yield the songs with their measurements."""
    for song in songs:
        sound = read_sound(sounds[song.uri]) if song.uri in sounds else None
        yield song if sound is None else sound.of(song)
