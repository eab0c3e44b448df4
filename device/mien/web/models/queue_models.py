"""The queue, the owner's opinions of songs, and alarms."""

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
    """Identifies it, also after a move, and if the same song is queued twice."""
    song: SongModel
    """What it plays."""
    ours: bool = True
    """Whether Mien chose it; otherwise the owner queued it, and `why` is ""."""
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
    """A number that is different after every change; the same as SpeakerState.queue_version."""


@dataclass(frozen=True, slots=True)
class OpinionModel:
    """The owner's opinion of a song, and where it comes from."""

    song: SongModel
    """The song."""
    opinion: Opinion
    """LIKE or DISLIKE."""
    emotion: Emotion | None = None
    """Under which mood; None: under every mood."""
    why: str = ""
    """Where it comes from, in one sentence: "You liked it."."""


@dataclass(frozen=True, slots=True)
class AlarmModel:
    """Music to wake up to."""

    at: str
    """"HH:MM", the speaker's local time."""
    days: tuple[int, ...]
    """0 is Monday; none: it rings once, when that time next comes."""
    emotion: Emotion
    """The mood whose music plays."""
    is_on: bool = True
    """Whether it will ring."""
