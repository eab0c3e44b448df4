"""Runs the demo: sets the stage, lets the speaker work on it, and reports the result."""

import asyncio
import contextlib
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from mien.app.app_state import Change
from mien.app.application import Application
from mien.config.settings import Config, read_config
from mien.demo.reel import GAP, LENGTH, SHARES, SHOWN, Slot, slots_of
from mien.demo.reporters import DemoMoment, JsonReporter, LineReporter, LiveReporter, Reporter
from mien.demo.songs import write_songs
from mien.demo.verifier import DemoEvent, Verifier
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.mood.wishes import DisplayState, EyeState
from mien.music.dj.music_events import MusicProblem
from mien.music.player.private_mpd import PrivateMpd
from mien.music.selection.rules import Rules, default_rules
from mien.music.song import Song
from mien.panel.headless_panel import HeadlessPanel
from mien.types import Seconds

LEDS = 16
MIN_LENGTH: Seconds = 15.0
"""A mood's slot: it settles in some seconds, and the current song is played to its end first."""
SONG: Seconds = 5.0
FIRST_GLANCE_WITHIN: Seconds = 40.0
"""A camera process that has sent no glance by then never will."""
_REDRAW: Seconds = 0.1
clock = time.monotonic


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """The demo's command-line options."""

    camera: str | None = None
    """The camera to use instead of the reel."""

    seconds: Seconds | None = None
    """How long the demo runs; None: until the reel ends, or until interrupted with a camera."""

    headless: bool = False
    """Print lines instead of drawing the terminal."""

    as_json: bool = False
    """Print JSON instead of text."""

    listen: int | None = None
    """Port at which the music can be heard."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long each part of the demo takes, in seconds."""

    length: Seconds
    """Each mood."""

    gap: Seconds
    """Each pause with nobody in the room."""

    song: Seconds
    """Each song."""

    total: Seconds
    """The whole demo."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The reel's plan."""
        return slots_of(self.length, self.gap)


def timing_of(seconds: Seconds | None) -> Timing:
    """Return the timing of a demo of `seconds`; if they are too few, the last moods are not reached."""
    if seconds is None:
        return Timing(LENGTH, GAP, SONG, slots_of(LENGTH, GAP)[-1].end)
    gap = min(GAP, 0.04 * seconds)
    length = max(MIN_LENGTH, (seconds - (len(SHOWN) + 1) * gap) / SHARES)
    return Timing(length, gap, SONG, seconds)


def run_demo(options: DemoOptions, reporter: Reporter | None = None) -> int:
    """Run the demo; return 0 if the music followed each mood that was shown in full, else 1."""
    reporting = contextlib.nullcontext(reporter) if reporter else _reporter_for(options)
    with tempfile.TemporaryDirectory(prefix="mien-demo-") as folder, reporting as chosen:
        return asyncio.run(_perform(options, chosen, Path(folder)))


async def _perform(options: DemoOptions, reporter: Reporter, folder: Path) -> int:
    timing = timing_of(options.seconds)
    write_songs(folder / "music", seconds=timing.song)
    mpd = PrivateMpd(folder / "mpd", folder / "music", stream=options.listen)
    async with mpd.running():
        stage = Stage(options, timing, reporter, mpd)
        await stage.play()
    return stage.finish()


class Stage:
    """A speaker on a stage: a verifier records what it does, a reporter shows it."""

    def __init__(self, options: DemoOptions, timing: Timing, reporter: Reporter, mpd: PrivateMpd) -> None:
        self._options, self._timing, self._reporter = options, timing, reporter
        self._verifier = Verifier(clock, _suits(default_rules()))
        self._panel = HeadlessPanel(LEDS)
        self._begun = clock()
        self._interrupted = False
        camera = options.camera or f"reel:length={timing.length:g}&gap={timing.gap:g}"
        self._speaker = Application(_settings(mpd, camera), panel=self._panel)
        self._speaker.state.subscribe(self._changed)

    async def play(self) -> None:
        """Run the speaker until the demo is over or interrupted."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self._interrupt)
        running = asyncio.create_task(self._speaker.run())
        try:
            while not running.done() and not self._is_over():
                self._reporter.update(DemoMoment(self._elapsed(), self._verifier, self._panel.shown))
                await asyncio.sleep(_REDRAW)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    def finish(self) -> int:
        """Report the result; return the exit status."""
        verifier = self._verifier
        reel = () if self._options.camera else self._timing.slots
        shown = self._timing.total if verifier.begun is None else clock() - verifier.begun
        verdicts = verifier.verdicts(reel, min(shown, self._timing.total))
        self._reporter.finish(verdicts, verifier.problems)
        return int(verifier.begun is None or not all(verdict.followed for verdict in verdicts))

    def _elapsed(self) -> Seconds:
        return clock() - self._begun

    def _interrupt(self) -> None:
        self._interrupted = True

    def _is_over(self) -> bool:
        """Return whether to end: with a camera the demo runs until interrupted, unless seconds were given."""
        begun = self._verifier.begun
        if self._interrupted or (begun is None and self._elapsed() > FIRST_GLANCE_WITHIN):
            return True
        if self._options.camera:
            return self._options.seconds is not None and self._elapsed() > self._options.seconds
        return begun is not None and clock() - begun > self._timing.total

    def _changed(self, change: Change) -> None:
        if isinstance(change, DemoEvent):
            self._record(change)

    def _record(self, event: DemoEvent) -> None:
        before = self._verifier.shown
        was_gone = before is not None and before.eye is EyeState.GONE
        self._verifier.record(event)
        self._reporter.report(self._elapsed(), event)
        if isinstance(event, DisplayState) and event.eye is EyeState.GONE and not was_gone:
            problem = self._speaker.state.current.eye_problem
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


def _reporter_for(options: DemoOptions) -> AbstractContextManager[Reporter]:
    if options.as_json:
        return contextlib.nullcontext(JsonReporter(sys.stdout))
    if options.headless or not sys.stdout.isatty():
        return contextlib.nullcontext(LineReporter(sys.stdout))
    return LiveReporter(Console())
