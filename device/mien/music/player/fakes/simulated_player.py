"""A simulated player: a working queue, a library, and a plug that can be pulled. No sound."""

import asyncio
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from itertools import count

from mien.music.library.stations import without_login
from mien.music.player.fakes.fake_playlists import FakePlaylists
from mien.music.player.player import (
    Add,
    Entry,
    Move,
    PlaybackOptions,
    PlayerGoneError,
    Playing,
    QueueCommand,
    Remove,
    Subsystem,
)
from mien.music.song import Song, Uri
from mien.types import EntryId, Percent, PlayState, Seconds


class SimulatedPlayer:
    """The state of a player, what can happen to it from outside, and the requests so far.

    `volume`: None for a player without a mixer.
    """

    library: dict[Uri, Song]
    """The songs it has."""
    covers: dict[Uri, bytes]
    """The pictures of songs."""
    unreadable: set[Uri]
    """Songs that it refuses to begin; it stops then."""
    touched: set[Uri]
    """Songs whose files count as changed since any moment."""
    meanwhile: Callable[[], None] | None
    """What another client does just before the next commands are carried out."""
    unplugged: bool
    """Whether it is unavailable."""
    options: PlaybackOptions | None
    """How songs are to follow each other; None until that is set."""
    random: bool
    """Whether random order is set; only recorded, it always plays in order."""
    asked_for: list[Uri]
    """Songs that were asked for one by one."""
    pages_from: list[Seconds]
    """The moments since which changes of the library were requested."""
    volumes: list[Percent]
    """The volumes that were set."""
    started: list[Uri]
    """The songs that began."""
    added: list[Uri]
    """What was added to the queue, as requested."""

    def __init__(self, library: tuple[Song, ...] = (), *, volume: Percent | None = 100) -> None:
        self.library = {song.uri: song for song in library}
        self.covers = {}
        self.unreadable = set()
        self.touched = set()
        self.meanwhile = None
        self.unplugged = False
        self.options = None
        self.random = True
        self.asked_for = []
        self.pages_from = []
        self.volumes = []
        self.started = []
        self.added = []
        self._queue: list[Entry] = []
        self._playing = Playing(volume=volume)
        self._ids = count(1)
        self._stickers: dict[str, dict[Uri, str]] = {}
        self._changed: asyncio.Queue[Subsystem | None] = asyncio.Queue()
        self._updated = 1000.0
        self._full = ""
        self._playlists = FakePlaylists(self._check, lambda uri: uri in self.library or "://" in uri)
        self._left: int | None = None
        self._began: Seconds = float("-inf")

    def unplug(self) -> None:
        """Make it unavailable, as if its plug were pulled."""
        self.unplugged = True
        self._changed.put_nowait(None)

    def plug_in(self, *, restarted: bool = False, playing: bool = False) -> None:
        """Make it come back. `restarted`: its queue has new ids; `playing`: it plays on by itself."""
        self.unplugged = False
        self._changed = asyncio.Queue()
        if restarted:
            self._began = asyncio.get_running_loop().time()
            place = [entry.id for entry in self._queue].index(self._playing.entry or 0)
            self._queue = [replace(entry, id=next(self._ids)) for entry in self._queue]
            self._playing = Playing(volume=self._playing.volume)
            if playing:
                self._begin(self._queue[place].id, 0.0)

    def stop(self) -> None:
        """Stop it, as its owner would."""
        self._set(state=PlayState.STOP)

    def sound(self, seconds: Seconds) -> None:
        """Let the current song have played for this long; as with MPD, that is not reported."""
        self._playing = replace(self._playing, elapsed=seconds)

    def sought(self, seconds: Seconds) -> None:
        """Let another client seek to this position in the song."""
        self._set(elapsed=seconds)

    def report(self, what: Subsystem) -> None:
        """Report a change, even if there is none, as MPD does at times."""
        self._say(what)

    def take_out(self, entry: EntryId) -> None:
        """Remove an entry from the queue, as another client would."""
        self._apply(Remove(entry))
        self._say(Subsystem.PLAYLIST)

    def refuse_more(self, why: str) -> None:
        """Refuse to queue songs from now on, as MPD does when its queue is full; "" allows them again."""
        self._full = why

    def end_song(self) -> None:
        """Let the current song come to its end."""
        self._move(1)

    def fail_song(self) -> None:
        """Let the current song turn out to be unplayable."""
        uri = next(entry.uri for entry in self._queue if entry.id == self._playing.entry)
        self._move(1)
        self._set(error=f"Failed to open '/music/{uri}': No such file or directory")

    def stop_with(self, error: str) -> None:
        """Stop with an error, the failed song still the current one."""
        self._set(state=PlayState.STOP, error=error)

    def clear(self) -> None:
        """Empty the queue, as another client would."""
        self._queue = []
        self._set(state=PlayState.STOP, entry=None)
        self._say(Subsystem.PLAYLIST)

    def put(self, uri: Uri, pos: int | None = None) -> EntryId:
        """Queue a song, as its owner would."""
        entry = self._apply(Add(uri, pos))[0]
        self._say(Subsystem.PLAYLIST)
        return entry

    def queued(self) -> list[Uri]:
        """Return what is queued."""
        return [entry.uri for entry in self._queue]

    def current(self) -> Uri | None:
        """Return the current song, None without one."""
        return next((entry.uri for entry in self._queue if entry.id == self._playing.entry), None)

    def change_library(self, library: tuple[Song, ...], *, after: Seconds = 1.0) -> None:
        """Replace the library, `after` seconds after the last change."""
        self.library = {song.uri: song for song in library}
        self._updated += after
        self._say(Subsystem.DATABASE)

    def unplug_after(self, requests: int) -> None:
        """Make it unavailable after this many more requests."""
        self._left = requests

    def _check(self) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self._left = None
                self.unplug()
        if self.unplugged:
            raise PlayerGoneError("it is unplugged")

    def _refusal(self, command: QueueCommand) -> str:
        return (
            self._full
            if isinstance(command, Add) and self._full
            else refusal(command, self._queue, self.library)
        )

    def _apply(self, command: QueueCommand) -> tuple[EntryId, ...]:
        if isinstance(command, Add):
            song = self.library.get(command.uri, Song(command.uri))
            entry = Entry(next(self._ids), without_login(command.uri), 0, song.title, song.artist)
            self.added.append(command.uri)
            self._queue.insert(len(self._queue) if command.pos is None else command.pos, entry)
            return (entry.id,)
        if isinstance(command, Move):
            moved = next(entry for entry in self._queue if entry.id == command.entry)
            self._queue.remove(moved)
            self._queue.insert(command.pos, moved)
            return ()
        if command.entry == self._playing.entry:
            self._move(1)
        self._queue = [entry for entry in self._queue if entry.id != command.entry]
        return ()

    def _move(self, by: int) -> None:
        if self._playing.state is PlayState.STOP:
            return
        ids = [entry.id for entry in self._queue]
        place = max(0, ids.index(self._playing.entry) + by) if self._playing.entry in ids else len(ids)
        if place < len(ids):
            self._begin(ids[place], 0.0)
        else:
            self._set(state=PlayState.STOP, entry=None)

    def _begin(self, entry: EntryId, at: Seconds) -> None:
        uri = next(other.uri for other in self._queue if other.id == entry)
        self.started.append(uri)
        duration = self.library[uri].duration if uri in self.library else 0.0
        self._set(state=PlayState.PLAY, entry=entry, elapsed=at, duration=duration, error="")

    def _set(self, **what: object) -> None:
        self._playing = replace(self._playing, **what)  # type: ignore[arg-type]  # by name, from this file only
        self._say(Subsystem.PLAYER)

    def _say(self, what: Subsystem) -> None:
        self._changed.put_nowait(what)


def refusal(command: QueueCommand, queue: Sequence[Entry], library: Container[Uri]) -> str:
    """Return why a command is invalid for a queue, "" if it is valid."""
    if isinstance(command, Add):
        if not command.uri.isprintable():
            return "it has a control character"
        if command.uri not in library and "://" not in command.uri:
            return "No such song"
        return "" if command.pos is None or 0 <= command.pos <= len(queue) else "Bad song index"
    if isinstance(command, Move) and not 0 <= command.pos < len(queue):
        return "Bad song index"
    return "" if any(entry.id == command.entry for entry in queue) else "No such song"
