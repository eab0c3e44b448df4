"""A backend that behaves: it has a mood, a queue, rules and a camera, and refuses what the real one refuses.

Tests make things happen in its room: `see`, `leave`, `song_ends`, `unplug`, `open_eye`.
"""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace

from fakes.backend_queue import FakeEntry
from fakes.backend_scene import (
    GENRES,
    HOUSE,
    RINGING,
    SETTINGS,
    SHIPPED_RULES,
    RulesError,
    Track,
    drawn_face,
    genres_of,
    rules_of,
)
from fakes.backend_verbs import FakeMusic
from mien.mood.emotion import AFFECTS, Emotion
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
    HealthItem,
    HealthModel,
    HealthState,
    HouseModel,
    Jpeg,
    LoggedProblem,
    Place,
    PlayingModel,
    PreviewModel,
    ReasonModel,
    RuleModel,
    RulesMistake,
    RulesModel,
    SettingKind,
    SettingModel,
    SettingValue,
    SpeakerState,
    UpcomingModel,
    rules_tag,
)
from mien.web.backend_errors import ConflictError, RefusedError


@dataclass
class FakeBackend(FakeMusic):
    """See the module."""

    asked: list[Ask] = field(default_factory=list)
    cover_picture: bytes | None = None
    rules_text: str = SHIPPED_RULES
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
        self._volume, self._settings = 40, {setting.key: setting for setting in SETTINGS}
        self._skipped: list[FakeEntry] = []
        self._held_until = self.clock()
        self._picture_count = itertools.count()

    # What happens in the room.

    def see(self, emotion: Emotion, confidence: float = 0.9, *, settle: bool = True) -> None:
        """Let a face show an emotion; with `settle` the music follows from the next song on."""
        if self._shown.eye is not EyeState.OPEN:
            return
        rest = (1 - confidence) / (len(Emotion) - 1)
        scores = {other: confidence if other is emotion else rest for other in Emotion}
        self._faces = (Face(1, (200, 120, 160, 200), 0.9, scores),)
        place = AFFECTS[emotion]
        before = self._shown.moment
        since = before.since if before.name is emotion else self.clock()
        mood = Mood(emotion, place.valence * confidence, place.arousal * confidence, confidence, since)
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

    async def rules(self) -> RulesModel:
        """Return the rules."""
        return RulesModel(self.rules_text, SHIPPED_RULES, tuple(sorted(set().union(*GENRES.values()))))

    async def preview(self, text: str, policy: Policy) -> PreviewModel:
        """Return what rules would do; `policy` lets sadness have what happiness has."""
        try:
            genres = genres_of(text)
        except RulesError as wrong:
            return PreviewModel((wrong.mistake,))
        if policy is Policy.LIFT:
            genres[Emotion.SAD] = genres.get(Emotion.HAPPY, ())
        songs = {
            emotion: tuple(
                UpcomingModel(t.uri, t.title, t.artist, why=f"{t.genre} fits")
                for t in self.collection.tracks
                if t.genre in wanted
            )[:3]
            for emotion, wanted in genres.items()
        }
        rules = {emotion: RuleModel(wanted, *_place(emotion)) for emotion, wanted in genres.items()}
        return PreviewModel((), rules, songs)

    async def edit_rules(self, text: str, emotion: Emotion, policy: Policy, rule: RuleModel) -> str:
        """Put other genres into a rule; where they stand is kept nowhere."""
        if policy is Policy.RAMP:
            raise RefusedError("Change match and lift.")
        try:
            kept = genres_of(text) | {emotion: rule.genres}
        except RulesError as wrong:
            raise RefusedError("Edit the text.") from wrong
        return rules_of(kept)

    async def set_rules(self, text: str, expected: str = "") -> tuple[RulesMistake, ...]:
        """Take rules that are right."""
        if expected not in ("", rules_tag(self.rules_text)):
            raise ConflictError("Somebody else has changed the rules in the meantime.")
        mistakes = (await self.preview(text, Policy.MATCH)).mistakes
        if not mistakes:
            self.rules_text = text
        return mistakes

    async def settings(self) -> tuple[SettingModel, ...]:
        """Return the settings."""
        return tuple(self._settings.values())

    async def set_setting(self, key: str, value: SettingValue) -> None:
        """Set one that there is, to what it can be."""
        setting = self._settings.get(key)
        if setting is None:
            raise RefusedError(f"Unknown setting {key[:40]}.")
        kind: type | tuple[type, ...] = (
            (int, float) if isinstance(setting.value, float) else type(setting.value)
        )
        if not isinstance(value, kind) or (
            isinstance(value, bool) and setting.kind is not SettingKind.SWITCH
        ):
            raise RefusedError(f"{setting.label} can't be that.")
        if setting.choices and value not in dict(setting.choices):
            raise RefusedError(f"{setting.label} must be one of {', '.join(dict(setting.choices))}.")
        self._settings[key] = replace(setting, value=value)
        self.wake()

    async def find_setting(self, key: str) -> None:
        """Find out the strap."""
        if key != "strap":
            raise RefusedError(f"{key[:40]} isn't a setting that the speaker can find.")
        self._settings[key] = replace(self._settings[key], value="A0:9E:1A:00:00:01")

    async def house(self) -> HouseModel:
        """Return how the house is reached."""
        return HOUSE

    async def health(self) -> HealthModel:
        """Return the state of every part."""
        mpd = (
            HealthItem("MPD", HealthState.BAD, "no answer", "Run: systemctl status mpd")
            if self.unplugged
            else None
        )
        is_open = self._shown.eye is EyeState.OPEN
        eye = HealthItem("Camera", HealthState.OK, "5.0 glances a second, 38 ms old" if is_open else "off")
        return HealthModel(
            parts=(
                eye,
                mpd or HealthItem("MPD", HealthState.OK, "0.24.4, 48 songs, answers in 2 ms"),
                HealthItem("Model", HealthState.OK, "int8, 71.2 % on FER2013"),
                HealthItem("Ring", HealthState.OFF, "not configured"),
                HealthItem("Disk", HealthState.WARN, "1.2 GB free", "Delete music you don't listen to."),
            ),
            complaints=(
                LoggedProblem(340.0, "MPD was out of reach for 4 s."),
                LoggedProblem(7300.0, "The camera was slow."),
            ),
            versions={"mien": "0.1.0", "python": "3.11.2", "mpd": "0.24.4"},
        )

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
        place = AFFECTS[emotion]
        self._settle(Mood(emotion, place.valence, place.arousal, 1.0, self.clock()))
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
        entry, track = self._line.current, self._line.current.track
        fit = ReasonModel("genre", 0.5, 1.0, f"{track.genre} for a {self._shown.settled.name} mood")
        near = ReasonModel("place", 0.3, 0.7, "close to it")
        return PlayingModel(
            track.uri,
            track.title,
            track.artist,
            track.album,
            (track.genre,),
            track.duration,
            self._at() - self._began,
            entry.ours,
            why=f"{fit.phrase}; {near.phrase}; {RINGING.phrase}." if entry.ours else "",
            reasons=(fit, near, RINGING) if entry.ours else (),
            entry=entry.id,
            opinion=self.collection.opinion(track.uri),
            emotion=_mood_of(entry.wanted),
            target=entry.wanted,
        )

    def _upcoming(self, entry: FakeEntry) -> UpcomingModel:
        track = entry.track
        return UpcomingModel(track.uri, track.title, track.artist, entry.ours, self._why(entry), entry.id)


def _place(emotion: Emotion) -> tuple[float, float]:
    return AFFECTS[emotion].valence, AFFECTS[emotion].arousal


def _mood_of(wanted: tuple[str, ...]) -> Emotion | None:
    """Return the mood that has these genres."""
    return next((emotion for emotion, genres in GENRES.items() if genres == wanted), None)
