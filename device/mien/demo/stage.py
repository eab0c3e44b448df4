"""Performs the demo: prepares songs and an MPD, runs the speaker on them, and reports what happens."""

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mien.app.app_state import Change
from mien.app.application import Application
from mien.config.config_file import read_config
from mien.config.settings import Config
from mien.demo.camera_check import check_camera
from mien.demo.demo_options import DemoOptions
from mien.demo.preparation import Preparation
from mien.demo.records import RecordStream, record_of_verdict, view_of_music
from mien.demo.reporters import Reporter
from mien.demo.songs import pieces
from mien.demo.terminal.keyboard import quit_key
from mien.demo.timing import SONG, timing_of
from mien.demo.verifier import DemoEvent, Verifier
from mien.demo.view import DemoOutcome, View
from mien.errors import MienError
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.mood.wishes import DisplayState, EyeState
from mien.music.dj.music_events import MusicProblem
from mien.music.player.private_mpd import PrivateMpd
from mien.music.selection.rules import Rules, default_rules
from mien.music.song import Song
from mien.panel.headless_panel import HeadlessPanel
from mien.types import Seconds

READY = Preparation(songs=1.0, music=1.0, camera=1.0)
LEDS = 16
FIRST_GLANCE_WITHIN: Seconds = 40.0
"""A camera process that has sent no glance by then has failed."""
_REDRAW: Seconds = 0.1
clock = time.monotonic


class DemoError(MienError):
    """The demo cannot go on; says why."""


async def perform(options: DemoOptions, reporter: Reporter, folder: Path) -> int:
    """Perform the demo in `folder`; return the exit status, see `run_demo`."""
    return await Stage(options, reporter, folder).run()


