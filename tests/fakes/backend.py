"""A backend that behaves: it has a mood, a queue, rules and a camera, and refuses what the real one refuses.

Tests make things happen in its room: `see`, `leave`, `song_ends`, `unplug`, `open_eye`.
"""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace

from fakes.backend_models import face_of, health_model, mood_of, playing_model
from fakes.backend_queue import FakeEntry
from fakes.backend_rules import FakeRules, edited, preview_of
from fakes.backend_scene import GENRES, HOUSE, Track, drawn_face
from fakes.backend_settings import FakeSettings
from fakes.backend_verbs import FakeMusic
from mien.mood.emotion import Emotion
from mien.mood.events import (
    Ask,
    AskCloseEye,
    AskMood,
    AskPause,
    AskPolicy,
    AskPrevious,
    AskSkip,
    AskUndo,
    AskVolume,
)
from mien.mood.glance import Face
from mien.mood.guests.guest import Guest
from mien.mood.mood import Mood, Policy, nobody
from mien.mood.wishes import EyeState
from mien.types import Seconds
from mien.web.backend import (
    HealthModel,
    HouseModel,
    Jpeg,
    Place,
    PlayingModel,
    PreviewModel,
    RuleModel,
    RulesMistake,
    RulesModel,
    SettingModel,
    SettingValue,
    SpeakerState,
    UpcomingModel,
)
from mien.web.backend_errors import RefusedError


