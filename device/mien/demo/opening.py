"""Opens the demo: the title is on the screen at once, before the large libraries are imported."""

import asyncio
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from mien.demo.demo_options import DemoOptions
from mien.demo.preparation import Preparation
from mien.demo.reporters import JsonReporter, LineReporter, Reporter
from mien.demo.view import DemoOutcome, View


def run_demo(options: DemoOptions, reporter: Reporter | None = None) -> int:
    """Run the demo; return the exit status.

    0: the music followed each mood that was shown to its end, also if you ended the demo early. 1: it did
    not.

    Raises:
        MienError: the demo could not begin: no camera, no MPD. The status is then 2.
    """
    reporting = contextlib.nullcontext(reporter) if reporter else _reporter_for(options)
    with (
        tempfile.TemporaryDirectory(prefix="mien-demo-") as name,
        _quiet_stderr(Path(name)),
        reporting as chosen,
    ):
        is_reel = options.camera is None
        try:
            chosen.update(View(steps=Preparation().steps, is_reel=is_reel))
            from mien.demo.stage import perform

            return asyncio.run(perform(options, chosen, Path(name)))
        except KeyboardInterrupt:  # before the stage takes care of it
            chosen.finish(DemoOutcome(ended_early=True, is_reel=is_reel))
            return 0


def _reporter_for(options: DemoOptions) -> AbstractContextManager[Reporter]:
    """Return the live terminal if the terminal can move its cursor; otherwise what was asked for."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may lack a letter that a title has
    if options.as_json:
        return contextlib.nullcontext(JsonReporter(sys.stdout))
    if options.headless or not sys.stdout.isatty():
        return contextlib.nullcontext(LineReporter(sys.stdout))
    from rich.console import Console

    from mien.demo.terminal.glyphs import glyphs_for
    from mien.demo.terminal.live_reporter import LiveReporter

    console = Console()
    if console.is_dumb_terminal:
        return contextlib.nullcontext(LineReporter(sys.stdout))
    glyphs = glyphs_for(console.encoding, os.environ.get("TERM", ""))
    return LiveReporter(console, glyphs, reads_keys=sys.stdin.isatty())


@contextlib.contextmanager
def _quiet_stderr(folder: Path) -> Iterator[None]:
    """Keep the output of libraries and the camera process off a terminal that the demo draws on.

    Standard error is left alone if it goes to a file.
    """
    if not sys.stderr.isatty():
        yield
        return
    sys.stderr.flush()
    terminal = os.dup(sys.stderr.fileno())
    try:
        with (folder / "stderr").open("ab") as log:
            os.dup2(log.fileno(), sys.stderr.fileno())
        yield
    finally:
        sys.stderr.flush()
        os.dup2(terminal, sys.stderr.fileno())
        os.close(terminal)
