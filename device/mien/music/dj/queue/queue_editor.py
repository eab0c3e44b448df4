"""What the owner does to the queue. What the owner queues or moves is the owner's from then on.

Other clients may change the queue at any time. So every change is planned around an entry, and planned again
if that entry is gone.
"""

from collections.abc import Callable, Iterable
from functools import partial

from mien.music.dj.notes.stickers import Stickers
from mien.music.dj.queue.player_queue import PlayerQueue
from mien.music.dj.queue.queue_plan import QueuePlace, moved_to, owners_place
from mien.music.dj.queue.refill import QueueRefiller
from mien.music.dj.song_source import SongSource
from mien.music.player.player import (
    Add,
    ExecutionResult,
    Move,
    OvertakenError,
    Player,
    PlayerRefusedError,
    QueueCommand,
    Remove,
    VanishedError,
)
from mien.music.selection.alike.similar import similar
from mien.music.selection.heard import DISLIKED
from mien.music.song import Uri
from mien.types import EntryId, PlayState

MOST_QUEUED = 1000
"""The most songs that one request queues; the rest is left out."""
MOST_VANISHED = 20
"""Songs of a request that may be missing from the library before the rest is left out."""
ALIKE = 10
"""How many songs "more like this" queues."""
TRIES = 5
"""How often a change is planned again because others changed the queue in the meantime."""
NOT_QUEUED = "this song is no longer in the queue"


