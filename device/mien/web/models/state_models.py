"""The speaker's state at one moment."""

from dataclasses import dataclass

from mien.mood.emotion import Emotion
from mien.mood.glance import Face
from mien.mood.wishes import DisplayState
from mien.types import EntryId, Percent, Seconds
from mien.web.models.library_models import Opinion


@dataclass(frozen=True, slots=True)
class ReasonModel:
    """One reason for a song."""

    criterion: str
    """Such as "genre"."""
    weight: float
    """How much it counts; 0 to 1, all weights together 1."""
    value: float
    """How well the song fits; 0 to 1."""
    phrase: str
    """The reason in words."""


@dataclass(frozen=True, slots=True)
class PlayingModel:
    """The current song."""

    uri: str
    """Where it is, for the player."""
    title: str
    """Never empty."""
    artist: str = ""
    """"" if unknown."""
    album: str = ""
    """"" if unknown."""
    genres: tuple[str, ...] = ()
    """As its tags have them."""
    duration: Seconds = 0.0
    """0: unknown, as for a station."""
    elapsed: Seconds = 0.0
    """At the time of the call: it grows from one `now` to the next while the song plays."""
    ours: bool = True
    """Whether Mien chose it; otherwise the owner queued it, and `why` is ""."""
    why: str = ""
    """Why it plays, in one sentence."""
    reasons: tuple[ReasonModel, ...] = ()
    """Why it plays, in numbers."""
    entry: EntryId = 0
    """Its entry of the queue."""
    opinion: Opinion = Opinion.NONE
    """The owner's opinion, under the present mood or under every mood."""
    emotion: Emotion | None = None
    """The mood that this very song was chosen for; None if the owner queued it."""
    target: tuple[str, ...] = ()
    """The genres that this very song was chosen for, the best first; none if the owner queued it."""


@dataclass(frozen=True, slots=True)
class UpcomingModel:
    """A song that comes next."""

    uri: str
    """Where it is, for the player."""
    title: str
    """Never empty."""
    artist: str = ""
    """"" if unknown."""
    ours: bool = True
    """Whether Mien chose it; otherwise the owner queued it."""
    why: str = ""
    """Why it was chosen, in one sentence."""
    entry: EntryId = 0
    """Its entry of the queue; 0: it isn't queued."""


@dataclass(frozen=True, slots=True)
class SpeakerState:
    """The speaker at this moment."""

    shown: DisplayState
    """The mood and the session's state: the same as the ring shows."""
    playing: PlayingModel | None = None
    """The current song; None without one."""
    wanted: tuple[str, ...] = ()
    """The genres that suit the mood, the best first."""
    upcoming: tuple[UpcomingModel, ...] = ()
    """The next songs, in order."""
    volume: Percent | None = None
    """None without a mixer."""
    can_undo: bool = False
    """Whether there is a skip to undo."""
    held_for: Seconds | None = None
    """How much longer a mood chosen by hand applies; None without one."""
    faces: tuple[Face, ...] = ()
    """The faces in the last glance; none while the camera is off."""
    troubles: tuple[str, ...] = ()
    """Sentences for the owner, the worst first."""
    queue_version: int = 0
    """A number that is different after every change of the queue: QueueModel.version."""
    songs: int = 0
    """How many songs and stations there are; 0 also before the library was read."""
    hold: Seconds = 3600.0
    """How long a mood chosen by hand now would apply."""
    sleep_left: Seconds | None = None
    """How long until the sleep timer ends the music; None while it isn't set."""
    volume_limit: Percent = 100
    """The present volume limit."""
