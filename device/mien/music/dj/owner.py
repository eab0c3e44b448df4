"""The owner's direct requests to the music, each with an answer: the queue, opinions, the position in a song.

Requests of the mood come as wishes instead (`Dj.perform`), and have no answer.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from mien.music.dj.music_events import Queued
from mien.music.dj.notes.opinions import Opinions, SongOpinion
from mien.music.dj.queue.player_queue import PlayerQueue
from mien.music.dj.queue.queue_editor import QueueEditor
from mien.music.dj.queue.queue_plan import QueuePlace
from mien.music.player.player import Player
from mien.music.selection.history import Word
from mien.music.song import Uri
from mien.types import EntryId, Seconds

_Answer = TypeVar("_Answer")


class InTurn(Protocol):
    """Does one thing at a time with the player, then whatever follows from it."""

    def __call__(self, doing: Callable[[], Awaitable[_Answer]], /) -> Awaitable[_Answer]:
        """Return the answer of `doing`; raises what it raises."""


class Owner:
    """The owner's requests. Each may raise PlayerGoneError, or PlayerRefusedError that says why not."""

    def __init__(
        self,
        player: Player,
        queue: PlayerQueue,
        editor: QueueEditor,
        opinions: Opinions,
        in_turn: InTurn,
    ) -> None:
        self._player = player
        self._queue = queue
        self._editor = editor
        self._opinions = opinions
        self._in_turn = in_turn

    async def enqueue(self, uris: tuple[Uri, ...], place: QueuePlace) -> int:
        """Queue songs as the owner's; return how many. Songs that no longer exist are left out."""
        return await self._in_turn(lambda: self._editor.enqueue(uris, place))

    async def more_like(self, uri: Uri) -> int:
        """Queue songs that are like this one, after the current song; return how many."""
        return await self._in_turn(lambda: self._editor.more_like(uri))

    async def play(self, entry: EntryId) -> None:
        """Play an entry of the queue at once."""
        await self._in_turn(lambda: self._editor.play(entry))

    async def move(self, entry: EntryId, before: EntryId | None) -> None:
        """Move an entry before another one; None: to the end of the queue. It is the owner's then."""
        await self._in_turn(lambda: self._editor.move(entry, before))

    async def remove(self, entry: EntryId) -> None:
        """Remove an entry from the queue."""
        await self._in_turn(lambda: self._editor.remove(entry))

    async def clear(self) -> None:
        """Remove everything but the current song from the queue."""
        await self._in_turn(self._editor.clear)

    async def save(self, name: str, *, replace: bool = False) -> None:
        """Save the current song and what comes next as a playlist; raises TakenError for a name in use."""
        await self._in_turn(lambda: self._editor.save(name, replace=replace))

    def queue(self) -> tuple[Queued, ...]:
        """Return all of the queue: what was played, the current song, what is still to come."""
        return self._queue.all()

    async def playlists(self) -> tuple[str, ...]:
        """Return the names of the playlists."""
        return await self._player.playlists.names()

    async def playlist(self, name: str) -> tuple[Uri, ...]:
        """Return what is on a playlist."""
        return await self._player.playlists.songs(name)

    async def delete_playlist(self, name: str) -> None:
        """Delete a playlist."""
        await self._player.playlists.delete(name)

    async def seek(self, at: Seconds) -> None:
        """Seek to this position in the current song."""
        await self._in_turn(lambda: self._player.seek(at))

    async def say(self, uri: Uri, word: Word) -> None:
        """Record an opinion of a song: LIKED or DISLIKED under the present mood, 0 removes all of them."""
        await self._in_turn(lambda: self._opinions.say(uri, word))

    def opinions(self) -> tuple[SongOpinion, ...]:
        """Return the opinions of songs, the newest first."""
        return self._opinions.listed()

    async def forget(self) -> int:
        """Erase opinions, and what was heard; return how many songs had notes."""
        return await self._in_turn(self._opinions.take_back_all)
