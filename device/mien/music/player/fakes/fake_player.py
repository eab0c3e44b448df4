"""A player without sound, for anything that needs a `Player` where there is no MPD.

It passes the same contract tests as MPD. Whatever other clients, the owner or a pulled plug could do is a
method of `SimulatedPlayer`, for example:

    player = FakePlayer((Song("a.mp3", "A"), Song("b.mp3", "B")))
    dj = Dj(player, default_rules())
    ...
    player.end_song()    # the current song comes to its end
    player.unplug()      # every request raises PlayerGoneError from now on
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import replace

from mien.music.player.fakes.fake_playlists import FakePlaylists
from mien.music.player.fakes.simulated_player import SimulatedPlayer
from mien.music.player.player import (
    LARGEST_COVER,
    ExecutionResult,
    LibraryMark,
    OvertakenError,
    PlaybackOptions,
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
"""Songs in a page of the library; few, so that a small library has several."""


class FakePlayer(SimulatedPlayer):
    """A `Player` on a `SimulatedPlayer`."""

    @property
    def last_reply_age(self) -> Seconds:
        """It answers at once."""
        return 0.0

    @property
    def reply_took(self) -> Seconds:
        """It answers at once."""
        return 0.0

    @property
    def playlists(self) -> FakePlaylists:
        """The playlists that it keeps."""
        return self._playlists

    async def status(self) -> Playing:
        """Return its state."""
        self._check()
        return self._playing

    async def snapshot(self) -> Snapshot:
        """Return its state and its queue."""
        self._check()
        queue = tuple(replace(entry, pos=pos) for pos, entry in enumerate(self._queue))
        return Snapshot(self._playing, queue)

    async def execute(
        self, commands: tuple[QueueCommand, ...], *, around: EntryId | None = None
    ) -> ExecutionResult:
        """Carry out commands up to the first that is invalid."""
        self._check()
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        if commands and around is not None and all(entry.id != around for entry in self._queue):
            raise OvertakenError(f"entry {around} is no longer in the queue")
        added: list[EntryId] = []
        for command in commands:
            why = self._refusal(command)
            if why:
                vanished = why.startswith("No such") or "control" in why
                return ExecutionResult(tuple(added), command, why, vanished=vanished)
            added += self._apply(command)
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
        """Pause."""
        self._check()
        if self._playing.state is PlayState.PLAY:
            self._set(state=PlayState.PAUSE)

    async def resume(self) -> None:
        """Play on."""
        self._check()
        if self._playing.state is PlayState.PAUSE:
            self._set(state=PlayState.PLAY)

    async def seek(self, at: Seconds) -> None:
        """Seek to this position in the current song."""
        self._check()
        if self._playing.state is PlayState.STOP:
            raise PlayerRefusedError("Not playing")
        self._set(elapsed=max(0.0, at))

    async def next(self) -> None:
        """Begin the next entry; after the last there is no current one."""
        self._check()
        self._move(1)

    async def previous(self) -> None:
        """Begin the previous entry, or the first one again."""
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
        """Set how songs follow each other."""
        self._check()
        self.options = options

    async def in_order(self) -> None:
        """Play in order."""
        self._check()
        self.random = False

    async def uptime(self) -> Seconds:
        """Return how long it has been running."""
        self._check()
        return asyncio.get_running_loop().time() - self._began

    async def library_mark(self) -> LibraryMark:
        """Return how many songs there are, and when they changed."""
        self._check()
        return LibraryMark(len(self.library), self._updated)

    async def song(self, uri: Uri) -> tuple[Song, ...]:
        """Return the song of this uri, or nothing."""
        self._check()
        self.asked_for.append(uri)
        return (self.library[uri],) if uri in self.library else ()

    async def uris(self) -> tuple[Uri, ...]:
        """Return the uris of all songs."""
        self._check()
        return tuple(self.library)

    async def songs(self, since: Seconds = 0.0) -> AsyncGenerator[tuple[Song, ...]]:
        """Yield the library, PAGE songs at a time; with `since` only those in `touched`."""
        songs = tuple(song for uri, song in self.library.items() if not since or uri in self.touched)
        self.pages_from.append(since)
        for begin in range(0, len(songs), PAGE):
            self._check()
            yield songs[begin : begin + PAGE]

    async def cover(self, uri: Uri) -> bytes | None:
        """Return the picture of a song, None without one."""
        self._check()
        picture = self.covers.get(uri)
        return picture if picture is None or len(picture) <= LARGEST_COVER else None

    async def stickers(self, name: str, of: Sequence[Uri] | None = None) -> Mapping[Uri, str]:
        """Return the stickers of a name."""
        self._check()
        return {uri: note for uri, note in self._stickers.get(name, {}).items() if of is None or uri in of}

    async def set_sticker(self, uri: Uri, name: str, value: str) -> None:
        """Put a sticker on a song."""
        self._check()
        if uri not in self.library:
            raise VanishedError("No such song")
        self._stickers.setdefault(name, {})[uri] = value

    async def delete_sticker(self, uri: Uri, name: str) -> None:
        """Delete a sticker."""
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
        """Disconnect; from here that looks like a pulled plug."""
        self.unplug()
