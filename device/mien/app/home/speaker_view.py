"""The speaker as the house sees it: state and numbers read, commands passed on."""

import asyncio
import logging
from collections.abc import Callable

from mien.app.home.meter import SpeakerMeter, memory_held, temperature, throttled
from mien.app.home.shared_rooms import whose
from mien.app.senses.sense_view import senses_of
from mien.app.speaker_access import ReportHomeProblem, ShowHouse, SpeakerAccess
from mien.app.storage.settings_store import SettingsStore
from mien.home.home_commands import Command, NextMood, SetCertainty, SetVolumeLimit
from mien.home.speaker import CameraState, Diagnostics, HomeRoom, HomeSong, HomeState, MusicActivity
from mien.mood.emotion import Absence, Emotion
from mien.mood.evening import volume_told
from mien.mood.events import Asked, Button, Press, Pressed
from mien.mood.mood import Mood
from mien.mood.sharing import is_occupied
from mien.mood.state import wanted_here
from mien.mood.wishes import DisplayState, EyeState, SharedMood
from mien.music.dj.music_events import MusicState, Queued
from mien.types import PlayState, Seconds
from mien.web.backend import SettingValue
from mien.web.backend_errors import RefusedError

logger = logging.getLogger(__name__)

_CAMERA = {
    EyeState.OPEN: CameraState.ON,
    EyeState.CLOSED: CameraState.OFF,
    EyeState.GONE: CameraState.UNAVAILABLE,
}
_NOTHING_YET = Mood(Absence.UNSURE)


class SpeakerView:
    """Adapts a speaker to `mien.home.speaker.HomeSpeaker`."""

    def __init__(
        self, speaker: SpeakerAccess, store: SettingsStore, meter: SpeakerMeter, clock: Callable[[], Seconds]
    ) -> None:
        self._speaker, self._store, self._meter, self._clock = speaker, store, meter, clock
        self._wanted: asyncio.Queue[tuple[str, SettingValue]] = asyncio.Queue()
        self._reconnects = 0

    def state(self) -> HomeState:
        """Return the present state."""
        state, session = self._speaker.state.current, self._speaker.session()
        music = self._speaker.music.now()
        shown = state.display or DisplayState(_NOTHING_YET, _NOTHING_YET, session.policy)
        eye = state.eye_problem if shown.eye is EyeState.GONE else ""
        problems = (state.music_problem, eye, state.ear.problem)
        return HomeState(
            settled=shown.settled,
            moment=shown.moment.name,
            policy=shown.policy,
            by_hand=shown.by_owner,
            people=len(session.estimate.room.listeners) if shown.eye is EyeState.OPEN else None,
            camera=_CAMERA[shown.eye],
            watched=state.live_view_watched,
            music=_activity(music),
            song=_song(music.song, shown.shared),
            volume=volume_told(session, music.playing.volume),
            volume_limit=state.config.music.volume_limit,
            certainty=state.config.mood.certainty,
            problems=tuple(filter(None, problems)),
            follows=shown.shared.room if shown.shared else "",
        )

    def room(self) -> HomeRoom:
        """Return the state of the room."""
        session = self._speaker.session()
        mood = wanted_here(session)
        return HomeRoom(is_occupied(session), mood.name if mood and isinstance(mood.name, Emotion) else None)

    def diagnostics(self) -> Diagnostics:
        """Return the figures for diagnostics and metrics."""
        state, music = self._speaker.state.current, self._speaker.music.now()
        glance = state.glance
        return Diagnostics(
            glances=self._meter.glances,
            frame_age=glance.age if glance else None,
            light=glance.light if glance else None,
            player_reply_took=self._speaker.player_reply_took(),
            player_reply_age=self._speaker.player_reply_age(),
            queue=len(music.upcoming),
            songs=music.songs,
            memory=memory_held(),
            mood_seconds=self._meter.mood_seconds,
            reconnects=self._reconnects,
            temperature=temperature(),
            throttled=throttled(),
            senses=senses_of(state, self._clock()),
        )

    def obey(self, command: Command) -> None:
        """Carry out the command; returns at once."""
        match command:
            case SetCertainty(share):
                self._wanted.put_nowait(("mood.certainty", share))
            case SetVolumeLimit(percent):
                self._wanted.put_nowait(("music.volume_limit", percent))
            case NextMood():
                self._speaker.request(Pressed(Button.MOOD, Press.SHORT, at=self._clock()))
            case ask:
                self._speaker.request(Asked(ask, at=self._clock()))

    def reconnecting(self) -> None:
        """Count one more connection to the broker."""
        self._reconnects += 1

    def connected(self, *, there: bool) -> None:
        """Show since when the broker is connected."""
        state = self._speaker.state.current
        if there is not (state.home_since is not None):
            self._speaker.request(ShowHouse(self._clock() if there else None, state.other_speakers))

    def report(self, sentence: str) -> None:
        """Tell the owner why the broker can't be reached; "" once it can."""
        self._speaker.request(ReportHomeProblem(sentence))

    async def set_what_was_asked(self) -> None:
        """Change the settings that commands name, one after the other, until cancelled."""
        while True:
            key, value = await self._wanted.get()
            try:
                await self._store.change(self._speaker, key, value)
            except RefusedError as refused:
                logger.debug("The house asked for %s = %s: %s", key, value, refused)


def _activity(music: MusicState) -> MusicActivity:
    if music.away:
        return MusicActivity.AWAY
    return MusicActivity.PLAYING if music.playing.state is PlayState.PLAY else MusicActivity.PAUSED


def _song(song: Queued | None, shared: SharedMood | None) -> HomeSong:
    if song is None:
        return HomeSong()
    title = song.entry.title or song.entry.uri.rpartition("/")[2]
    if song.pick is None:
        return HomeSong(title, song.entry.artist)
    return HomeSong(
        title, song.entry.artist, song.pick.song.album, whose(song.pick.why(), song.pick.emotion, shared)
    )
