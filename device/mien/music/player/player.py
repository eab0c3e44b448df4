"""The player as the music needs it: a queue, a current song, a library read in pages. Independent of MPD."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from mien.errors import MienError
from mien.music.song import Song, Uri
from mien.types import EntryId, Percent, PlayState, Seconds

LARGEST_COVER = 4 << 20
"""Bytes. A larger picture counts as none: it would be in memory whole, and sent to every page."""


class PlayerError(MienError):
    """The player did not carry out a request; says why."""


class PlayerGoneError(PlayerError):
    """The player is unavailable: not running, not answering in time, or not making sense."""


class OvertakenError(PlayerError):
    """Somebody else changed the queue in the meantime, so nothing was done; the player reports the change."""


class PlayerRefusedError(PlayerError):
    """The player refused the request (MPD: `ACK`), or it was refused before it was sent."""


class VanishedError(PlayerRefusedError):
    """There is no such song or entry, or none that can be asked for; another one may work."""


class UnableError(PlayerRefusedError):
    """The player refuses all such requests: they are unknown to it, switched off, or not permitted."""


class TakenError(PlayerRefusedError):
    """The name is in use already."""


class Subsystem(StrEnum):
    """What can change at a player. Other names that it sends are ignored.

    LINK is our own: the player became unavailable or came back, so everything may have changed.
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
    """One entry of the queue."""

    id: EntryId
    """The player's number for it, for as long as it is queued."""
    uri: Uri
    """Its song; an address is without its login."""
    pos: int
    """Its position in the queue, from 0."""
    title: str = ""
    """The song's title, "" if untagged."""
    artist: str = ""
    """The song's artist, "" if untagged."""


@dataclass(frozen=True, slots=True)
class Playing:
    """What the player does now."""

    state: PlayState = PlayState.STOP
    """Whether it plays."""
    entry: EntryId | None = None
    """The current entry, also while paused or stopped; None before the first and after the last."""
    elapsed: Seconds = 0.0
    """How much of the song has played."""
    duration: Seconds = 0.0
    """How long the song is; 0 for a stream."""
    volume: Percent | None = None
    """None without a mixer."""
    error: str = ""
    """What went wrong last, "" if nothing."""


@dataclass(frozen=True, slots=True)
class Add:
    """Put a song into the queue."""

    uri: Uri
    """Which song."""
    pos: int | None = None
    """At which position, from 0; None: at the end."""


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove an entry from the queue."""

    entry: EntryId
    """Which one."""


@dataclass(frozen=True, slots=True)
class Move:
    """Move an entry to another position in the queue."""

    entry: EntryId
    """Which one."""
    pos: int
    """At which position it is afterwards, from 0."""


QueueCommand: TypeAlias = Add | Remove | Move


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The player's state and queue, at one instant."""

    playing: Playing = Playing()
    """Its state."""
    queue: tuple[Entry, ...] = ()
    """All entries, by position."""


@dataclass(frozen=True, slots=True)
class ExecutionResult:
    """How much of a list of commands was carried out."""

    added: tuple[EntryId, ...] = ()
    """The entries that were added, in order."""
    refused: QueueCommand | None = None
    """The command that was refused, None if none was; those after it were not carried out."""
    why: str = ""
    """Why it was refused, in the player's words."""
    vanished: bool = False
    """Whether it was refused because there is no such song or entry."""


@dataclass(frozen=True, slots=True)
class LibraryMark:
    """Identifies one state of a library."""

    songs: int
    """How many songs it has."""
    updated: Seconds
    """When it was last updated, in Unix time."""


@dataclass(frozen=True, slots=True)
class PlaybackOptions:
    """How songs follow each other."""

    crossfade: int = 0
    """Seconds in which one song fades into the next; 0 is gapless."""
    replay_gain: str = "auto"
    """MPD's ReplayGain mode: off, track, album or auto."""


