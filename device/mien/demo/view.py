"""What the demo shows: plain values, quick to import, so that the title appears at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from mien.mood.emotion import MoodName
from mien.mood.glance import Glance
from mien.mood.wishes import DisplayState
from mien.panel.ring_patterns import RGB
from mien.types import Seconds

EventRecord: TypeAlias = dict[str, Any]
"""One event as JSON can hold it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the preparation."""

    says: str
    """What is being done, as in "Starting the camera"."""

    share: float = 0.0
    """How much of it is done, 0..1."""


@dataclass(frozen=True, slots=True)
class SongView:
    """The song that is playing, as text."""

    title: str = ""
    """Empty if nothing is playing."""

    artist: str = ""
    """Who plays it."""

    genre: str = ""
    """Its genres, separated by commas."""

    why: str = ""
    """Why it was chosen, as a sentence."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the demo shows at one moment."""

    at: Seconds = 0.0
    """Seconds since the demo began."""

    steps: tuple[Step, ...] = ()
    """What is being prepared; () once everything is ready."""

    is_reel: bool = True
    """Whether the person is invented."""

    left: Seconds | None = None
    """Seconds until the demo ends; None: until somebody ends it, or that is not known yet."""

    is_ending: bool = False
    """Whether somebody ended the demo."""

    glance: Glance | None = None
    """What the camera sees; None before the first picture."""

    eye_problem: str = ""
    """Why the camera sees nothing, as a sentence; "" if it does."""

    shown: DisplayState | None = None
    """The mood."""

    ring: tuple[RGB, ...] = ()
    """The ring's colours, clockwise from the top LED."""

    playing: SongView = field(default_factory=SongView)
    """The song that is playing."""

    queued: tuple[str, ...] = ()
    """The titles that come next."""

    wanted: tuple[str, ...] = ()
    """The genres that suit the mood."""


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """How the demo went."""

    verdicts: tuple[Mapping[str, Any], ...] = ()
    """The verdict on each mood that the reel showed to its end, as a record."""

    problems: tuple[str, ...] = ()
    """Each problem, as a sentence."""

    ended_early: bool = False
    """Whether somebody ended it."""

    is_reel: bool = True
    """Whether the person was invented."""

    moods: tuple[MoodName, ...] = ()
    """Each mood that was recognised, in the order of their first appearance."""

    songs: int = 0
    """How many songs were played."""

    failure: str = ""
    """Why the demo could not go on, as a sentence; "" if it could."""
