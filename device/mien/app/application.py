"""The composition root of the speaker: makes every part, joins them, ends them all.

Events go from the parts into the inbox (`EventLoop.tell`); the wishes that come out are handed to whoever
fulfils them. Nobody waits for anybody: music has a queue of its own, so that an MPD that hangs stops
neither ring nor eye.
"""

import asyncio
import contextlib
import os
import signal
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from mien.app.event_loop import EventLoop
from mien.app.eye_flag import EyeFlag
from mien.app.factories import (
    brightness_of,
    dj_settings,
    is_night,
    mood_settings,
    panel_or_none,
    player_of,
    rules_of,
    wall_clock,
)
from mien.config.settings import Config
from mien.errors import MienError
from mien.health.notify import SPEAKER, Notify, Progress, keep_fed, status_of
from mien.ipc.eye_client import EyeLink
from mien.ipc.eye_process import EyeChild
from mien.mood.events import Event, EyeGone, PlayerSaid, Seen
from mien.mood.glance import Glance
from mien.mood.session import begin
from mien.mood.wishes import CloseEye, DisplayState, EyeState, OpenEye, OpenPairing, ShowMood, Wish
from mien.music.dj.dj import Dj
from mien.music.dj.music_events import MusicEvent, MusicProblem, PlayerChanged
from mien.music.selection.context import Circumstances, default_table
from mien.panel.panel import Panel
from mien.panel.ring_driver import RingDriver
from mien.panel.ring_patterns import pattern_of
from mien.types import Seconds

Heard: TypeAlias = Callable[[Seen | DisplayState | MusicEvent], None]
"""Who wants to know what goes on: the demo, the page."""

clock = time.monotonic
_MINUTE = 60.0


def _nobody_listens(_news: Seen | DisplayState | MusicEvent) -> None:
    pass


async def speak(config: Config, eye_socket: Path | None = None) -> int:
    """Be the speaker until SIGTERM or SIGINT; return the exit status.

    With `eye_socket` the eye is somebody else's to run (systemd's); without, it is a child of ours.
    """
    from mien.app.frontends import Frontends, state_folder
    from mien.app.settings_store import SettingsStore, with_rules_of_the_page

    state = state_folder(os.environ)
    kept = SettingsStore(state / "settings.toml")
    config = with_rules_of_the_page(kept.laid_over(config), state)
    house = House(config, eye_socket, lid=EyeFlag(state / "eye-closed"))
    doors = Frontends(house, state, kept, clock)
    running = asyncio.create_task(house.run(doors.parts()))
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, running.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await running
    except BaseExceptionGroup as several:
        troubles, faults = several.split(MienError)
        if troubles is None or faults is not None:
            raise
        raise _first(troubles) from None
    return 0


def _first(troubles: BaseExceptionGroup[MienError]) -> MienError:
    """Return the first of what some parts cannot go on with: what the owner is told."""
    first = troubles.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


