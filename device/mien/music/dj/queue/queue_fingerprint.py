"""Which entries of the queue are ours, kept at the player, so that they are recognised after a power cut.

When speaker and MPD restart together, MPD gives every entry a new id. What stays is which songs are queued,
and in which order. So a hash of the whole queue is kept, with the positions of our entries, as the sticker
`mien.queue` on one of its songs. Only a queue that is the same song by song is recognised, so no song that
the owner has queued, moved or replaced since is mistaken for ours. The last few fingerprints are kept,
because the queue that MPD saved may be older.
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

QUEUE = "mien.queue"
SHORTEST = 8
"""A queue of fewer songs gets no fingerprint: the owner may queue the same few songs again."""

KEPT = 4
"""How many fingerprints are kept, the newest ones."""

LONGEST = 3000
"""Characters of a sticker; MPD refuses a line of more than 4096 bytes."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A queue, short enough for a sticker."""

    queue: str
    """A hash of its songs, in order."""
    ours: tuple[int, ...]
    """The positions in it that are ours, from 0."""


def fingerprint(queue: tuple[Entry, ...], ours: Collection[EntryId]) -> Fingerprint:
    """Return the fingerprint of a queue."""
    songs = "\n".join(entry.uri for entry in queue)
    places = tuple(place for place, entry in enumerate(queue) if entry.id in ours)
    return Fingerprint(hashlib.sha256(songs.encode("utf-8", "surrogateescape")).hexdigest()[:32], places)


def recognised(queue: tuple[Entry, ...], kept: Iterable[Fingerprint]) -> tuple[Entry, ...]:
    """Return the entries of a queue that are ours by all of its fingerprints; none without any."""
    this = fingerprint(queue, ()).queue
    said = [set(each.ours) for each in kept if each.queue == this]
    ours = set.intersection(*said) if said and len(queue) >= SHORTEST else set()
    return tuple(entry for place, entry in enumerate(queue) if place in ours)


def fingerprint_note(kept: tuple[Fingerprint, ...]) -> str:
    """Return some fingerprints, the newest last, as a sticker; the newest only if it would be too long."""
    note = json.dumps([[each.queue, *each.ours] for each in kept], separators=(",", ":"))
    return note if len(note) <= LONGEST or not kept else fingerprint_note(kept[1:])


def read_fingerprint_note(note: str) -> tuple[Fingerprint, ...]:
    """Return what a sticker says, nothing if it isn't one of ours: anybody can write stickers."""
    try:
        return tuple(
            Fingerprint(str(queue), tuple(int(place) for place in ours)) for queue, *ours in json.loads(note)
        )
    except (ValueError, TypeError, OverflowError, RecursionError):
        return ()


class QueueFingerprint:
    """Keeps the fingerprint of the queue. A player that keeps no stickers is not asked again.

    One that refuses for now (a full disk) is asked again at the next change.
    """

    def __init__(self, player: Player, *, kept: bool = True) -> None:
        self._player = player
        self._kept = kept
        self._fingerprints: tuple[Fingerprint, ...] = ()
        self._on: tuple[Uri, ...] = ()  # the songs that have the sticker; more than one after a power cut

    async def read(self, queue: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Return which entries were ours in the previous run."""
        if not self._kept:
            return ()
        try:
            notes = await self._player.stickers(QUEUE)
        except PlayerRefusedError as no:
            self._kept = not isinstance(no, UnableError)
            return ()
        self._on = tuple(notes)
        self._fingerprints = tuple(each for note in notes.values() for each in read_fingerprint_note(note))
        return recognised(queue, self._fingerprints)

    async def keep(self, queue: tuple[Entry, ...], ours: Collection[EntryId]) -> None:
        """Note which entries are ours, if that changed."""
        fresh = fingerprint(queue, ours)
        if not self._kept or len(queue) < SHORTEST or self._fingerprints[-1:] == (fresh,):
            return
        kept = (*self._fingerprints, fresh)[-KEPT:]
        try:
            on = await self._put_sticker(self._candidates(queue, ours), fingerprint_note(kept))
            for uri in self._on:
                if uri != on:
                    await self._player.delete_sticker(uri, QUEUE)
        except PlayerRefusedError as no:
            self._kept = not isinstance(no, UnableError)
            return
        self._fingerprints, self._on = kept, () if on is None else (on,)

    async def _put_sticker(self, candidates: Iterable[Uri], note: str) -> Uri | None:
        """Put the sticker on the first song that still exists and accepts it, and return that song."""
        for uri in candidates:
            with contextlib.suppress(VanishedError):
                await self._player.set_sticker(uri, QUEUE, note)
                return uri
        return None

    def _candidates(self, queue: tuple[Entry, ...], ours: Collection[EntryId]) -> Iterator[Uri]:
        """Yield songs for the sticker: the one that has it, while it is queued, then ours."""
        queued = {entry.uri for entry in queue}
        yield from (uri for uri in self._on if uri in queued)
        yield from (entry.uri for entry in reversed(queue) if entry.id in ours and not is_endless(entry.uri))
