"""The speaker as the page knows it: state and music, as the models of the page's API."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from mien import __version__
from mien.app.app_state import AppState
from mien.app.health.health_report import (
    Complaints,
    as_part,
    doctor,
    ear_findings,
    eye_finding,
    home_finding,
    memory_finding,
    pulse_finding,
)
from mien.app.home.frontend import home_name
from mien.app.home.house_words import how_it_is, what_to_do
from mien.app.page import page_models as words
from mien.app.page.page_addresses import addresses_of, own_address
from mien.app.page.page_library import PageLibrary
from mien.app.page.page_music import AWAY, PageMusic
from mien.app.page.page_stations import PageStations
from mien.app.speaker_access import FollowRules, MusicReader, SpeakerAccess
from mien.app.storage.eye_flag import how_to_open
from mien.app.storage.settings_store import SettingsStore, rules_file, with_rules_of_the_page
from mien.app.storage.shown_settings import shown
from mien.atomic_file import write_whole
from mien.errors import as_sentence
from mien.mood.emotion import Affect, Emotion
from mien.mood.evening import volume_told
from mien.mood.events import Ask, Asked, AskPause, AskPrevious, AskSkip, AskUndo, AskVolume
from mien.mood.mood import Policy
from mien.mood.state import holds
from mien.mood.wishes import DisplayState, EyeState
from mien.music.analysis.progress import SERVICE_FILE, AnalysisProgress, in_words, read_progress
from mien.music.library.genres import shipped_genres
from mien.music.player.player import PlayerError
from mien.music.selection.criteria import songs_wanted
from mien.music.selection.rules import Rule, RulesError, default_rules, default_text, read_rules
from mien.music.selection.rules_text import with_rule
from mien.pulse.strap import NearbyStrap, StrapError
from mien.types import Seconds
from mien.web import backend as page
from mien.web.backend_errors import ConflictError, RefusedError
from mien.web.models.settings_models import OtherSpeakerModel

GUEST_PLAYS = "Somebody else is playing on this loudspeaker. Press play to take it back."
logger = logging.getLogger(__name__)


class PageBackend(PageLibrary, PageMusic):
    """Adapts a speaker to `mien.web.backend.Backend`. `folder`: where rules are stored."""

    def __init__(
        self,
        speaker: SpeakerAccess,
        folder: Path,
        store: SettingsStore,
        clock: Callable[[], Seconds],
        find_strap: Callable[[], Awaitable[NearbyStrap]] | None = None,
    ) -> None:
        stations = PageStations(speaker.state.current.config.music.stations)
        PageLibrary.__init__(self, lambda: speaker.music.selector, stations, speaker.owner.playlist)
        self._woken = asyncio.Event()
        PageMusic.__init__(self, speaker, self.uris_of, stations, clock, self._woken.set)
        self._rules_file = rules_file(folder)
        # As in force, whatever is on the disk by now.
        self._rules = _text_of(speaker.state.current.config.music.rules)
        self._store, self._find_strap = store, find_strap
        self._writing = asyncio.Lock()  # the disk may be slow, but changes are made one after the other
        self.complaints = Complaints(clock)
        speaker.state.subscribe(lambda _change: self._note_change())

    def _note_change(self) -> None:
        self._woken.set()
        self.note_change()

    def now(self) -> page.SpeakerState:
        """Return the speaker as it is now."""
        state, session, music = self._speaker.state.current, self._speaker.session(), self._speaker.music
        now = music.now()
        position = now.position.elapsed_at(self._clock())
        eye_open = state.display is not None and state.display.eye is EyeState.OPEN
        display = state.display or DisplayState(words.nothing_yet(), words.nothing_yet(), session.policy)
        return page.SpeakerState(
            shown=replace(
                display, paused=display.paused or now.away
            ),  # a bar that kept moving would be a guess
            playing=words.of_room(
                words.playing(now.song, position, now.playing.duration, music.selector), display.shared
            ),
            wanted=now.target.genres if now.target else (),
            upcoming=tuple(words.upcoming(queued) for queued in now.upcoming),
            volume=volume_told(session, now.playing.volume),
            can_undo=music.can_undo,
            held_for=session.chosen.left if session.chosen else None,
            faces=state.glance.faces if eye_open and state.glance else (),
            troubles=tuple(filter(None, (state.music_problem, _eye_trouble(state), state.home_problem))),
            queue_version=now.queue_version,
            songs=now.songs,
            hold=session.settings.override_hold,
            sleep_left=session.sleep,
            volume_limit=session.loudness.limit,
        )

    async def changes(self) -> AsyncGenerator[None]:
        """Yield whenever `now` may differ from before."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            yield

    def addresses(self) -> tuple[str, ...]:
        """Return the addresses at which browsers in the house find the page, the best first."""
        web = self._speaker.state.current.config.web
        return addresses_of(web.host, web.port, is_tls=bool(web.tls_cert))

    async def ask(self, ask: Ask) -> None:
        """Pass on a request of the owner's."""
        now, reading = self._speaker.music.now(), self._speaker.music.reading
        if isinstance(ask, AskSkip | AskPrevious | AskUndo | AskVolume | AskPause) and now.away:
            raise RefusedError(AWAY)
        if isinstance(ask, AskSkip | AskPrevious | AskUndo) and holds(self._speaker.session()):
            raise RefusedError(GUEST_PLAYS)
        is_empty = not (now.songs or reading or self._owner.queue())
        if is_empty and isinstance(ask, AskSkip | AskPause):
            raise RefusedError("There is no music yet: copy some into the music folder.")
        self._speaker.request(Asked(ask, at=self._clock()))

    async def cover(self, uri: str) -> bytes | None:
        """Return the picture in a song's file, None if there is none or MPD doesn't know.

        Only for songs in the library and the queue: MPD would read any file that it has access to.
        """
        queued = {each.entry.uri for each in self._owner.queue()}
        if uri not in queued and self._speaker.music.selector.library.row(uri) is None:
            return None
        try:
            return await self._speaker.cover(uri)
        except PlayerError:
            return None

    async def live(self) -> AsyncGenerator[page.Jpeg]:
        """Yield annotated pictures, the newest only."""
        display = self._speaker.state.current.display
        if display is None or display.eye is not EyeState.OPEN:
            raise RefusedError("The camera is off or unavailable; there is nothing to see.")
        async with contextlib.aclosing(self._speaker.pictures.watched()) as pictures:
            async for jpeg in pictures:
                yield jpeg

    async def library(self) -> page.LibraryModel:
        """Return how much music fits each mood."""
        stations = self._stations_now()
        progress = await asyncio.to_thread(read_progress, SERVICE_FILE)
        return _library(self._speaker.music, tuple(station.title for station in stations), progress)

    async def rules(self) -> page.RulesModel:
        """Return the rules in force."""
        return page.RulesModel(self._rules, default_text(), tuple(sorted(shipped_genres().places)))

    async def preview(self, text: str, policy: Policy) -> page.PreviewModel:
        """Return what the rules in `text` would do."""
        try:
            rules = read_rules(text, shipped_genres(), default_rules())
        except RulesError as bad:
            return page.PreviewModel(mistakes=words.mistakes(bad))
        selector = replace(self._speaker.music.selector, rules=rules)
        return page.PreviewModel(
            rules={emotion: words.rule(rules.wanted(emotion, policy)) for emotion in Emotion},
            songs={emotion: words.first_songs(selector, emotion, policy) for emotion in Emotion},
        )

    async def edit_rules(self, text: str, emotion: Emotion, policy: Policy, rule: page.RuleModel) -> str:
        """Return `text` with another rule."""
        if policy is Policy.RAMP:
            raise RefusedError("Ease starts at a mood's match and ends at its lift; change those instead.")
        place = Affect(rule.valence, rule.arousal)
        changed = await asyncio.to_thread(with_rule, text, emotion, policy, Rule(rule.genres, place))
        if changed is None:
            raise RefusedError("This text can only be changed by hand; edit it below.")
        return changed

    async def set_rules(self, text: str, expected: str = "") -> tuple[page.RulesMistake, ...]:
        """Use the rules in `text` from now on and store them, unless they have mistakes."""
        try:
            rules = read_rules(text, shipped_genres(), default_rules())
        except RulesError as bad:
            return words.mistakes(bad)
        async with self._writing:
            if expected not in ("", page.rules_tag(self._rules)):
                raise ConflictError("Somebody else has changed the rules in the meantime.")
            try:
                await asyncio.to_thread(write_whole, self._rules_file, text)
            except OSError as refused:  # they apply until the next start
                logger.warning("The rules could not be kept: %s", refused)
            self._rules = text
        self._speaker.request(FollowRules(rules))
        return ()

    async def settings(self) -> tuple[page.SettingModel, ...]:
        """Return the settings that can be changed."""
        return shown(self._speaker.state.current.config)

    async def set_setting(self, key: str, value: page.SettingValue) -> None:
        """Change one setting, at once and permanently."""
        await self._store.change(self._speaker, key, value)

    async def find_setting(self, key: str) -> None:
        """Find the value of a setting, and set it."""
        if key != "pulse.strap" or self._find_strap is None:
            raise RefusedError(f"{key} isn't a setting that the speaker can find.")
        try:
            strap = await self._find_strap()
        except StrapError as bad:
            raise RefusedError(as_sentence(str(bad))) from bad
        await self._store.change(self._speaker, key, strap.address)

    async def house(self) -> page.HouseModel:
        """Return how the speaker is connected to the house, and the other speakers."""
        state = self._speaker.state.current
        home, since, name = state.config.home, state.home_since, home_name(state.config.home)
        connected_for = None if since is None else self._clock() - since
        return page.HouseModel(
            home.on,
            connected_for,
            how_it_is(home, state.home_problem, connected_for),
            what_to_do(home, name, own_address()),
            name,
            home.area,
            tuple(OtherSpeakerModel(one.name, one.place, one.page) for one in state.other_speakers),
        )

    async def health(self) -> page.HealthModel:
        """Return the state of every part."""
        state, hello = self._speaker.state.current, self._speaker.eye()
        is_closed = state.display is not None and state.display.eye is EyeState.CLOSED
        closed = how_to_open(state.config.panel) if is_closed else ""
        eye = eye_finding(state.eye_problem, state.glance, closed=closed)
        home = home_finding(state.config.home, state.home_problem)
        in_force = with_rules_of_the_page(state.config, self._rules_file.parent)
        senses = (*pulse_finding(state.pulse), *ear_findings(state.ear))
        findings = (*await doctor(in_force), eye, *senses, *home, memory_finding())
        versions = {"mien": __version__, "emotion model": hello.model if hello else "unknown: no camera"}
        return page.HealthModel(tuple(map(as_part, findings)), self.complaints.newest_first(), versions)


def _library(
    music: MusicReader, stations: tuple[str, ...], progress: AnalysisProgress | None
) -> page.LibraryModel:
    """Return how much music fits each mood."""
    library, rules = music.selector.library, music.selector.rules
    moods = {emotion: songs_wanted(library, rules.wanted(emotion, Policy.MATCH)) for emotion in Emotion}
    strangers = sorted(library.unknown.items(), key=lambda item: (-item[1], item[0]))
    return page.LibraryModel(
        len(library),
        moods,
        tuple(strangers[:50]),
        stations,
        reading=music.reading,
        analysis=in_words(progress) if progress is not None else "",
        skipped=progress.skipped if progress is not None else (),
    )


def _text_of(rules: str) -> str:
    """Return the rules that the speaker started with: the file of that name, or the built-in ones for ""."""
    return Path(rules).read_text(encoding="utf-8") if rules else default_text()


def _eye_trouble(state: AppState) -> str:
    gone = state.display is not None and state.display.eye is EyeState.GONE
    return as_sentence(f"The camera is unavailable: {state.eye_problem}") if gone else ""