class House:
    """All parts of one speaker, joined. `heard` is told of every glance, change of mood and news of music."""

    def __init__(
        self,
        config: Config,
        eye_socket: Path | None = None,
        *,
        heard: Heard = _nobody_listens,
        panel: Panel | None = None,
        lid: EyeFlag | None = None,
    ) -> None:
        self.config = config
        self.glance: Glance | None = None
        self.shown: DisplayState | None = None
        self.trouble = ""
        self.heard = heard
        self.open_pairing: Callable[[Seconds], None] = lambda _seconds: None
        self.live = False
        self.pairing = False
        self._folder = tempfile.TemporaryDirectory(prefix="mien-") if eye_socket is None else None
        socket = eye_socket or Path(self._folder.name if self._folder else "") / "eye.socket"
        self._lid = lid or EyeFlag()
        eye = EyeState.CLOSED if self._lid.is_closed else EyeState.OPEN
        self.speaker = EventLoop(begin(mood_settings(config), clock(), eye), clock, self._fulfil)
        self.eye = EyeLink(socket, self._tell, clock, is_open=eye is EyeState.OPEN)
        looks = config.eye
        self.child = (
            None if eye_socket else EyeChild(socket, looks.camera, looks.turned, looks.glances_per_second)
        )
        self.player = player_of(config)
        self.dj = Dj(
            self.player,
            rules_of(config.music.rules),
            dj_settings(config),
            tell=self._music_said,
            preference=lambda: default_table().leaning(self._circumstances()),
        )
        self.panel = panel or panel_or_none(config.panel)
        self._glow = RingDriver(self.panel, clock)
        self._notify = Notify()
        self._music_wishes: asyncio.Queue[Wish] = asyncio.Queue()
        self._eye_wishes: asyncio.Queue[bool] = asyncio.Queue()

    async def run(self, more: Iterable[Coroutine[Any, Any, None]] = ()) -> None:
        """Run every part, and `more` of them, until cancelled; then end them all."""
        if self.child:
            self.eye.on_hang = self.child.kill
        try:
            async with asyncio.TaskGroup() as parts:
                for part in (*self._parts(), *more):
                    parts.create_task(part)
                self._notify.ready("Looking and listening.")
        finally:
            self._notify.stopping()
            await self.player.close()
            await self.panel.close()
            if self._folder:
                self._folder.cleanup()

    def _parts(self) -> Iterator[Coroutine[Any, Any, None]]:
        yield self.speaker.run()
        yield self.dj.run()
        yield self._make_music()
        yield self._open_and_close_the_eye()
        yield self._glow.run()
        yield self._take_presses()
        yield self._watch_the_night()
        yield keep_fed(self._notify, self._progress, SPEAKER)
        if self.child:
            yield self.child.run()
        yield self.eye.run()

    def reconfigure(self, config: Config) -> None:
        """Take up other settings, those that can change while everything runs."""
        self.config = config
        session = self.speaker.session
        self.speaker.session = replace(session, settings=mood_settings(config))
        self.show()

    def _tell(self, event: Event) -> None:
        if isinstance(event, Seen):
            if self._lid_is_shut():
                return  # it was on its way already; company and light are no longer seen
            self.glance = event.glance
            self.heard(event)
        if isinstance(event, EyeGone):
            self.glance = None
        self.speaker.tell(event)

    def _lid_is_shut(self) -> bool:
        return self.speaker.session.eye is EyeState.CLOSED

    def _fulfil(self, wish: Wish) -> None:
        """Hand a wish to whoever fulfils it; does not wait."""
        match wish:
            case ShowMood(shown):
                self.shown = shown
                self.show()
                self.heard(shown)
            case CloseEye() | OpenEye():
                self.glance = None  # the one before is old news, also for the watchdog
                self._eye_wishes.put_nowait(isinstance(wish, OpenEye))
            case OpenPairing(seconds):
                self.open_pairing(seconds)
            case _:
                self._music_wishes.put_nowait(wish)

    def show(self) -> None:
        """Have the ring show how things are."""
        if self.shown is None:
            return
        panel = self.config.panel
        look = pattern_of(
            self.shown,
            night=is_night(panel, wall_clock()),
            trouble=bool(self.trouble),
            live=self.live,
            pairing=self.pairing,
            brightness=brightness_of(panel),
        )
        self._glow.set(look)
        self._notify.status(status_of(self.shown, seeing=self.glance is not None))

    def _music_said(self, news: MusicEvent) -> None:
        if isinstance(news, PlayerChanged):
            status = None if news.now.away else news.now.status()
            self.speaker.tell(PlayerSaid(status, at=clock()))
        if isinstance(news, MusicProblem):
            self.trouble = news.sentence
            self.show()
        self.heard(news)

    async def _make_music(self) -> None:
        while True:
            await self.dj.perform(await self._music_wishes.get())

    async def _open_and_close_the_eye(self) -> None:
        while True:
            is_open = await self._eye_wishes.get()
            await self.eye.open_eye(is_open=is_open)
            await asyncio.to_thread(self._lid.keep, is_closed=not is_open)

    async def _take_presses(self) -> None:
        async for pressed in self.panel.presses():
            self.speaker.tell(pressed)

    async def _watch_the_night(self) -> None:
        while True:
            await asyncio.sleep(_MINUTE)
            self.show()

    def _circumstances(self) -> Circumstances:
        now = wall_clock()
        hour = now.hour + now.minute / 60
        if self.glance is None:
            return Circumstances(hour, now.weekday())
        return Circumstances(hour, now.weekday(), len(self.glance.faces), self.glance.light)

    def _progress(self) -> Progress:
        """Return how long ago each part went forward, for the watchdog; what is gone was told of."""
        looking = self.shown is not None and self.shown.eye is EyeState.OPEN and self.glance is not None
        glance = clock() - self.speaker.seen if looking else None
        return Progress(clock() - self.speaker.turned, glance, self.player.last_reply_age)
