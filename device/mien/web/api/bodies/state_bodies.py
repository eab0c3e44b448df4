"""The state of the speaker, as `now` answers it and events carry it. Pure.

Moments (`at`, `since`) are seconds on the speaker's own clock; `at` beside them is that clock's time now.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from mien.mood.emotion import Absence, Emotion
from mien.mood.mood import Policy
from mien.mood.wishes import EyeState
from mien.types import Seconds
from mien.web.api.bodies.body_parsing import Count, ResponseBody

Share = Annotated[float, Field(ge=0, le=1)]


class MoodBody(ResponseBody):
    """A mood."""

    name: Emotion | Absence
    valence: float | None
    """-1 (unpleasant) to 1; null without a face."""
    arousal: float | None
    """-1 (calm) to 1; null without a face."""
    confidence: Share
    since: Seconds


class FaceBody(ResponseBody):
    """A face that the camera sees."""

    scores: Mapping[Emotion, Share]
    quality: Share
    why_low: str
    """Why it is hard to read; "" if it isn't."""


class MoodPart(ResponseBody):
    """What is seen: it changes with every glance."""

    moment: MoodBody
    """What the faces show now."""
    settled: MoodBody
    """What the music follows."""
    by_owner: bool
    """The settled mood was chosen by hand."""
    faces: tuple[FaceBody, ...]


class ReasonBody(ResponseBody):
    """One reason for a song."""

    criterion: str
    weight: float
    value: float
    phrase: str


class PlayingBody(ResponseBody):
    """The current song."""

    title: str
    artist: str
    album: str
    genres: tuple[str, ...]
    duration: Seconds
    """0: unknown, as for a station."""
    elapsed: Seconds
    cover: str
    """The key of its cover, for /api/v1/covers/{key}."""
    ours: bool
    """Mien chose it; otherwise the owner queued it."""
    why: str
    reasons: tuple[ReasonBody, ...]


class UpcomingBody(ResponseBody):
    """A song that comes next."""

    title: str
    artist: str
    ours: bool
    """Mien chose it; otherwise the owner queued it."""
    why: str


class MusicPart(ResponseBody):
    """What plays, why, and what comes next."""

    playing: PlayingBody | None
    paused: bool
    wanted: tuple[str, ...]
    """Genres, the best first."""
    upcoming: tuple[UpcomingBody, ...]
    can_undo: bool
    """There is a skip to undo."""


class StatePart(ResponseBody):
    """How the speaker is set, and what is wrong with it."""

    policy: Policy
    eye: EyeState
    player_away: bool
    volume: int | None
    """Percent; null without a mixer."""
    watching: Count
    """Browsers with the live view open."""
    paired: Count
    """Browsers that are paired."""
    troubles: tuple[str, ...]
    """Sentences for the owner, the worst first."""
    held_for: Seconds | None
    """How long a mood chosen by hand still holds; null without one."""


class NowBody(ResponseBody):
    """The whole state of the speaker."""

    at: Seconds
    mood: MoodPart
    music: MusicPart
    state: StatePart
