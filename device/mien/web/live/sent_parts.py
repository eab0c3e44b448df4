"""Which parts of the state must be sent: those that differ by more than the passing of time. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from mien.types import Seconds
from mien.web.api.bodies.body_parsing import ResponseBody
from mien.web.api.views.state_views import Audience, mood_part, music_part, queue_part, state_part
from mien.web.backend import SpeakerState

PARTS = ("mood", "music", "state", "queue")
_SONG_JUMP: Seconds = 0.7
"""How far the position in a song may be from its expected value before it is sent."""
_TIMER_JUMP: Seconds = 2.0
"""The same for the time left of a chosen mood and of the sleep timer."""


@dataclass(frozen=True, slots=True)
class _Course:
    """A number that normally changes only with time, as it was sent."""

    value: Seconds | None
    """None: there is none now."""
    at: Seconds
    """When."""
    pace: float
    """Its change per second."""

    def jumped(self, value: Seconds | None, at: Seconds, allowed: Seconds) -> bool:
        """Return whether it differs from its expected value."""
        if value is None or self.value is None:
            return value is not self.value
        return abs(value - self.value - self.pace * (at - self.at)) > allowed


_NOTHING = _Course(None, 0.0, 0.0)
Json: TypeAlias = str


@dataclass(frozen=True, slots=True)
class SentParts:
    """What was sent last."""

    mood: Json = ""
    """It changes with nearly every glance, so it is made every time and compared in the form that is sent."""
    music: object = None
    """What the part was made from: if that is equal, so is the part."""
    state: object = None
    """What the part was made from."""
    queue: object = None
    """What the part was made from."""
    song: _Course = _NOTHING
    """Where in the song the music was."""
    held: _Course = _NOTHING
    """What was left of a mood chosen by hand."""
    sleep: _Course = _NOTHING
    """What was left of the sleep timer."""

    def update(
        self, now: SpeakerState, audience: Audience, at: Seconds
    ) -> tuple["SentParts", Mapping[str, Json]]:
        """Return the new record of what was sent, and the parts to send, as JSON."""
        made: dict[str, Json] = {}
        mood = _json(mood_part(now))
        music, state, queue = _music_source(now), _state_source(now, audience), now.queue_version
        song, held, sleep = self.song, self.held, self.sleep
        if mood != self.mood:
            made["mood"] = mood
        elapsed = None if now.playing is None else now.playing.elapsed
        if music != self.music or song.jumped(elapsed, at, _SONG_JUMP):
            made["music"] = _json(music_part(now))
            song = _Course(elapsed, at, 0.0 if now.shown.paused else 1.0)
        timers = held.jumped(now.held_for, at, _TIMER_JUMP) or sleep.jumped(now.sleep_left, at, _TIMER_JUMP)
        if state != self.state or timers:
            made["state"] = _json(state_part(now, audience))
            held, sleep = _Course(now.held_for, at, -1.0), _Course(now.sleep_left, at, -1.0)
        if queue != self.queue:
            made["queue"] = _json(queue_part(now))
        return SentParts(mood, music, state, queue, song, held, sleep), made


def all_parts(now: SpeakerState, audience: Audience) -> Mapping[str, Json]:
    """Return every part as JSON."""
    return dict(
        zip(
            PARTS,
            map(_json, (mood_part(now), music_part(now), state_part(now, audience), queue_part(now))),
            strict=True,
        )
    )


def _json(part: ResponseBody) -> Json:
    return part.model_dump_json()


def _music_source(now: SpeakerState) -> object:
    playing = None if now.playing is None else replace(now.playing, elapsed=0.0)
    return playing, now.shown.paused, now.wanted, now.upcoming, now.can_undo


def _state_source(now: SpeakerState, audience: Audience) -> object:
    shown = now.shown
    set_up = shown.policy, shown.eye, shown.player_away, now.volume, now.volume_limit, now.songs, now.hold
    return set_up, shown.guest, now.troubles, audience