class QueueEditor:
    """Changes the queue as the owner asks. The caller ensures that only one request runs at a time.

    Every request may raise PlayerGoneError; PlayerRefusedError says why it can't be done.
    """

    def __init__(
        self,
        player: Player,
        queue: PlayerQueue,
        refiller: QueueRefiller,
        songs: SongSource,
        stickers: Stickers,
    ) -> None:
        self._player = player
        self._queue = queue
        self._refiller = refiller
        self._songs = songs
        self._stickers = stickers

    async def enqueue(self, uris: tuple[Uri, ...], place: QueuePlace) -> int:
        """Queue songs; return how many. Songs that no longer exist are left out."""
        added = await self._add(uris[:MOST_QUEUED], place)
        if not added:
            raise VanishedError("none of these songs is still in the library")
        if place is QueuePlace.NOW:
            await self._begin(added[0])
        return len(added)

    async def more_like(self, uri: Uri) -> int:
        """Queue songs that are like this one, after the current song; return how many."""
        selector = self._songs.selector
        library, row = selector.library, selector.library.row(uri)
        if row is None:
            raise VanishedError("this song isn't in the library")
        disliked = {uri for uri, word in selector.words().items() if word <= DISLIKED}
        queued = {entry.uri for entry in self._queue.entries}
        near = similar(library, row, ALIKE, selector.banned | disliked | queued)
        if not near:
            raise PlayerRefusedError("there is no other song in the library")
        return await self.enqueue(tuple(library.uris[each] for each in near), QueuePlace.NEXT)

    async def play(self, entry: EntryId) -> None:
        """Play an entry at once."""
        await self._queue.refresh()
        if all(queued.id != entry for queued in self._queue.entries):
            raise VanishedError(NOT_QUEUED)
        await self._begin(entry)

    async def move(self, entry: EntryId, before: EntryId | None) -> None:
        """Move an entry before another one; None: to the end. It is the owner's then."""
        if entry == before:
            return

        def planned() -> tuple[QueueCommand, ...]:
            place = moved_to(self._queue.entries, entry, before)
            if place is None:
                raise VanishedError(NOT_QUEUED)
            return (Move(entry, place),)

        await self._execute_plan(planned, around=entry if before is None else before)
        pick = self._queue.disown(entry)
        if pick is not None:
            await self._stickers.forget_pick(pick.song.uri)

    async def remove(self, entry: EntryId) -> None:
        """Remove an entry from the queue."""
        ours = self._queue.ours
        await self._execute_plan(lambda: (Remove(entry),), around=entry)
        self._count_as_heard(uri for of, (uri, _) in ours.items() if of == entry)

    async def clear(self) -> None:
        """Remove everything but the current song from the queue."""
        ours = self._queue.ours

        def planned() -> tuple[QueueCommand, ...]:
            current = self._queue.playing.entry
            return tuple(Remove(entry.id) for entry in reversed(self._queue.entries) if entry.id != current)

        await self._execute_plan(planned)
        self._count_as_heard(uri for of, (uri, _) in ours.items() if of not in self._queue.ours)

    async def save(self, name: str, *, replace: bool = False) -> None:
        """Save the current song and what comes next as a playlist."""
        await self._queue.refresh()
        song = self._queue.song()
        queued = (*(() if song is None else (song,)), *self._queue.upcoming())
        if not queued:
            raise PlayerRefusedError("the queue is empty")
        adds = (self._queue.addressed(Add(each.entry.uri)) for each in queued)
        uris = tuple(add.uri for add in adds if isinstance(add, Add))
        await self._player.playlists.save(name, uris, replace=replace)

    async def _add(self, uris: tuple[Uri, ...], place: QueuePlace) -> tuple[EntryId, ...]:
        """Add songs in order, leaving out those that vanished; return the new entries."""
        added: tuple[EntryId, ...] = ()
        left, vanished, refused = uris, 0, 0
        while left and vanished <= MOST_VANISHED and refused < TRIES:
            done = await self._execute_plan(partial(self._add_commands, left, added, place), is_partial=True)
            added += done.added
            left = left[len(done.added) :]
            if done.refused is not None and done.vanished:
                left, vanished = left[1:], vanished + 1
            elif done.refused is not None:  # the queue is full, or shorter than it was
                refused += 1
        if refused == TRIES and not added:
            raise PlayerRefusedError(f"the music player's queue takes no more songs: {done.why}")
        return added

    def _add_commands(
        self, uris: tuple[Uri, ...], added: tuple[EntryId, ...], place: QueuePlace
    ) -> tuple[QueueCommand, ...]:
        """Return the commands that add songs at their place, or after those that were added already."""
        queue = self._queue
        begin = owners_place(queue.entries, queue.playing.entry, queue.ours, place)
        last = next((at for at, entry in enumerate(queue.entries) if entry.id in added[-1:]), None)
        begin = begin if last is None else last + 1
        return tuple(queue.addressed(Add(uri, begin + at)) for at, uri in enumerate(uris))

    async def _execute_plan(
        self,
        planned: Callable[[], tuple[QueueCommand, ...]],
        *,
        around: EntryId | None = None,
        is_partial: bool = False,
    ) -> ExecutionResult:
        """Carry out the plan for the present queue, around the current song or another entry.

        A command refused although its entry still exists was planned for a longer queue: it is planned again.
        With `is_partial` the caller does that.
        """
        for _ in range(TRIES):
            await self._queue.refresh()
            commands = planned()
            guard = self._queue.playing.entry if around is None else around
            try:
                done = await self._player.execute(commands, around=guard)
            except OvertakenError as gone:
                if around is not None:
                    raise VanishedError(NOT_QUEUED) from gone
                continue
            if done.refused is None or is_partial:
                await self._queue.refresh()
                return done
            if done.vanished:
                raise VanishedError(NOT_QUEUED)
        raise PlayerRefusedError("the queue keeps changing; please try again")

    async def _begin(self, entry: EntryId) -> None:
        """Play an entry, from silence too."""
        if self._queue.playing.state is PlayState.STOP:
            await self._refiller.begin(entry, ours=entry in self._queue.ours)
            return
        try:
            await self._queue.play(entry)
        except OvertakenError as gone:
            raise VanishedError(NOT_QUEUED) from gone
        await self._queue.refresh()

    def _count_as_heard(self, uris: Iterable[Uri]) -> None:
        """Count songs that the owner removed as heard, or the same ones would be chosen again."""
        for uri in uris:
            self._songs.note_song(uri, ours=False)
