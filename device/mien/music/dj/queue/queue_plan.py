"""Plans how to get from the present queue to the wanted one. Pure: returns commands.

What the owner queued is the owner's: it is never removed or moved. Ours are the entries that the speaker
added (it remembers their ids). Those that are still to come can be replaced, each in its place, so that an
entry of the owner's between them plays when it would have. The current song is never touched.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from mien.music.player.player import Add, Entry, Playing, QueueCommand, Remove
from mien.music.song import Uri
from mien.types import EntryId, PlayState

KEEP_PLAYED = 20
"""How many of our played entries stay in the queue, for going back."""

_Mine = TypeVar("_Mine")


class QueueMode(Enum):
    """What to do with those of ours that are still to come."""

    TOP_UP = auto()  # it stays; picks go to the end
    REPLACE = auto()  # picks replace it; they play from the next song boundary on
    NOW = auto()  # picks replace it, the first right after the current song, to be played at once


class QueuePlace(Enum):
    """Where the owner wants songs."""

    NOW = auto()  # after the current song, and played at once
    NEXT = auto()  # after the current song
    END = auto()  # after the owner's last song, before ours: the mood waits until the owner's songs are over


@dataclass(frozen=True, slots=True)
class Plan:
    """A change of the queue."""

    commands: tuple[QueueCommand, ...] = ()
    """The changes, in order."""
    play: int | None = None
    """Which of the added entries is to be played at once, from 0; None if none."""


def plan(
    queue: tuple[Entry, ...],
    current: EntryId | None,
    ours: Collection[EntryId],
    picks: tuple[Uri, ...],
    mode: QueueMode,
) -> Plan:
    """Return the commands that add the picks to the queue."""
    here = position(queue, current)
    tidy = tuple(Remove(entry.id) for entry in _long_played(queue[: here + 1], current, ours))
    if mode is QueueMode.TOP_UP:
        return Plan((*(Add(uri) for uri in picks), *tidy))
    coming = tuple(entry for entry in queue[here + 1 :] if entry.id in ours)
    if mode is QueueMode.REPLACE:
        return Plan((*_replaced(coming, picks), *tidy))
    removed = tuple(Remove(entry.id) for entry in reversed(coming))
    if not picks:
        return Plan((*removed, *tidy))
    first = Add(picks[0], here + 1)
    rest = _replaced_after(queue[here + 1 :], ours, here + 2, picks[1:])
    return Plan((*removed, first, *rest, *tidy), play=0)


def missing(queue: tuple[Entry, ...], current: EntryId | None, ours: Collection[EntryId], ahead: int) -> int:
    """Return how many of ours have to be added so that `ahead` are still to come."""
    here = position(queue, current)
    return max(0, ahead - sum(entry.id in ours for entry in queue[here + 1 :]))


def upcoming(queue: tuple[Entry, ...], current: EntryId | None) -> tuple[Entry, ...]:
    """Return what is still to come."""
    return queue[position(queue, current) + 1 :]


def left_off(
    queue: tuple[Entry, ...], current: EntryId | None, last: EntryId | None, ours: Collection[EntryId]
) -> tuple[Entry, ...]:
    """Return the entries with which stopped music may continue, in order.

    These are the current song, and the owner's entries that have not played yet: those after the song that
    was current last (`last`), or all of them if there was none or it is gone.
    """
    anchor = last if current is None else current
    here = next((place for place, entry in enumerate(queue) if entry.id == anchor), -1)
    now = queue[here : here + 1] if current is not None and here >= 0 else ()
    return (*now, *(entry for entry in queue[here + 1 :] if entry.id not in ours))


def position(queue: tuple[Entry, ...], current: EntryId | None) -> int:
    """Return the position of the current song; without one the end: all of the queue has played."""
    return next((place for place, entry in enumerate(queue) if entry.id == current), len(queue) - 1)


def owners_place(
    queue: tuple[Entry, ...], current: EntryId | None, ours: Collection[EntryId], place: QueuePlace
) -> int:
    """Return the position at which the owner's songs go in."""
    here = position(queue, current)
    if place is not QueuePlace.END:
        return here + 1
    theirs = [at for at, entry in enumerate(queue) if at > here and entry.id not in ours]
    return (theirs[-1] if theirs else here) + 1


