"""The queue, what the owner said of songs, and alarms."""

from dataclasses import dataclass
from enum import StrEnum

from mien.mood.emotion import Emotion
from mien.types import EntryId
from mien.web.models.library_models import Opinion, SongModel


class Place(StrEnum):
    """Where songs go in the queue: played at once, after this song, or after what the owner queued before."""

    NOW = "now"
    NEXT = "next"
    END = "end"


@dataclass(frozen=True, slots=True)
class QueueEntryModel:
    """One entry of the queue."""

    entry: EntryId
    """Names it; it moves with the entry, and the same song may be queued twice."""
    song: SongModel
    """What it plays."""
    ours: bool = True
    """Mien chose it; otherwise the owner queued it, and `why` is ""."""
    why: str = ""
    """Why it is there, in one sentence."""


@dataclass(frozen=True, slots=True)
class QueueModel:
    """The whole queue."""

    entries: tuple[QueueEntryModel, ...] = ()
    """In order: what was played, the current song, what comes next."""
    current: EntryId | None = None
    """The entry of the current song; None without one."""
    version: int = 0
    """Another one after every change; SpeakerState.queue_version says the same."""


@dataclass(frozen=True, slots=True)
class OpinionModel:
    """What the owner thinks of a song, and how that is known."""

    song: SongModel
    """The song."""
    opinion: Opinion
    """LIKE or DISLIKE."""
    emotion: Emotion | None = None
    """Under which mood; None: under every mood."""
    why: str = ""
    """How that is known, in one sentence: "You liked it."."""


@dataclass(frozen=True, slots=True)
class AlarmModel:
    """Music to wake up to."""

    at: str
    """"HH:MM", the speaker's local time."""
    days: tuple[int, ...]
    """0 is Monday; none: the next time it is that late, once."""
    emotion: Emotion
    """The mood whose music plays."""
    is_on: bool = True
    """It will ring."""