@dataclass
class FakeBackend(FakeMusic):
    """See the module."""

    asked: list[Ask] = field(default_factory=list)
    cover_picture: bytes | None = None
    troubles: tuple[str, ...] = ()
    live_open: int = 0
    volume_limit: int = 100
    hold: Seconds = 3600.0
    called: tuple[str, ...] = ("http://mien.local:8080", "http://192.168.1.20:8080")
    frame_gap: Seconds = 0.08
    picture: Callable[[int], Jpeg] = drawn_face

    def __post_init__(self) -> None:
        """Begin in an empty room, with jazz."""
        super().__post_init__()
        self._faces: tuple[Face, ...] = ()
        self._volume, self._rules, self.kept_settings = 40, FakeRules(), FakeSettings()
        self._skipped: list[FakeEntry] = []
        self._held_until = self.clock()
        self._picture_count = itertools.count()

    # What happens in the room.

    def see(self, emotion: Emotion, confidence: float = 0.9, *, settle: bool = True) -> None:
        """Let a face show an emotion; with `settle` the music follows from the next song on."""
        if self._shown.eye is not EyeState.OPEN:
            return
        self._faces = (face_of(emotion, confidence),)
        before = self._shown.moment
        since = before.since if before.name is emotion else self.clock()
        mood = mood_of(emotion, confidence, since)
        self._shown = replace(self._shown, moment=mood)
        if settle and not self._shown.by_owner:
            self._settle(mood)
        self.wake()

    def leave(self) -> None:
        """Empty the room."""
        self._faces = ()
        self._shown = replace(self._shown, moment=nobody(self.clock()))
        self.wake()

    def song_ends(self) -> None:
        """Play the next song."""
        self._advance()

    def owner_queues(self, track: Track) -> None:
        """Let the owner queue a song that the library doesn't have."""
        self._line.add([track], Place.END)
        self.wake()

    def unplug(self, *, unplugged: bool = True) -> None:
        """Take MPD away, or bring it back."""
        self.unplugged = unplugged
        self.troubles = ("Can't reach the music player. Trying again…",) if unplugged else ()
        self._shown = replace(self._shown, player_away=unplugged)
        self.wake()

    def open_eye(self) -> None:
        """Press the button on the device."""
        self._shown = replace(self._shown, eye=EyeState.OPEN)
        self.wake()

    def guest_plays(self, guest: Guest | None) -> None:
        """Let somebody play by AirPlay or Bluetooth, or end that."""
        self._shown = replace(self._shown, guest=guest, paused=guest is not None)
        self.wake()

    def lose_eye(self) -> None:
        """Let the camera hang."""
        self._faces = ()
        self._shown = replace(self._shown, eye=EyeState.GONE)
        self.troubles = ("The camera doesn't respond. Restarting it…",)
        self.wake()

    # What the page asks.

    def now(self) -> SpeakerState:
        """Return the present state."""
        return SpeakerState(
            shown=self._shown,
            playing=None if self.unplugged else self._playing(),
            wanted=self._wanted,
            upcoming=() if self.unplugged else tuple(map(self._upcoming, self._line.upcoming[:10])),
            volume=None if self.unplugged else self._volume,
            can_undo=bool(self._skipped),
            held_for=self._held_until - self.clock() if self._shown.by_owner else None,
            faces=self._faces,
            troubles=self.troubles,
            queue_version=self._line.version,
            songs=len(self.collection.tracks),
            hold=self.hold,
            sleep_left=None if self._sleep_at is None else max(0.0, self._sleep_at - self.clock()),
            volume_limit=self.volume_limit,
        )

    def addresses(self) -> tuple[str, ...]:
        """Return where browsers in the house find the page."""
        return self.called

    async def changes(self) -> AsyncGenerator[None]:
        """Yield whenever something changed."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            yield

    async def ask(self, ask: Ask) -> None:
        """Do what is asked."""
        if self.unplugged and not isinstance(ask, AskMood | AskPolicy | AskCloseEye):
            raise RefusedError("Can't reach the music player. Trying again…")
        if isinstance(ask, AskSkip | AskPause) and not self.collection.tracks:
            raise RefusedError("There is no music yet: copy some into the music folder.")
        self.asked.append(ask)
        self._do(ask)
        self.wake()

    def _do(self, ask: Ask) -> None:
        match ask:
            case AskSkip() | AskPrevious() | AskUndo():
                self._move(ask)
            case AskPause(paused=paused):
                self._pause(paused=paused)
            case AskVolume(percent=percent):
                self._volume = max(0, min(self.volume_limit, percent))
            case AskMood(emotion=emotion):
                self._hold(emotion)
            case AskPolicy(policy=policy):
                self._shown = replace(self._shown, policy=policy)
            case AskCloseEye():
                self._faces = ()
                self._shown = replace(self._shown, eye=EyeState.CLOSED, moment=nobody(self.clock()))

    async def cover(self, uri: str) -> bytes | None:
        """Return the same cover for every song that there is."""
        queued = {entry.track.uri for entry in self._line.entries}
        return self.cover_picture if uri in queued or uri in self.collection.by_uri else None

    async def live(self) -> AsyncGenerator[Jpeg]:
        """Yield a drawn face, again and again."""
        if self._shown.eye is not EyeState.OPEN:
            raise RefusedError("The camera is off. A button on the speaker turns it on.")
        self.live_open += 1
        try:
            while self._shown.eye is EyeState.OPEN:
                yield self.picture(next(self._picture_count))
                await asyncio.sleep(self.frame_gap)
        finally:
            self.live_open -= 1

    @property
    def rules_text(self) -> str:
        """The rules that are saved."""
        return self._rules.text

    async def rules(self) -> RulesModel:
        """Return the rules."""
        return self._rules.shown()

    async def preview(self, text: str, policy: Policy) -> PreviewModel:
        """Return what rules would do."""
        return preview_of(text, policy, self.collection.tracks)

    async def edit_rules(self, text: str, emotion: Emotion, policy: Policy, rule: RuleModel) -> str:
        """Put other genres into a rule."""
        return edited(text, emotion, policy, rule)

    async def set_rules(self, text: str, expected: str = "") -> tuple[RulesMistake, ...]:
        """Take rules that are right."""
        return self._rules.replaced(text, expected)

    async def settings(self) -> tuple[SettingModel, ...]:
        """Return the settings."""
        return tuple(self.kept_settings.all.values())

    async def set_setting(self, key: str, value: SettingValue) -> None:
        """Set one that there is, to what it can be."""
        self.kept_settings.put(key, value)
        self.wake()

    async def find_setting(self, key: str) -> None:
        """Find out the strap."""
        self.kept_settings.find(key)

    async def house(self) -> HouseModel:
        """Return how the house is reached."""
        return HOUSE

    async def health(self) -> HealthModel:
        """Return the state of every part."""
        return health_model(unplugged=self.unplugged, is_open=self._shown.eye is EyeState.OPEN)

    # Inside.

    def _settle(self, mood: Mood) -> None:
        self._shown = replace(self._shown, settled=mood)
        if isinstance(mood.name, Emotion):
            self._wanted = GENRES[mood.name]
            self._refill(anew=True)

    def _hold(self, emotion: Emotion | None) -> None:
        self._shown = replace(self._shown, by_owner=emotion is not None)
        self._held_until = self.clock() + 3600.0
        if emotion is None:
            self._settle(self._shown.moment)
            return
        self._settle(mood_of(emotion, 1.0, self.clock()))
        self._advance()

    def _move(self, ask: AskSkip | AskPrevious | AskUndo) -> None:
        match ask:
            case AskSkip():
                self._skipped.append(self._line.current)
                self._advance()
            case AskPrevious():
                self._line.go(self._line.at - 1)
                self._begin()
            case AskUndo() if self._skipped:
                self._line.bring_back(self._skipped.pop())
                self._begin()

    def _playing(self) -> PlayingModel:
        entry = self._line.current
        opinion = self.collection.opinion(entry.track.uri)
        return playing_model(entry, self._at() - self._began, self._shown.settled.name, opinion)

    def _upcoming(self, entry: FakeEntry) -> UpcomingModel:
        track = entry.track
        return UpcomingModel(track.uri, track.title, track.artist, entry.ours, self._why(entry), entry.id)