def moved_to(queue: tuple[Entry, ...], entry: EntryId, before: EntryId | None) -> int | None:
    """Return the position of an entry once it is before another; None: at the end.

    Return None if one of them isn't queued.
    """
    others = [other.id for other in queue if other.id != entry]
    if len(others) == len(queue) or (before is not None and before not in others):
        return None
    return len(others) if before is None else others.index(before)


def still_ours(
    queue: tuple[Entry, ...], ours: Mapping[EntryId, tuple[Uri, _Mine]]
) -> dict[EntryId, tuple[Uri, _Mine]]:
    """Return those of ours that are still in the queue. An id with another uri is another entry."""
    there = {entry.id: entry.uri for entry in queue}
    return {entry: mine for entry, mine in ours.items() if there.get(entry) == mine[0]}


def known_again(
    queue: tuple[Entry, ...], ours: Mapping[EntryId, tuple[Uri, _Mine]]
) -> dict[EntryId, tuple[Uri, _Mine]]:
    """Return ours in the queue of a player that was restarted and gave every entry a new id, by their uris.

    Each of ours is found once at most, as the last entry with its uri, so the owner's own copy before it
    stays the owner's.
    """
    found = still_ours(queue, ours)
    lost = Counter(uri for entry, (uri, _) in ours.items() if entry not in found)
    mine = dict(ours.values())
    for entry in reversed(queue):
        if entry.id not in found and lost[entry.uri] > 0:
            lost[entry.uri] -= 1
            found[entry.id] = (entry.uri, mine[entry.uri])
    return found


def ours_after(
    ours: Mapping[EntryId, tuple[Uri, _Mine]],
    before: tuple[Entry, ...],
    queue: tuple[Entry, ...],
    *,
    restarted: bool,
) -> dict[EntryId, tuple[Uri, _Mine]]:
    """Return which entries of the queue are ours, if these were of the queue before.

    `restarted`: the player may have restarted, so its ids mean nothing.
    """
    if not restarted:
        return still_ours(queue, ours)
    if len(queue) != len(before) or any(a.uri != b.uri for a, b in zip(before, queue, strict=True)):
        return known_again(queue, ours)
    return {now.id: ours[then.id] for then, now in zip(before, queue, strict=True) if then.id in ours}


def fell_silent(before: Playing, after: Playing, left: int, *, restarted: bool) -> bool:
    """Return whether the music ended although nobody stopped it: it played before and is stopped now.

    A player that was stopped by hand keeps its current song; one that ran out of songs, or of songs that it
    can play, doesn't; and one that was restarted stopped without a request. A queue that was emptied by hand
    (`left` is 0) stays empty.
    """
    if before.state is not PlayState.PLAY or after.state is not PlayState.STOP:
        return False
    return restarted or (left > 0 and (after.entry is None or bool(after.error)))


def _replaced(coming: tuple[Entry, ...], picks: tuple[Uri, ...]) -> Iterable[QueueCommand]:
    """Yield commands that put picks where ours are. Those picked again stay; picks left over go last."""
    again = {entry.uri: entry.id for entry in reversed(coming) if entry.uri in picks}
    fresh = [uri for uri in picks if uri not in again]
    dropped = []
    for entry in coming:
        if again.get(entry.uri) == entry.id:
            continue
        if fresh:
            yield Remove(entry.id)
            yield Add(fresh.pop(0), entry.pos)
        else:
            dropped.append(Remove(entry.id))
    yield from dropped
    yield from (Add(uri) for uri in fresh)


def _replaced_after(
    coming: tuple[Entry, ...], ours: Collection[EntryId], begin: int, picks: tuple[Uri, ...]
) -> Iterable[QueueCommand]:
    """Yield commands that put picks where ours were before they were removed, from `begin` on."""
    left = list(picks)
    skip = bool(coming) and coming[0].id in ours  # its place was taken by the first pick
    place = begin
    for entry in coming[1:] if skip else coming:
        if entry.id not in ours:
            place += 1
        elif left:
            yield Add(left.pop(0), place)
            place += 1
    yield from (Add(uri) for uri in left)


def _long_played(
    played: tuple[Entry, ...], current: EntryId | None, ours: Collection[EntryId]
) -> tuple[Entry, ...]:
    """Return our entries that played long ago: all but the last KEEP_PLAYED."""
    mine = tuple(entry for entry in played if entry.id in ours and entry.id != current)
    return mine[: max(0, len(mine) - KEEP_PLAYED)]
