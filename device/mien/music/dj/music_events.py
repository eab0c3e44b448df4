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
    """What the player does."""
    song: Queued | None = None
    """The current song, None without one."""
    upcoming: tuple[Queued, ...] = ()
    """What follows it."""
    target: MusicTarget | None = None
    """What music is looked for; None without a mood."""
    problem: str = ""
    """What keeps the music from meeting the target, a sentence; "" when nothing does."""
    away: bool = True
    """Whether the player can't be reached."""
    songs: int = 0
    """How many songs the library has."""
    for_room: bool = False
    """Whether the music pauses because nobody was there."""
    position: Position = field(default_factory=Position)
    """Where the player is in the song; `playing.elapsed` is where it was when it was asked last."""
    queue_version: int = 0
    """Another number after every change of the queue."""

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
    """The player does something else now, or went away. For the session's PlayerSaid."""

    now: MusicState
    """The music after the change."""


@dataclass(frozen=True, slots=True)
class SongBegan:
    """Another song is the current one, or none is any more."""

    now: MusicState
    """The music after the change."""


@dataclass(frozen=True, slots=True)
class PositionChanged:
    """The same song goes on from elsewhere: somebody sought, or it began later than it seemed."""

    now: MusicState
    """The music after the change."""


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """What is still to come changed."""

    now: MusicState
    """The music after the change."""


@dataclass(frozen=True, slots=True)
class MusicProblem:
    """Something keeps the music from meeting the target, or no longer does."""

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
