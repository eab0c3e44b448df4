"""The demo: sets the stage, lets the speaker do its job on it, and says how it came out."""

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

from mien.app.application import House
from mien.config.settings import Config, read_config
from mien.demo.reel import GAP, LENGTH, SHARES, SHOWN, Slot, slots_of
from mien.demo.reporters import JsonReporter, LineReporter, LiveReporter, Moment, Reporter
from mien.demo.songs import write_shelf
from mien.demo.verifier import Verifier
from mien.mood.emotion import Emotion
from mien.mood.events import Seen
from mien.mood.mood import Policy
from mien.mood.wishes import DisplayState, EyeState
from mien.music.dj.music_events import MusicEvent, MusicProblem
from mien.music.player.private_mpd import PrivateMpd
from mien.music.selection.rules import Rules, default_rules
from mien.music.song import Song
from mien.panel.headless import HeadlessPanel
from mien.types import Seconds

LEDS = 16
SHORTEST: Seconds = 15.0
"""A mood's slot: it settles in some seconds, and the song at hand is played to its end first."""
SONG: Seconds = 5.0
PATIENCE: Seconds = 40.0
"""An eye that has sent no glance by then will not."""
_REDRAW: Seconds = 0.1
clock = time.monotonic


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What was asked of the demo. `listen`: a port at which to hear it."""

    camera: str | None = None
    seconds: Seconds | None = None
    headless: bool = False
    as_json: bool = False
    listen: int | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """How long each mood and each gap is shown, each song lasts, and all of it takes."""

    length: Seconds
    gap: Seconds
    song: Seconds
    whole: Seconds

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The reel's plan."""
        return slots_of(self.length, self.gap)


def timing_of(seconds: Seconds | None) -> Timing:
    """Return the timing for a demo of `seconds`; with too few, the last moods are not reached."""
    if seconds is None:
        return Timing(LENGTH, GAP, SONG, slots_of(LENGTH, GAP)[-1].end)
    gap = min(GAP, 0.04 * seconds)
    length = max(SHORTEST, (seconds - (len(SHOWN) + 1) * gap) / SHARES)
    return Timing(length, gap, SONG, seconds)


def show(options: DemoOptions, teller: Reporter | None = None) -> int:
    """Give the demo; return 0 if each mood shown in full was followed by its music, else 1."""
    telling = contextlib.nullcontext(teller) if teller else _teller(options)
    with tempfile.TemporaryDirectory(prefix="mien-demo-") as folder, telling as told:
        return asyncio.run(_perform(options, told, Path(folder)))


async def _perform(options: DemoOptions, teller: Reporter, folder: Path) -> int:
    timing = timing_of(options.seconds)
    write_shelf(folder / "music", seconds=timing.song)
    mpd = PrivateMpd(folder / "mpd", folder / "music", stream=options.listen)
    async with mpd.running():
        stage = Stage(options, timing, teller, mpd)
        await stage.play()
    return stage.end()


class Stage:
    """A speaker with an audience: a witness who remembers and a teller who tells."""

    def __init__(self, options: DemoOptions, timing: Timing, teller: Reporter, mpd: PrivateMpd) -> None:
        self._options, self._timing, self._teller = options, timing, teller
        self._witness = Verifier(clock, _fits(default_rules()))
        self._panel = HeadlessPanel(LEDS)
        self._begun = clock()
        self._interrupted = False
        camera = options.camera or f"reel:length={timing.length:g}&gap={timing.gap:g}"
        self._house = House(_settings(mpd, camera), heard=self._hear, panel=self._panel)

    async def play(self) -> None:
        """Run the speaker until the demo is over, or somebody interrupts it."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self._interrupt)
        running = asyncio.create_task(self._house.run())
        try:
            while not running.done() and not self._is_over():
                self._teller.look(Moment(self._at(), self._witness, self._panel.shown))
                await asyncio.sleep(_REDRAW)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    def end(self) -> int:
        """Tell how it came out; return the exit status."""
        witness = self._witness
        reel = () if self._options.camera else self._timing.slots
        shown = self._timing.whole if witness.begun is None else clock() - witness.begun
        verdicts = witness.verdicts(reel, min(shown, self._timing.whole))
        self._teller.end(verdicts, witness.troubles)
        return int(witness.begun is None or not all(verdict.followed for verdict in verdicts))

    def _at(self) -> Seconds:
        return clock() - self._begun

    def _interrupt(self) -> None:
        self._interrupted = True

    def _is_over(self) -> bool:
        """Return whether to end: a webcam's demo goes on until interrupted, unless seconds were given."""
        begun = self._witness.begun
        if self._interrupted or (begun is None and self._at() > PATIENCE):
            return True
        if self._options.camera:
            return self._options.seconds is not None and self._at() > self._options.seconds
        return begun is not None and clock() - begun > self._timing.whole

    def _hear(self, news: Seen | DisplayState | MusicEvent) -> None:
        before = self._witness.shown
        was_gone = before is not None and before.eye is EyeState.GONE
        self._witness.hear(news)
        self._teller.tell(self._at(), news)
        if isinstance(news, DisplayState) and news.eye is EyeState.GONE and not was_gone:
            self._hear(MusicProblem(f"the eye is gone: {self._house.eye.trouble}"))


def _settings(mpd: PrivateMpd, camera: str) -> Config:
    return read_config(
        f'[eye]\ncamera = "{camera}"\n[music]\nmpd = "{mpd.socket}"\ncrossfade = 1\n'
        "[panel]\nbrightness = 1.0\nnight_brightness = 1.0\n",
        "the demo's settings",
    )


def _fits(rules: Rules) -> Callable[[Song, Emotion], bool]:
    """Return what tells whether a song's genres are among those that the rules name for a mood."""

    def fits(song: Song, emotion: Emotion) -> bool:
        wanted = rules.wanted(emotion, Policy.MATCH).families
        return any(family in wanted for genre in song.genres for family in rules.genres.families(genre))

    return fits


def _teller(options: DemoOptions) -> AbstractContextManager[Reporter]:
    if options.as_json:
        return contextlib.nullcontext(JsonReporter(sys.stdout))
    if options.headless or not sys.stdout.isatty():
        return contextlib.nullcontext(LineReporter(sys.stdout))
    return LiveReporter(Console())
