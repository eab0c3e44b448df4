"""A player without sound: a queue that behaves, a library, and a plug that can be pulled."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace

from mien.music.library.stations import without_login
from mien.music.player.player import (
    LARGEST_COVER,
    Add,
    Entry,
    ExecutionResult,
    LibraryMark,
    OvertakenError,
    PlaybackOptions,
    PlayerGoneError,
    PlayerRefusedError,
    Playing,
    QueueCommand,
    Snapshot,
    Subsystem,
    VanishedError,
)
from mien.music.song import Song, Uri
from mien.types import EntryId, Percent, PlayState, Seconds

PAGE = 3


class FakePlayer:
    """`volume` None: it has no mixer. Whatever another client could do has a verb below, or `carry_out`."""

    def __init__(self, library: tuple[Song, ...] = (), *, volume: Percent | None = 100) -> None:
        self.library = {song.uri: song for song in library}
        self.options: PlaybackOptions | None = None
        self.random = True  # noted only: it always plays in order
        self.covers: dict[Uri, bytes] = {}
        self.unreadable: set[Uri] = set()  # it refuses at once to begin these, and stops
        self.touched: set[Uri] = set()
        self.asked_for: list[Uri] = []
        self.pages_from: list[Seconds] = []
        self.volumes: list[Percent] = []
        self.started: list[Uri] = []
        self.added: list[Uri] = []
        self._queue: list[Entry] = []
        self._playing = Playing(volume=volume)
        self._last_id = 0
        self._stickers: dict[str, dict[Uri, str]] = {}
        self._changed: asyncio.Queue[Subsystem | None] = asyncio.Queue()
        self._updated = 1000.0
        self.unplugged = False
        self._full = ""
        self._left: int | None = None
        self.meanwhile: Callable[[], None] | None = None
        """What somebody else does just before the next commands are carried out."""

    # What a Player does.

    @property
    def last_reply_age(self) -> Seconds:
        """It answers at once."""
        return 0.0

    async def status(self) -> Playing:
        """Return what it does now."""
        self._check()
        return self._playing

    async def snapshot(self) -> Snapshot:
        """Return what it does now and what is queued."""
        self._check()
        queue = tuple(replace(entry, pos=pos) for pos, entry in enumerate(self._queue))
        return Snapshot(self._playing, queue)

    async def execute(
        self, commands: tuple[QueueCommand, ...], *, around: EntryId | None = None
    ) -> ExecutionResult:
        """Carry commands out up to the first that makes no sense."""
        self._check()
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        if commands and around is not None and all(entry.id != around for entry in self._queue):
            raise OvertakenError(f"entry {around} is not in the queue any more")
        added: list[EntryId] = []
        for command in commands:
            why = self._refusal(command)
            if why:
                vanished = why.startswith("No such") or "control" in why
                return ExecutionResult(tuple(added), command, why, vanished=vanished)
            added += self._done(command)
            self._say(Subsystem.PLAYLIST)
        return ExecutionResult(tuple(added))

    async def play(self, entry: EntryId | None = None, at: Seconds = 0.0) -> None:
        """Begin an entry."""
        self._check()
        if entry is None:
            entry = self._playing.entry if self._playing.entry is not None else self._queue[0].id
        uri = next((other.uri for other in self._queue if other.id == entry), None)
        if uri is None:
            raise VanishedError("No such song")
        self._begin(entry, at)
        if uri in self.unreadable:
            error = f"Failed to open '/music/{uri}': No such file or directory"
            self.stop_with(error)
            raise PlayerRefusedError(error)

    async def pause(self) -> None:
        """Be quiet."""
        self._check()
        if self._playing.state is PlayState.PLAY:
            self._set(state=PlayState.PAUSE)

    async def resume(self) -> None:
        """Play on."""
        self._check()
        if self._playing.state is PlayState.PAUSE:
            self._set(state=PlayState.PLAY)

    async def next(self) -> None:
        """Begin the next entry; nothing is at hand after the last."""
        self._check()
        self._move(1)

    async def previous(self) -> None:
        """Begin the entry before, or the first anew."""
        self._check()
        self._move(-1)

    async def volume(self, percent: Percent) -> None:
        """Set the volume."""
        self._check()
        if self._playing.volume is None:
            raise PlayerRefusedError("problems setting volume")
        self.volumes.append(max(0, min(100, percent)))
        self._playing = replace(self._playing, volume=self.volumes[-1])
        self._say(Subsystem.MIXER)

    async def set_options(self, options: PlaybackOptions) -> None:
        """Let songs follow each other so."""
        self._check()
        self.options = options

    async def in_order(self) -> None:
        """Play in order."""
        self._check()
        self.random = False

    async def library_mark(self) -> LibraryMark:
        """Return how many songs there are, and when they changed."""
        self._check()
        return LibraryMark(len(self.library), self._updated)

    async def song(self, uri: Uri) -> tuple[Song, ...]:
        """Return the one song of this uri, or none."""
        self._check()
        self.asked_for.append(uri)
        return (self.library[uri],) if uri in self.library else ()

    async def uris(self) -> tuple[Uri, ...]:
        """Return the uris of all songs."""
        self._check()
        return tuple(self.library)

    async def songs(self, since: Seconds = 0.0) -> AsyncGenerator[tuple[Song, ...]]:
        """Yield the library, PAGE songs at a time; or those that `touched` since."""
        songs = tuple(song for uri, song in self.library.items() if not since or uri in self.touched)
        self.pages_from.append(since)
        for begin in range(0, len(songs), PAGE):
            self._check()
            yield songs[begin : begin + PAGE]

    async def cover(self, uri: Uri) -> bytes | None:
        """Return the picture that was put beside the songs of its folder."""
        self._check()
        picture = self.covers.get(uri)
        return picture if picture is None or len(picture) <= LARGEST_COVER else None

    async def stickers(self, name: str) -> Mapping[Uri, str]:
        """Return the stickers of a name."""
        self._check()
        return dict(self._stickers.get(name, {}))

    async def set_sticker(self, uri: Uri, name: str, value: str) -> None:
        """Put a sticker on a song."""
        self._check()
        if uri not in self.library:
            raise VanishedError("No such song")
        self._stickers.setdefault(name, {})[uri] = value

    async def delete_sticker(self, uri: Uri, name: str) -> None:
        """Take a sticker off."""
        self._check()
        self._stickers.get(name, {}).pop(uri, None)

    async def changes(self) -> AsyncGenerator[frozenset[Subsystem]]:
        """Yield what changed, one thing at a time."""
        while True:
            self._check()
            changed = await self._changed.get()
            self._check()
            if changed is not None:
                yield frozenset({changed})

    async def close(self) -> None:
        """Let go; like pulling the plug, seen from here."""
        self.unplug()

    # What happens to a player.

    def unplug(self) -> None:
        """Make it go away."""
        self.unplugged = True
        self._changed.put_nowait(None)

    def plug_in(self, *, restarted: bool = False, playing: bool = False) -> None:
        """Make it come back; a restarted player has its queue under other ids, and may play on by itself."""
        self.unplugged = False
        self._changed = asyncio.Queue()
        if restarted:
            place = [entry.id for entry in self._queue].index(self._playing.entry or 0)
            self._queue = [replace(entry, id=self._new_id()) for entry in self._queue]
            self._playing = Playing(volume=self._playing.volume)
            if playing:
                self._begin(self._queue[place].id, 0.0)

    def stop(self) -> None:
        """Stop it, as its owner would."""
        self._set(state=PlayState.STOP)

    def sound(self, seconds: Seconds) -> None:
        """Let the song at hand have been heard for so long; nobody is told of that."""
        self._playing = replace(self._playing, elapsed=seconds)

    def refuse_more(self, why: str) -> None:
        """Take no more songs from now on, as MPD's queue does when it is full; "" takes them again."""
        self._full = why

    def end_song(self) -> None:
        """Let the song at hand come to its end."""
        self._move(1)

    def fail_song(self) -> None:
        """Let the song at hand turn out to be unplayable."""
        uri = next(entry.uri for entry in self._queue if entry.id == self._playing.entry)
        self._move(1)
        self._set(error=f"Failed to open '/music/{uri}': No such file or directory")

    def stop_with(self, error: str) -> None:
        """Stop with an error, the failed song still at hand."""
        self._set(state=PlayState.STOP, error=error)

    def clear(self) -> None:
        """Empty the queue, as another client would."""
        self._queue = []
        self._set(state=PlayState.STOP, entry=None)
        self._say(Subsystem.PLAYLIST)

    def put(self, uri: Uri, pos: int | None = None) -> EntryId:
        """Queue a song, as its owner would."""
        entry = self._done(Add(uri, pos))[0]
        self._say(Subsystem.PLAYLIST)
        return entry

    def queued(self) -> list[Uri]:
        """Return what is queued."""
        return [entry.uri for entry in self._queue]

    def at_hand(self) -> Uri | None:
        """Return the song at hand."""
        return next((entry.uri for entry in self._queue if entry.id == self._playing.entry), None)

    def change_library(self, library: tuple[Song, ...], *, after: Seconds = 1.0) -> None:
        """Have other songs, so long after the last change."""
        self.library = {song.uri: song for song in library}
        self._updated += after
        self._say(Subsystem.DATABASE)

    def unplug_after(self, requests: int) -> None:
        """Make it go away after so many more requests."""
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
        if isinstance(command, Add):
            if not command.uri.isprintable():
                return "it has a control character"
            if self._full:
                return self._full
            if command.uri not in self.library and "://" not in command.uri:
                return "No such song"
            return "" if command.pos is None or 0 <= command.pos <= len(self._queue) else "Bad song index"
        return "" if any(entry.id == command.entry for entry in self._queue) else "No such song"

    def _done(self, command: QueueCommand) -> tuple[EntryId, ...]:
        if isinstance(command, Add):
            song = self.library.get(command.uri, Song(command.uri))
            entry = Entry(self._new_id(), without_login(command.uri), 0, song.title, song.artist)
            self.added.append(command.uri)
            self._queue.insert(len(self._queue) if command.pos is None else command.pos, entry)
            return (entry.id,)
        if command.entry == self._playing.entry:
            self._move(1)
        self._queue = [entry for entry in self._queue if entry.id != command.entry]
        return ()

    def _new_id(self) -> EntryId:
        self._last_id += 1
        return self._last_id

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
        self.started.append(next(other.uri for other in self._queue if other.id == entry))
        self._set(state=PlayState.PLAY, entry=entry, elapsed=at, error="")

    def _set(self, **what: object) -> None:
        self._playing = replace(self._playing, **what)  # type: ignore[arg-type]  # by name, from this file only
        self._say(Subsystem.PLAYER)

    def _say(self, what: Subsystem) -> None:
        self._changed.put_nowait(what)
