"""Which entries of the queue are ours, written down at the player, so that they are known after a power cut.

When speaker and MPD start anew together, neither knows the other's entries: MPD gives new ids. What stays is
which songs are queued, and in which order. So of the whole queue a hash is kept, with the places in it that
are ours, as the sticker `mien.queue` on one song of it. Only a queue that is the very same song by song is
taken for the one that was marked, so an owner's song is not taken for ours: not one that was queued, moved or
put in place of another since. The last few marks are kept, for what MPD wrote of its queue may be older.
"""

import contextlib
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from mien.music.library.stations import is_endless
from mien.music.player.player import Entry, Player, PlayerRefusedError, UnableError, VanishedError
from mien.music.song import Uri
from mien.types import EntryId

TRACE = "mien.queue"
SHORTEST = 8
"""A queue of fewer songs is not marked: an owner may queue the same few again."""

MARKS = 4
LONGEST = 3000
"""Characters of a note; MPD refuses a line of more than 4096 bytes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A queue, as a hash of its songs in order, and the places in it, from 0, that are ours."""

    queue: str
    ours: tuple[int, ...]


def mark(queue: tuple[Entry, ...], ours: Collection[EntryId]) -> Mark:
    """Return the mark of a queue."""
    songs = "\n".join(entry.uri for entry in queue)
    places = tuple(place for place, entry in enumerate(queue) if entry.id in ours)
    return Mark(hashlib.sha256(songs.encode("utf-8", "surrogateescape")).hexdigest()[:32], places)


def recognised(queue: tuple[Entry, ...], marks: Iterable[Mark]) -> tuple[Entry, ...]:
    """Return the entries of a queue that are ours by every mark of it; none if it was not marked."""
    this = mark(queue, ()).queue
    said = [set(each.ours) for each in marks if each.queue == this]
    ours = set.intersection(*said) if said and len(queue) >= SHORTEST else set()
    return tuple(entry for place, entry in enumerate(queue) if place in ours)


def fingerprint_note(marks: tuple[Mark, ...]) -> str:
    """Return the note of some marks, the newest last; of fewer if it would be too long."""
    note = json.dumps([[each.queue, *each.ours] for each in marks], separators=(",", ":"))
    return note if len(note) <= LONGEST or not marks else fingerprint_note(marks[1:])


def read_fingerprint_note(note: str) -> tuple[Mark, ...]:
    """Return what a note says, nothing if it is no such note: anybody can write stickers."""
    try:
        return tuple(
            Mark(str(queue), tuple(int(place) for place in ours)) for queue, *ours in json.loads(note)
        )
    except (ValueError, TypeError, RecursionError):
        return ()


class QueueFingerprint:
    """Keeps the trace of the queue. A player that keeps no stickers is left alone.

    One that refuses for now (a full disk) is asked again at the next change.
    """

    def __init__(self, player: Player, *, kept: bool = True) -> None:
        self._player = player
        self._kept = kept
        self._marks: tuple[Mark, ...] = ()
        self._on: tuple[Uri, ...] = ()  # the songs that bear it; more than one after a pulled plug

    async def read(self, queue: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Return which entries were ours in a former life, by the trace it left."""
        if not self._kept:
            return ()
        try:
            notes = await self._player.stickers(TRACE)
        except PlayerRefusedError as no:
            self._kept = not isinstance(no, UnableError)
            return ()
        self._on = tuple(notes)
        self._marks = tuple(each for note in notes.values() for each in read_fingerprint_note(note))
        return recognised(queue, self._marks)

    async def keep(self, queue: tuple[Entry, ...], ours: Collection[EntryId]) -> None:
        """Note which entries are ours, if that changed."""
        fresh = mark(queue, ours)
        if not self._kept or len(queue) < SHORTEST or self._marks[-1:] == (fresh,):
            return
        marks = (*self._marks, fresh)[-MARKS:]
        try:
            bears = await self._stuck(self._bearers(queue, ours), fingerprint_note(marks))
            for uri in self._on:
                if uri != bears:
                    await self._player.delete_sticker(uri, TRACE)
        except PlayerRefusedError as no:
            self._kept = not isinstance(no, UnableError)
            return
        self._marks, self._on = marks, () if bears is None else (bears,)

    async def _stuck(self, bearers: Iterable[Uri], note: str) -> Uri | None:
        """Put the note on the first song that can bear it, and return that: one may have left the library."""
        for uri in bearers:
            with contextlib.suppress(VanishedError):
                await self._player.set_sticker(uri, TRACE, note)
                return uri
        return None

    def _bearers(self, queue: tuple[Entry, ...], ours: Collection[EntryId]) -> Iterator[Uri]:
        """Yield the songs that may bear the note: the one that does, while it is queued, else one of ours."""
        queued = {entry.uri for entry in queue}
        yield from (uri for uri in self._on if uri in queued)
        yield from (entry.uri for entry in reversed(queue) if entry.id in ours and not is_endless(entry.uri))
