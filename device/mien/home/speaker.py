"""The speaker's state as the house sees it: values, and their JSON. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from mien.home.home_commands import Command
from mien.home.senses import HomeSenses, senses_payload
from mien.mood.emotion import Emotion, MoodName
from mien.mood.mood import Mood, Policy
from mien.types import Percent, Seconds

Payload: TypeAlias = Mapping[str, Any]

LONGEST_TEXT = 255
"""Characters: Home Assistant refuses a longer state."""
AUTOMATIC = "automatic"
"""The override while no mood is chosen by hand."""


class CameraState(StrEnum):
    """The state of the camera, in the owner's words."""

    ON = "on"
    OFF = "off"
    UNAVAILABLE = "unavailable"


class MusicActivity(StrEnum):
    """The state of the music."""

    PLAYING = "playing"
    PAUSED = "paused"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class HomeSong:
    """The song that plays."""

    title: str = ""
    """Its title, or the file's name."""
    artist: str = ""
    """Its artist; "" when unknown."""
    album: str = ""
    """Its album; "" when unknown, or when the owner queued it."""
    reason: str = ""
    """Why it was chosen, one sentence; "" when the owner queued it."""


@dataclass(frozen=True, slots=True)
class HomeState:
    """The speaker as the house sees it."""

    settled: Mood
    """The mood that the music follows."""
    moment: MoodName
    """What the faces show right now."""
    policy: Policy
    """How music responds to the mood."""
    by_hand: bool
    """Whether the settled mood was chosen by hand."""
    people: int | None
    """Faces that are followed now; None unless the camera is on."""
    camera: CameraState
    """The state of the camera."""
    watched: bool
    """Whether somebody sees its pictures on the page."""
    music: MusicActivity
    """The state of the music."""
    song: HomeSong
    """The song that plays; without a title when there is none."""
    volume: Percent | None
    """The volume; None without a mixer."""
    volume_limit: Percent
    """No request goes above it."""
    certainty: float
    """How sure of a new mood before the music follows, 0..1."""
    problems: tuple[str, ...]
    """Present problems, one sentence each."""
    follows: str = ""
    """The room whose mood the music follows; "" while it follows its own."""


@dataclass(frozen=True, slots=True)
class HomeRoom:
    """The speaker's room, for the rooms that share its mood."""

    is_occupied: bool
    """Whether somebody is in it, as far as it was seen."""
    emotion: Emotion | None
    """The mood that its music follows; None before the first."""


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """Numbers for finding faults."""

    glances: int
    """Glances since the start."""
    frame_age: Seconds | None
    """How old the newest glance's frame was; None without a glance."""
    light: float | None
    """How bright the room is, 0..1; None without a glance."""
    player_reply_took: Seconds | None
    """How long MPD's newest answer took; None while it is unavailable."""
    player_reply_age: Seconds | None
    """How long ago MPD answered; None while it is unavailable."""
    queue: int
    """Songs that follow the one that plays."""
    songs: int
    """Songs in the library."""
    memory: int
    """Bytes of memory that the speaker's process holds."""
    mood_seconds: Mapping[str, Seconds]
    """For how long each mood was the settled one, since the start."""
    reconnects: int
    """How often the connection to the broker was restored."""
    temperature: float | None
    """Of the board's processor, degrees Celsius; None where it has no sensor."""
    throttled: bool | None
    """Whether the board is throttled; None if unknown."""
    senses: HomeSenses = field(default_factory=HomeSenses)
    """What each sense says now."""


class HomeSpeaker(Protocol):
    """The speaker as the house needs it; app/home implements it."""

    def room(self) -> HomeRoom:
        """Return the state of its room. Cheap."""

    def state(self) -> HomeState:
        """Return the present state. Cheap."""

    def diagnostics(self) -> Diagnostics:
        """Return the figures for diagnostics and metrics."""

    def obey(self, command: Command) -> None:
        """Carry out the command; returns at once."""

    def reconnecting(self) -> None:
        """Count one more connection to the broker."""

    def connected(self, *, there: bool) -> None:
        """Note that the connection to the broker was made, or lost."""

    def report(self, sentence: str) -> None:
        """Tell the owner why the broker can't be reached; "" once it can."""


def state_payload(state: HomeState) -> Payload:
    """Return the speaker's state as it is published at `mien/<id>/state`."""
    mood = state.settled
    placed = isinstance(mood.name, Emotion)
    return {
        "mood": mood.name.value,
        "moment": state.moment.value,
        "valence": round(mood.valence, 2) if placed else None,
        "arousal": round(mood.arousal, 2) if placed else None,
        "confidence": round(mood.confidence * 100),
        "override": mood.name.value if state.by_hand else AUTOMATIC,
        "policy": state.policy.value,
        "people": state.people,
        "camera": state.camera.value,
        "watched": state.watched,
        "music": state.music.value,
        "song": text(state.song.title) or None,
        "artist": text(state.song.artist),
        "album": text(state.song.album),
        "reason": text(state.song.reason) or None,
        "volume": state.volume,
        "volume_limit": state.volume_limit,
        "certainty": round(state.certainty * 100, 1),
        "follows": state.follows or None,
        "problems": [text(problem) for problem in state.problems],
    }


def diagnostics_payload(now: Diagnostics) -> Payload:
    """Return numbers and senses as they are published at `mien/<id>/diagnostics`."""
    return {
        "frame_age": None if now.frame_age is None else round(now.frame_age * 1e3),
        "light": None if now.light is None else round(now.light * 100),
        "queue": now.queue,
        "songs": now.songs,
        "memory": round(now.memory / 1e6, 1),
        "reconnects": now.reconnects,
        "temperature": None if now.temperature is None else round(now.temperature, 1),
        **senses_payload(now.senses),
    }


def event_payload(before: MoodName, now: Mood) -> Payload:
    """Return the event that the settled mood changed."""
    return {"event_type": now.name.value, "before": before.value, "confidence": round(now.confidence * 100)}


def text(untrusted: str) -> str:
    """Return a title or sentence as one line that Home Assistant accepts: valid text, not too long."""
    whole = untrusted.encode("utf-8", "replace").decode("utf-8")
    if not whole.isprintable():
        whole = "".join(c if c.isprintable() else " " for c in whole)
    line = " ".join(whole.split())
    return line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1] + "…"
