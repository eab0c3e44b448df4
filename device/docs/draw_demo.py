"""Draws the README's picture of the demo: runs it and keeps the terminal as it is at one moment, as SVG."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from mien.demo.reporters import Moment, happening, in_words, view_of
from mien.demo.stage import DemoOptions, show
from mien.demo.terminal import picture
from mien.demo.verifier import Verdict
from mien.mood.events import Seen
from mien.mood.wishes import DisplayState
from mien.music.dj.music_events import MusicEvent
from mien.types import Seconds

PICTURE = Path(__file__).with_name("demo.svg")
MOMENT: Seconds = 30.3


class Photographer:
    """A teller that keeps the first moment after MOMENT."""

    def __init__(self) -> None:
        self._story: list[str] = []
        self._before: DisplayState | None = None
        self._taken = False

    def tell(self, at: Seconds, news: Seen | DisplayState | MusicEvent) -> None:
        """Note what happened."""
        event = happening(news, self._before)
        self._before = news if isinstance(news, DisplayState) else self._before
        if event is not None and event["event"] != "queue":
            self._story.append(f"{at:6.1f} s  {in_words(event)}")

    def look(self, moment: Moment) -> None:
        """Take the picture when it is time."""
        if self._taken or moment.at < MOMENT:
            return
        self._taken = True
        console = Console(record=True, width=124, height=31, file=io.StringIO(), force_terminal=True)
        console.print(picture(view_of(moment, tuple(self._story))))
        PICTURE.write_text(console.export_svg(title="make demo"), encoding="utf-8")

    def end(self, verdicts: Sequence[Verdict], troubles: Sequence[str]) -> None:
        """Nothing more to tell."""


if __name__ == "__main__":
    sys.exit(show(DemoOptions(seconds=MOMENT + 12), Photographer()))
