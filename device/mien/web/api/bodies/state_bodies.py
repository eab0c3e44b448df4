"""The state of the speaker, as `now` and events report it. Pure.

Times (`at`, `since`) are seconds on the speaker's own clock; `at` beside them is that clock's present time.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from mien.mood.emotion import Absence, Emotion
from mien.mood.guests.guest import GuestPlayer
from mien.mood.mood import Policy
from mien.mood.wishes import EyeState
from mien.types import EntryId, Seconds
from mien.web.api.bodies.body_parsing import Count, ResponseBody
from mien.web.backend import Opinion

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
    """What the camera sees; changes with every glance."""

    moment: MoodBody
    """What the faces show now."""
    settled: MoodBody
    """The mood and policy that the music follows."""
    by_owner: bool
    """Whether the settled mood was chosen by hand."""
    follows: str
    """The room whose mood the music follows instead, while nobody is in this one; "" for none."""
    followed: Emotion | None
    """That room's mood."""
    faces: tuple[FaceBody, ...]


class ReasonBody(ResponseBody):
    """One reason for a song."""

    criterion: str
    weight: float
    value: float
    phrase: str


class PlayingBody(ResponseBody):
    """The current song."""

    uri: str
    """Names it in requests."""
    entry: EntryId
    """Its entry of the queue."""
    title: str
    artist: str
    album: str
    genres: tuple[str, ...]
    duration: Seconds
    """0: unknown, as for a station."""
    elapsed: Seconds
    cover: str
    """The key of its cover, for /api/v1/covers/{key}; "" if it can't have one."""
    opinion: Opinion
    """The owner's opinion, under the present mood or under every mood."""
    ours: bool
    """Whether Mien chose it; otherwise the owner queued it."""
    emotion: Emotion | None
    """The mood that this very song was chosen for; null if the owner queued it."""
    target: tuple[str, ...]
    """The genres that this very song was chosen for, the best first; none if the owner queued it."""
    why: str
    reasons: tuple[ReasonBody, ...]


class UpcomingBody(ResponseBody):
    """A song that comes next."""

    uri: str
    """Names it in requests."""
    entry: EntryId
    """Its entry of the queue; 0: it isn't queued."""
    title: str
    artist: str
    ours: bool
    """Whether Mien chose it; otherwise the owner queued it."""
    why: str


class MusicPart(ResponseBody):
    """What plays, why, and what comes next."""

    playing: PlayingBody | None
    paused: bool
    wanted: tuple[str, ...]
    """Genres that suit the mood now, the best first."""
    upcoming: tuple[UpcomingBody, ...]
    can_undo: bool
    """Whether there is a skip to undo."""


class GuestBody(ResponseBody):
    """Somebody who plays on this loudspeaker instead of Mien."""

    player: GuestPlayer
    name: str
    """The name of their phone or computer; "" if unknown."""


class StatePart(ResponseBody):
    """The speaker's settings and problems."""

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
    """How much longer a mood chosen by hand applies; null without one."""
    hold: Seconds
    """How long a mood chosen by hand now would apply."""
    songs: Count
    """How many songs there are to choose from."""
    sleep_left: Seconds | None
    """How long until the sleep timer ends the music; null while it isn't set."""
    volume_limit: int
    """The present volume limit; percent."""
    guest: GuestBody | None
    """Who plays instead, so that the music waits; null if nobody does. Play takes the loudspeaker back."""


class QueuePart(ResponseBody):
    """Tells that the queue changed; its contents are requested when it is shown."""

    version: int
    """A number that is different after every change."""


class NowBody(ResponseBody):
    """The whole state of the speaker."""

    at: Seconds
    mood: MoodPart
    music: MusicPart
    state: StatePart
    queue: QueuePart
