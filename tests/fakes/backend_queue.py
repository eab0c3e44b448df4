"""The queue of the fake backend: the owner's entries stay, ours come after them and follow the mood."""

import itertools
from dataclasses import dataclass, field

from fakes.backend_scene import Track
from mien.types import EntryId
from mien.web.backend import Place
from mien.web.backend_errors import MissingError

AHEAD = 3
"""So many songs of ours are queued."""


@dataclass(frozen=True)
class FakeEntry:
    """An entry of the queue; `wanted`: the genres that it was chosen for."""

    id: EntryId
    track: Track
    ours: bool
    wanted: tuple[str, ...] = ()


@dataclass
class FakeQueue:
    """See the module. `at`: the current entry's position."""

    entries: list[FakeEntry] = field(default_factory=list)
    at: int = -1
    version: int = 0
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def current(self) -> FakeEntry:
        """Return the current entry."""
        return self.entries[self.at]

    @property
    def upcoming(self) -> list[FakeEntry]:
        """Return what comes next."""
        return self.entries[self.at + 1 :]

    def heard(self) -> dict[str, int]:
        """Return when each song was heard last, as a position."""
        return {entry.track.uri: place for place, entry in enumerate(self.entries[: self.at + 1])}

    def refill(self, fitting: list[Track], wanted: tuple[str, ...], *, anew: bool = False) -> None:
        """Queue songs of ours until there are enough; `anew`: in place of those that there are."""
        if anew:
            self._put([*self.entries[: self.at + 1], *(e for e in self.upcoming if not e.ours)])
        queued = {entry.track.uri for entry in self.entries[max(0, self.at) :]}
        fresh = [track for track in fitting if track.uri not in queued]
        missing = max(0, AHEAD - sum(entry.ours for entry in self.upcoming))
        if missing:
            new = (FakeEntry(next(self.ids), track, ours=True, wanted=wanted) for track in fresh[:missing])
            self._put([*self.entries, *new])

    def add(self, tracks: list[Track], place: Place) -> None:
        """Queue songs as the owner's."""
        new = [FakeEntry(next(self.ids), track, ours=False) for track in tracks]
        owners_last = max((i for i, entry in enumerate(self.entries) if not entry.ours), default=self.at)
        where = max(owners_last, self.at) + 1 if place is Place.END else self.at + 1
        self._put([*self.entries[:where], *new, *self.entries[where:]])

    def position(self, entry: EntryId) -> int:
        """Return where an entry is."""
        found = next((place for place, one in enumerate(self.entries) if one.id == entry), None)
        if found is None:
            raise MissingError("That song is no longer in the queue.")
        return found

    def move(self, entry: EntryId, before: EntryId | None) -> None:
        """Move an entry, which is the owner's from then on."""
        current, moved = self.current.id, self.entries[self.position(entry)]
        if before is not None:
            self.position(before)
        if before == entry:
            return
        rest = [one for one in self.entries if one.id != entry]
        where = next((i for i, one in enumerate(rest) if one.id == before), len(rest))
        self._put([*rest[:where], FakeEntry(moved.id, moved.track, ours=False), *rest[where:]], current)

    def remove(self, entry: EntryId) -> bool:
        """Take an entry out; return whether it was the current one, which makes the next one current."""
        gone, current = self.position(entry), self.current.id
        rest = [one for one in self.entries if one.id != entry]
        if current != entry:
            self._put(rest, current)
            return False
        self._put(rest, rest[min(gone, len(rest) - 1)].id if rest else None)
        return True

    def clear(self) -> None:
        """Keep the current song only."""
        self._put([self.current], self.current.id)

    def bring_back(self, entry: FakeEntry) -> None:
        """Make an entry the current one, even if it was taken out meanwhile."""
        if all(one.id != entry.id for one in self.entries):
            self._put([*self.entries[: self.at + 1], entry, *self.upcoming])
        self.go(self.position(entry.id))

    def go(self, place: int) -> None:
        """Make the entry there the current one."""
        self.at = max(0, min(place, len(self.entries) - 1))
        self.version += 1

    def _put(self, entries: list[FakeEntry], current: EntryId | None = None) -> None:
        self.entries, self.version = entries, self.version + 1
        if current is not None:
            self.at = self.position(current)