class Stage:
    """One performance: a verifier records what the speaker does, a reporter shows it."""

    def __init__(self, options: DemoOptions, reporter: Reporter, folder: Path) -> None:
        self._options, self._reporter, self._folder = options, reporter, folder
        self._timing = timing_of(options.seconds)
        self._verifier = Verifier(clock, _suits(default_rules()))
        self._records = RecordStream()
        self._preparation = Preparation()
        self._panel = HeadlessPanel(LEDS)
        self._begun = clock()
        self._shown: Seconds = 0.0
        self._speaker: Application | None = None
        self._is_ending = False
        self._failure = ""

    async def run(self) -> int:
        """Prepare and perform until the demo ends or is ended; return the exit status."""
        performing = asyncio.create_task(self._perform())
        with self._end_on_request(performing):
            try:
                while not performing.done():
                    self._reporter.update(self._view())
                    await asyncio.wait([performing], timeout=_REDRAW)
            finally:
                performing.cancel()
                await asyncio.wait([performing])
        if not performing.cancelled():
            performing.result()  # raises what went wrong
        return self._finish()

    @contextlib.contextmanager
    def _end_on_request(self, performing: asyncio.Task[None]) -> Iterator[None]:
        """Listen for signals, and for q where somebody can type it."""

        def end() -> None:
            if not self._is_ending:
                self._is_ending = True
                performing.cancel()

        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(name, end)
        with quit_key(sys.stdin.fileno(), end) if self._reporter.reads_keys else contextlib.nullcontext():
            yield

    async def _perform(self) -> None:
        if self._options.camera:
            check_camera(self._options.camera)
        songs = pieces()
        for number, piece in enumerate(songs, 1):
            await asyncio.to_thread(piece.write, self._folder / "music", SONG)
            self._preparation = Preparation(songs=number / len(songs))
        mpd = PrivateMpd(self._folder / "mpd", self._folder / "music", stream=self._options.listen)
        async with mpd.running():
            self._preparation = Preparation(songs=1.0, music=1.0)
            await self._play(mpd)

    async def _play(self, mpd: PrivateMpd) -> None:
        """Run the speaker until the demo is over."""
        timing = self._timing
        camera = self._options.camera or f"reel:length={timing.length:g}&gap={timing.gap:g}"
        self._speaker = Application(_settings(mpd, camera), panel=self._panel)
        self._speaker.state.subscribe(self._changed)
        running = asyncio.create_task(self._speaker.run())
        try:
            while not running.done() and not self._is_over():
                await asyncio.wait([running], timeout=_REDRAW)
        finally:
            self._shown = self._since_first_glance()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    def _finish(self) -> int:
        """Report the result; return the exit status."""
        verifier, is_reel = self._verifier, self._options.camera is None
        verdicts = verifier.verdicts(
            self._timing.slots if is_reel else (), min(self._shown, self._timing.total)
        )
        self._reporter.finish(
            DemoOutcome(
                verdicts=tuple(map(record_of_verdict, verdicts)),
                problems=(*verifier.problems, *([self._failure] if self._failure else [])),
                ended_early=self._is_ending,
                is_reel=is_reel,
                moods=verifier.emotions,
                songs=len(verifier.songs),
                failure=self._failure,
            )
        )
        if self._failure:
            raise DemoError(self._failure)
        return int(not all(verdict.followed for verdict in verdicts))

    def _view(self) -> View:
        verifier = self._verifier
        return View(
            at=self._elapsed(),
            steps=self._preparation.steps,
            is_reel=self._options.camera is None,
            left=self._left(),
            is_ending=self._is_ending,
            glance=verifier.glance,
            eye_problem=self._speaker.state.current.eye_problem if self._speaker else "",
            shown=verifier.shown,
            ring=self._panel.shown,
            **view_of_music(verifier.now),
        )

    def _elapsed(self) -> Seconds:
        return clock() - self._begun

    def _since_first_glance(self) -> Seconds:
        return 0.0 if self._verifier.begun is None else clock() - self._verifier.begun

    def _left(self) -> Seconds | None:
        """Return how long the demo still takes; None: until somebody ends it."""
        if self._options.camera is None:
            return max(0.0, self._timing.total - self._since_first_glance())
        return None if self._options.seconds is None else max(0.0, self._options.seconds - self._elapsed())

    def _is_over(self) -> bool:
        """Return whether to end: with a camera it runs until somebody ends it, unless seconds were given."""
        if self._verifier.begun is None and self._elapsed() > FIRST_GLANCE_WITHIN:
            self._failure = self._failure or f"The camera sent nothing for {FIRST_GLANCE_WITHIN:.0f} seconds."
        return bool(self._failure) or self._left() == 0.0

    def _changed(self, change: Change) -> None:
        if isinstance(change, DemoEvent):
            self._record(change)

    def _record(self, event: DemoEvent) -> None:
        before = self._verifier.shown
        was_gone = before is not None and before.eye is EyeState.GONE
        self._verifier.record(event)
        if self._verifier.begun is not None:
            self._preparation = READY
        if record := self._records.next(event):
            self._reporter.report(self._elapsed(), record)
        if isinstance(event, DisplayState) and event.eye is EyeState.GONE and not was_gone:
            self._report_lost_camera()

    def _report_lost_camera(self) -> None:
        """Report why the camera is gone; one that is gone before its first picture ends the demo."""
        if self._speaker is None:
            return
        problem = self._speaker.state.current.eye_problem
        is_connected = self._speaker.access.eye() is not None
        if self._verifier.begun is None and is_connected:
            self._failure = problem
        else:
            self._record(MusicProblem(f"the camera is unavailable: {problem}"))


def _settings(mpd: PrivateMpd, camera: str) -> Config:
    return read_config(
        f'[eye]\ncamera = "{camera}"\n[music]\nmpd = "{mpd.socket}"\ncrossfade = 1\n'
        "[panel]\nbrightness = 1.0\nnight_brightness = 1.0\n",
        "the demo's settings",
    )


def _suits(rules: Rules) -> Callable[[Song, Emotion], bool]:
    """Return a function that says whether the rules name a song's genres for a mood."""

    def suits(song: Song, emotion: Emotion) -> bool:
        wanted = rules.wanted(emotion, Policy.MATCH).families
        return any(family in wanted for genre in song.genres for family in rules.genres.families(genre))

    return suits
