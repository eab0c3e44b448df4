"""Draws the README's picture of the demo: runs the demo and saves the terminal at one moment as SVG."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from mien.demo.reporters import DemoMoment, RecordStream, as_text, view_of
from mien.demo.opening import DemoOptions, run_demo
from mien.demo.terminal import picture
from mien.demo.verifier import DemoEvent, Verdict
from mien.types import Seconds

PICTURE = Path(__file__).with_name("demo.svg")
MOMENT: Seconds = 30.3


class Photographer:
    """A reporter that saves the first moment after MOMENT."""

    def __init__(self) -> None:
        self._story: list[str] = []
        self._records = RecordStream()
        self._taken = False

    def report(self, at: Seconds, event: DemoEvent) -> None:
        """Remember what happened."""
        record = self._records.next(event)
        if record is not None and record["event"] != "queue":
            self._story.append(f"{at:6.1f} s  {as_text(record)}")

    def update(self, moment: DemoMoment) -> None:
        """Take the picture when it is time."""
        if self._taken or moment.at < MOMENT:
            return
        self._taken = True
        console = Console(record=True, width=124, height=31, file=io.StringIO(), force_terminal=True)
        console.print(picture(view_of(moment, tuple(self._story))))
        PICTURE.write_text(console.export_svg(title="make demo"), encoding="utf-8")

    def finish(self, verdicts: Sequence[Verdict], problems: Sequence[str]) -> None:
        """Do nothing: the picture is all that is wanted."""


if __name__ == "__main__":
    sys.exit(run_demo(DemoOptions(seconds=MOMENT + 12), Photographer()))
