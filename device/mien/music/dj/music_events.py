"""What the music has to tell: to the session, the page, the demo. Values only."""

from dataclasses import dataclass, field
from typing import TypeAlias

from mien.mood.events import PlayerStatus
from mien.music.player.player import Entry, Playing
from mien.music.selection.rules import MusicTarget
from mien.music.song import Pick


@dataclass(frozen=True, slots=True)
class Queued:
    """One entry of the queue; `pick`: why it is there, None when the owner put it there."""

    entry: Entry
    pick: Pick | None = None


@dataclass(frozen=True, slots=True)
class MusicState:
    """The music as it is. `song`: at hand, None without one. `upcoming`: what follows it.

    `trouble`: what keeps the music from being as wanted, a sentence; "" when nothing does. `away`: the
    player is. `songs`: how many the library has. `for_room`: it pauses because nobody was there.
    """

    playing: Playing = field(default_factory=Playing)
    song: Queued | None = None
    upcoming: tuple[Queued, ...] = ()
    wanted: MusicTarget | None = None
    trouble: str = ""
    away: bool = True
    songs: int = 0
    for_room: bool = False

    def status(self) -> PlayerStatus:
        """Return what the session needs to know of the player."""
        return PlayerStatus(
            self.playing.state,
            self.song.entry.uri if self.song else None,
            self.playing.volume,
            self.for_room,
        )


@dataclass(frozen=True, slots=True)
class PlayerChanged:
    """The player does something else now, or is away (`now.away`). For the session's PlayerSaid."""

    now: MusicState


@dataclass(frozen=True, slots=True)
class SongBegan:
    """Another song is at hand; `now.song` is None when there is none any more."""

    now: MusicState


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """What is still to come changed."""

    now: MusicState


@dataclass(frozen=True, slots=True)
class MusicProblem:
    """Something keeps the music from being as wanted; "" when that is over."""

    sentence: str


MusicEvent: TypeAlias = PlayerChanged | SongBegan | QueueChanged | MusicProblem


def events_between(before: MusicState, after: MusicState) -> tuple[MusicEvent, ...]:
    """Return what is new."""
    changed: list[MusicEvent] = []
    if _player(before) != _player(after):
        changed.append(PlayerChanged(after))
    if _id(before) != _id(after):
        changed.append(SongBegan(after))
    if [q.entry.id for q in before.upcoming] != [q.entry.id for q in after.upcoming]:
        changed.append(QueueChanged(after))
    if before.trouble != after.trouble:
        changed.append(MusicProblem(after.trouble))
    return tuple(changed)


def _player(now: MusicState) -> tuple[object, ...]:
    return now.away, now.status()


def _id(now: MusicState) -> int | None:
    return now.song.entry.id if now.song else None
