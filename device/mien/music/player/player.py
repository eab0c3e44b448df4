"""The player as the music needs it: a queue, a song at hand, a library read in pages. No word of MPD."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from mien.errors import MienError
from mien.music.song import Song, Uri
from mien.types import EntryId, Percent, PlayState, Seconds

LARGEST_COVER = 4 << 20
"""Bytes. A picture that is larger counts as none: it would be in memory whole, and sent to every page."""


class PlayerError(MienError):
    """The player did not do what it was asked; says why."""


class PlayerGoneError(PlayerError):
    """The player is away: not running, not answering in time, or not talking sense."""


class OvertakenError(PlayerError):
    """Somebody else changed the queue since it was looked at; nothing was done. The news are on their way."""


class PlayerRefusedError(PlayerError):
    """The player is there and said no (MPD: `ACK`), or the request was refused before it was sent."""


class VanishedError(PlayerRefusedError):
    """There is no such song or entry, or none that can be asked for; another may do."""


class UnableError(PlayerRefusedError):
    """The player refuses such requests whatever they are about: unknown to it, off, or not permitted."""


class Subsystem(StrEnum):
    """What can change at a player. Names it sends beyond these are left out.

    LINK is our own: the player went away or came back, so everything may have changed.
    """

    DATABASE = "database"
    PLAYLIST = "playlist"
    PLAYER = "player"
    MIXER = "mixer"
    OPTIONS = "options"
    STICKER = "sticker"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the queue. `uri`: without a login, if it was an address with one. `pos` counts from 0."""

    id: EntryId
    uri: Uri
    pos: int
    title: str = ""
    artist: str = ""


@dataclass(frozen=True, slots=True)
class Playing:
    """What the player does now.

    `entry`: the song at hand, also while paused or stopped; None when there is none (nothing was begun,
    or the queue ran out). `volume`: None without a mixer. `error`: what went wrong last, "" if nothing.
    """

    state: PlayState = PlayState.STOP
    entry: EntryId | None = None
    elapsed: Seconds = 0.0
    duration: Seconds = 0.0
    volume: Percent | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Add:
    """Put a song into the queue at `pos`, or at the end."""

    uri: Uri
    pos: int | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """Take an entry out of the queue."""

    entry: EntryId


QueueCommand: TypeAlias = Add | Remove


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the player does and what is queued, both of one instant. `queue`: all entries, by position."""

    playing: Playing = Playing()
    queue: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class ExecutionResult:
    """How far a list of commands came: the ids of what was added, in order; and what was refused, if any.

    The commands before the refused one took effect, those after it did not. `vanished`: it was refused
    because there is no such song or entry, or none that can be asked for.
    """

    added: tuple[EntryId, ...] = ()
    refused: QueueCommand | None = None
    why: str = ""
    vanished: bool = False


@dataclass(frozen=True, slots=True)
class LibraryMark:
    """Tells one state of a library from another: how many songs, and when it was last updated (Unix)."""

    songs: int
    updated: Seconds


@dataclass(frozen=True, slots=True)
class PlaybackOptions:
    """How songs follow each other. `crossfade`: seconds, 0 is gapless. `replay_gain`: MPD's word for it."""

    crossfade: int = 0
    replay_gain: str = "auto"


class Player(Protocol):
    """A music player. Every verb may raise PlayerGoneError; PlayerRefusedError where it can say no."""

    @property
    def last_reply_age(self) -> Seconds | None:
        """How long ago it last answered; None while it is away. Does not grow for long while it is well."""

    async def status(self) -> Playing:
        """Return what the player does now."""

    async def look(self) -> Snapshot:
        """Return what the player does now and what is queued; nobody can change the one between the two."""

    async def execute(
        self, commands: tuple[QueueCommand, ...], *, around: EntryId | None = None
    ) -> ExecutionResult:
        """Carry the commands out in one round trip, up to the first that is refused.

        `around`: what they were planned around; without it in the queue they make no sense.

        Raises:
            OvertakenError: `around` is not in the queue any more.
        """

    async def play(self, entry: EntryId | None = None, at: Seconds = 0.0) -> None:
        """Begin `entry` (None: the song at hand, or the first) `at` seconds into it."""

    async def pause(self) -> None:
        """Be quiet, keep the place."""

    async def resume(self) -> None:
        """Play on from the place, if paused."""

    async def next(self) -> None:
        """Begin the entry after the song at hand."""

    async def previous(self) -> None:
        """Begin the entry before the song at hand."""

    async def volume(self, percent: Percent) -> None:
        """Set the volume; clamped to 0..100."""

    async def set_options(self, manners: PlaybackOptions) -> None:
        """Let songs follow each other with these manners."""

    async def in_order(self) -> None:
        """Play the queue in order, once, keeping what was played."""

    async def library_mark(self) -> LibraryMark:
        """Return a mark that is another one when the library was changed."""

    def songs(self, since: Seconds = 0.0) -> AsyncGenerator[tuple[Song, ...]]:
        """Yield the library in pages; only files changed since a moment (seconds, Unix) if one is given."""

    async def song(self, uri: Uri) -> tuple[Song, ...]:
        """Return the one song of this uri, or none."""

    async def uris(self) -> tuple[Uri, ...]:
        """Return the uris of all songs."""

    async def cover(self, uri: Uri) -> bytes | None:
        """Return the picture in a song's file or beside it, None if there is none of up to LARGEST_COVER."""

    async def stickers(self, name: str) -> Mapping[Uri, str]:
        """Return the sticker `name` of every song that has it."""

    async def set_sticker(self, uri: Uri, name: str, value: str) -> None:
        """Put a sticker on a song, over the old one.

        Raises:
            VanishedError: there is no such song; a station is none, nor is a file outside the library.
            UnableError: it keeps no stickers at all.
        """

    async def delete_sticker(self, uri: Uri, name: str) -> None:
        """Take a sticker off a song; nothing happens if it has none, or if there is no such song."""

    def changes(self) -> AsyncGenerator[frozenset[Subsystem]]:
        """Yield what changed, whenever something did. Ends only by PlayerGoneError."""

    async def close(self) -> None:
        """Let go of the player. What waits for it gets PlayerGoneError."""