class Playlists(Protocol):
    """The playlists that a player keeps. Every request may raise as those of `Player` do."""

    async def names(self) -> tuple[str, ...]:
        """Return their names."""

    async def songs(self, name: str) -> tuple[Uri, ...]:
        """Return what is on a playlist, in order.

        Raises:
            VanishedError: there is no such playlist.
        """

    async def save(self, name: str, uris: Sequence[Uri], *, replace: bool = False) -> None:
        """Save songs as a playlist; replace one of that name only with `replace`.

        Raises:
            TakenError: the name is in use.
            PlayerRefusedError: the name can't be one.
        """

    async def delete(self, name: str) -> None:
        """Delete a playlist.

        Raises:
            VanishedError: there is no such playlist.
        """


class Player(Protocol):
    """A music player. Every request may raise PlayerGoneError; PlayerRefusedError where it can refuse."""

    @property
    def last_reply_age(self) -> Seconds | None:
        """How long ago it last answered; None while it is unavailable. Stays small while the player works."""

    @property
    def reply_took(self) -> Seconds | None:
        """How long its newest answer took; None while it is away, and before the first."""

    @property
    def playlists(self) -> Playlists:
        """The playlists that it keeps."""

    async def status(self) -> Playing:
        """Return the player's state."""

    async def snapshot(self) -> Snapshot:
        """Return the player's state and queue, at one instant."""

    async def execute(
        self, commands: tuple[QueueCommand, ...], *, around: EntryId | None = None
    ) -> ExecutionResult:
        """Carry out the commands in one round trip, up to the first that is refused.

        `around`: the entry they were planned around; they are invalid once it is gone.

        Raises:
            OvertakenError: `around` is no longer in the queue.
        """

    async def play(self, entry: EntryId | None = None, at: Seconds = 0.0) -> None:
        """Begin `entry` (None: the current one, or the first), `at` seconds into it."""

    async def pause(self) -> None:
        """Pause, keeping the position in the song."""

    async def resume(self) -> None:
        """Resume from there, if paused."""

    async def seek(self, at: Seconds) -> None:
        """Seek in the current song, playing or paused as before.

        Raises:
            PlayerRefusedError: nothing plays, or the song can't be sought in.
        """

    async def next(self) -> None:
        """Begin the next entry."""

    async def previous(self) -> None:
        """Begin the previous entry."""

    async def volume(self, percent: Percent) -> None:
        """Set the volume; clamped to 0..100."""

    async def set_options(self, options: PlaybackOptions) -> None:
        """Set how songs follow each other."""

    async def in_order(self) -> None:
        """Play the queue in order, once, and keep what was played."""

    async def uptime(self) -> Seconds:
        """Return how long it has been running, to within a second."""

    async def library_mark(self) -> LibraryMark:
        """Return a mark that differs once the library has changed."""

    def songs(self, since: Seconds = 0.0) -> AsyncGenerator[tuple[Song, ...]]:
        """Yield the library in pages; with `since` (Unix time) only files changed after that."""

    async def song(self, uri: Uri) -> tuple[Song, ...]:
        """Return the song of this uri, or nothing."""

    async def uris(self) -> tuple[Uri, ...]:
        """Return the uris of all songs."""

    async def cover(self, uri: Uri) -> bytes | None:
        """Return the picture in a song's file or beside it, None if there is none of up to LARGEST_COVER."""

    async def stickers(self, name: str, of: Sequence[Uri] | None = None) -> Mapping[Uri, str]:
        """Return the sticker `name` of every song that has it, or of those of these that do.

        Without `of` everything has to fit into one answer: not for a long note on every song.
        """

    async def set_sticker(self, uri: Uri, name: str, value: str) -> None:
        """Put a sticker on a song, in place of the old one.

        Raises:
            VanishedError: there is no such song in the library; stations are never in it.
            UnableError: the player keeps no stickers at all.
        """

    async def delete_sticker(self, uri: Uri, name: str) -> None:
        """Delete a sticker of a song, if there is such a song and it has one."""

    def changes(self) -> AsyncGenerator[frozenset[Subsystem]]:
        """Yield what changed, whenever something changes. Ends only by PlayerGoneError."""

    async def close(self) -> None:
        """Disconnect from the player. A request that still waits gets PlayerGoneError."""
