"""Draws the README's picture of the demo: runs the demo and saves the terminal at one moment as SVG."""

import io
import os
import signal
import sys
from pathlib import Path

from rich.console import Console

from mien.demo.demo_options import DemoOptions
from mien.demo.opening import run_demo
from mien.demo.terminal.glyphs import UNICODE
from mien.demo.terminal.live_reporter import story_line
from mien.demo.terminal.screen import picture
from mien.demo.view import DemoOutcome, EventRecord, View
from mien.demo.wording import minutes
from mien.types import Seconds

PICTURE = Path(__file__).parent / "pictures/demo.svg"
AFTER_THE_START: Seconds = 9.0
SIZE = (100, 28)


class Photographer:
    """A reporter that saves the first moment in which a face was there for `AFTER_THE_START`."""

    reads_keys = False

    def __init__(self) -> None:
        self._story: list[str] = []
        self._begun: Seconds | None = None
        self._is_taken = False

    def report(self, at: Seconds, record: EventRecord) -> None:
        """Remember what happened."""
        if line := story_line(record, UNICODE.note):
            self._story.append(f"{minutes(at):>5}  {line}")

    def update(self, view: View) -> None:
        """Take the picture when it is time."""
        if self._begun is None and view.glance and view.glance.faces:
            self._begun = view.at
        if self._is_taken or self._begun is None or view.at - self._begun < AFTER_THE_START:
            return
        self._is_taken = True
        columns, rows = SIZE
        console = Console(record=True, width=columns, height=rows, file=io.StringIO(), force_terminal=True)
        console.print(picture(view, self._story, "q ends it", SIZE, UNICODE), end="")
        PICTURE.write_text(console.export_svg(title="make demo"), encoding="utf-8")
        os.kill(os.getpid(), signal.SIGINT)  # ends the demo as Ctrl-C does

    def finish(self, outcome: DemoOutcome) -> None:
        """Do nothing: the picture is all that is wanted."""


if __name__ == "__main__":
    sys.exit(run_demo(DemoOptions(), Photographer()))
