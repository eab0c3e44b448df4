"""The speaker as the page knows it: what the house knows, in the page's words."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from mien import __version__
from mien.app import page_models as words
from mien.app.event_loop import EventLoop as Core
from mien.app.factories import stations_of
from mien.app.health_report import Complaints, as_part, doctor, eye_finding, memory_finding
from mien.app.settings_store import SettingsStore, rules_file, shown
from mien.atomic_file import write_whole
from mien.config.settings import Config
from mien.ipc.eye_client import EyeLink
from mien.mood.emotion import Emotion
from mien.mood.events import Ask, Asked, AskPrevious, AskSkip, AskUndo, AskVolume, Seen
from mien.mood.glance import Glance
from mien.mood.mood import Policy
from mien.mood.wishes import DisplayState, EyeState
from mien.music.dj.dj import Dj
from mien.music.dj.music_events import MusicEvent
from mien.music.library.genres import shipped_genres
from mien.music.player.player import PlayerError
from mien.music.player.reconnecting import ReconnectingPlayer
from mien.music.selection.criteria import songs_wanted
from mien.music.selection.rules import RulesError, default_rules, default_text, read_rules
from mien.types import Seconds
from mien.web import backend as page

logger = logging.getLogger(__name__)


class House(Protocol):
    """What page and control socket need of the composition root.

    `heard` is called with all that goes on, `open_pairing` when the button asks for it; `live` and `pairing`
    are what the ring shows of the page, once `show` is called.
    """

    config: Config
    glance: Glance | None
    shown: DisplayState | None
    trouble: str
    live: bool
    pairing: bool
    heard: Callable[[Seen | DisplayState | MusicEvent], None]
    open_pairing: Callable[[Seconds], None]
    speaker: Core
    eye: EyeLink
    dj: Dj
    player: ReconnectingPlayer

    def reconfigure(self, config: Config) -> None:
        """Take up other settings."""

    def show(self) -> None:
        """Have the ring show how things are."""


class PageBackend:
    """Fits the house to `mien.web.speaker.Speaker`. `state`: the folder for what is kept."""

    def __init__(self, house: House, state: Path, kept: SettingsStore, clock: Callable[[], Seconds]) -> None:
        self._house = house
        self._rules_file = rules_file(state)
        self._rules = _text_of(house.config.music.rules)  # as in force, whatever the disk says by now
        self._kept = kept
        self._clock = clock
        self._changed = asyncio.Event()
        self._keeping = asyncio.Lock()  # the disk may take its time, but one change after the other
        self.complaints = Complaints(clock)

    def wake(self) -> None:
        """Say that `now` may differ."""
        self._changed.set()

    def now(self) -> page.SpeakerState:
        """Return how things stand."""
        house = self._house
        music, session = house.dj.now(), house.speaker.session
        eye_open = house.shown is not None and house.shown.eye is EyeState.OPEN
        return page.SpeakerState(
            shown=house.shown or DisplayState(words.nothing_yet(), words.nothing_yet(), session.policy),
            playing=words.playing(music.song, music.playing.elapsed, music.playing.duration),
            wanted=music.target.genres if music.target else (),
            upcoming=tuple(words.upcoming(queued) for queued in music.upcoming),
            volume=music.playing.volume,
            can_undo=house.dj.can_undo,
            held_for=session.chosen.left if session.chosen else None,
            faces=house.glance.faces if eye_open and house.glance else (),
            troubles=tuple(sentence for sentence in (house.trouble, _eye_trouble(house)) if sentence),
        )

    async def changes(self) -> AsyncGenerator[None]:
        """Yield whenever `now` may differ from before."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            yield

    async def ask(self, ask: Ask) -> None:
        """Pass on what the owner asks for."""
        if isinstance(ask, AskSkip | AskPrevious | AskUndo | AskVolume) and self._house.dj.now().away:
            raise page.RefusedError("The player is away; it will be asked nothing until it is back.")
        self._house.speaker.tell(Asked(ask, at=self._clock()))

    async def cover(self, uri: str) -> bytes | None:
        """Return the picture in a song's file, None if there is none or MPD does not say."""
        try:
            return await self._house.player.cover(uri)
        except PlayerError:
            return None

    async def live(self) -> AsyncGenerator[page.Jpeg]:
        """Yield annotated pictures, the newest only."""
        house = self._house
        if house.shown is None or house.shown.eye is not EyeState.OPEN:
            raise page.RefusedError("The eye is closed or gone; there is nothing to see.")
        newest: asyncio.Queue[bytes] = asyncio.Queue(1)

        def take(jpeg: bytes) -> None:
            if newest.full():
                newest.get_nowait()
            newest.put_nowait(jpeg)

        house.eye.on_picture = take
        await self._watch(is_on=True)
        try:
            while True:
                yield await newest.get()
        finally:
            house.eye.on_picture = lambda _jpeg: None
            await self._watch(is_on=False)

    async def _watch(self, *, is_on: bool) -> None:
        """Have the eye send pictures or stop; the ring says so for as long as it does."""
        self._house.live = is_on
        self._house.show()
        await self._house.eye.watch(is_on=is_on)

    async def library(self) -> page.LibraryModel:
        """Return what music there is for which mood."""
        chooser = self._house.dj.selector
        library, rules = chooser.library, chooser.rules
        moods = {emotion: songs_wanted(library, rules.wanted(emotion, Policy.MATCH)) for emotion in Emotion}
        strangers = sorted(library.unknown.items(), key=lambda item: (-item[1], item[0]))
        stations = tuple(station.title for station in stations_of(self._house.config.music.stations))
        reading = self._house.dj.reading
        return page.LibraryModel(len(library), moods, tuple(strangers[:50]), stations, reading=reading)

    async def rules(self) -> page.RulesModel:
        """Return the rules in force."""
        return page.RulesModel(self._rules, default_text())

    async def preview(self, text: str, policy: Policy) -> page.PreviewModel:
        """Return what the rules in `text` would do."""
        try:
            rules = read_rules(text, shipped_genres(), default_rules())
        except RulesError as bad:
            return page.PreviewModel(mistakes=words.mistakes(bad))
        chooser = replace(self._house.dj.selector, rules=rules)
        return page.PreviewModel(
            genres={emotion: rules.wanted(emotion, policy).genres for emotion in Emotion},
            songs={emotion: words.first_songs(chooser, emotion, policy) for emotion in Emotion},
        )

    async def set_rules(self, text: str) -> tuple[page.RulesMistake, ...]:
        """Put the rules in `text` in force and keep them, unless they have mistakes."""
        try:
            rules = read_rules(text, shipped_genres(), default_rules())
        except RulesError as bad:
            return words.mistakes(bad)
        async with self._keeping:
            try:
                await asyncio.to_thread(write_whole, self._rules_file, text)
            except OSError as refused:  # they hold until the next start
                logger.warning("The rules could not be kept: %s", refused)
            self._rules = text
        await self._house.dj.use_rules(rules)
        return ()

    async def settings(self) -> tuple[page.SettingModel, ...]:
        """Return what may be set."""
        return shown(self._house.config)

    async def set_setting(self, key: str, value: page.SettingValue) -> None:
        """Set one thing, at once and for good."""
        async with self._keeping:
            config = await asyncio.to_thread(self._kept.set, self._house.config, key, value)
            self._house.reconfigure(config)
        self.wake()

    async def health(self) -> page.HealthModel:
        """Return how every part is."""
        house = self._house
        is_closed = house.shown is not None and house.shown.eye is EyeState.CLOSED
        eye = eye_finding(house.eye, house.glance, is_closed=is_closed)
        findings = (*await doctor(house.config), eye, memory_finding())
        hello = house.eye.hello
        versions = {"mien": __version__, "emotion model": hello.model if hello else "not known: no eye"}
        return page.HealthModel(tuple(map(as_part, findings)), self.complaints.newest_first(), versions)


def _text_of(rules: str) -> str:
    """Return the rules that the house began with: the file of that name, or those that ship for ""."""
    return Path(rules).read_text(encoding="utf-8") if rules else default_text()


def _eye_trouble(house: House) -> str:
    gone = house.shown is not None and house.shown.eye is EyeState.GONE
    return f"The eye is gone: {house.eye.trouble}." if gone else ""
