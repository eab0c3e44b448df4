"""What the music reports: to the session, the page, the demo. Values only."""

from dataclasses import dataclass, field
from typing import TypeAlias

from mien.mood.events import PlayerStatus
from mien.music.dj.position import Position
from mien.music.player.player import Entry, Playing
from mien.music.selection.rules import MusicTarget
from mien.music.song import Pick


@dataclass(frozen=True, slots=True)
class Queued:
    """One entry of the queue."""

    entry: Entry
    """The entry."""
    pick: Pick | None = None
    """Why it is there; None when the owner put it there."""


@dataclass(frozen=True, slots=True)
class MusicState:
    """The music as it is."""

    playing: Playing = field(default_factory=Playing)
    """What the player is doing."""
    song: Queued | None = None
    """The current song, None without one."""
    upcoming: tuple[Queued, ...] = ()
    """The songs after it."""
    target: MusicTarget | None = None
    """The target; None without a mood."""
    problem: str = ""
    """Why the music can't meet the target, as a sentence; "" if it can."""
    away: bool = True
    """Whether the player can't be reached."""
    songs: int = 0
    """How many songs the library has."""
    for_room: bool = False
    """Whether the music pauses because nobody was there."""
    position: Position = field(default_factory=Position)
    """Where the player is in the song; `playing.elapsed` is where it was when last asked."""
    queue_version: int = 0
    """A number that is different after every change of the queue."""

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
    """The player's state changed, or it became unavailable. For the session's PlayerSaid."""

    now: MusicState
    """The music after the change."""


@dataclass(frozen=True, slots=True)
class SongBegan:
    """The current song changed, or there is none any more."""

    now: MusicState
    """The music after the change."""


@dataclass(frozen=True, slots=True)
class PositionChanged:
    """The position in the song jumped: somebody sought, or the song began later than it seemed."""

    now: MusicState
    """The music after the change."""


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """The songs that are still to come changed."""

    now: MusicState
    """The music after the change."""


@dataclass(frozen=True, slots=True)
class MusicProblem:
    """Something prevents the music from meeting the target, or no longer does."""

    sentence: str
    """What it is; "" when it is over."""


MusicEvent: TypeAlias = PlayerChanged | SongBegan | PositionChanged | QueueChanged | MusicProblem


def events_between(
    before: MusicState, after: MusicState, reported: Position | None = None
) -> tuple[MusicEvent, ...]:
    """Return what is new. `reported`: the position that was reported last, if not that of `before`."""
    changed: list[MusicEvent] = []
    if _player(before) != _player(after):
        changed.append(PlayerChanged(after))
    if _id(before) != _id(after):
        changed.append(SongBegan(after))
    elif after.position.is_jump(reported or before.position):
        changed.append(PositionChanged(after))
    if before.queue_version != after.queue_version:
        changed.append(QueueChanged(after))
    if before.problem != after.problem:
        changed.append(MusicProblem(after.problem))
    return tuple(changed)


def _player(now: MusicState) -> tuple[object, ...]:
    return now.away, now.status()


def _id(now: MusicState) -> int | None:
    return now.song.entry.id if now.song else None
