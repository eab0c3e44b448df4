"""The demo's live terminal: redraws the whole screen in place, and restores it at the end."""

from collections.abc import Mapping
from typing import Self

from rich.console import Console
from rich.live import Live

from mien.demo.terminal.glyphs import Glyphs
from mien.demo.terminal.screen import picture
from mien.demo.view import DemoOutcome, EventRecord, View
from mien.demo.wording import minutes, mood_words, summary_lines
from mien.mood.emotion import Absence
from mien.types import Seconds


class LiveReporter:
    """Redraws the whole terminal in place; a context manager that restores the terminal."""

    def __init__(self, console: Console, glyphs: Glyphs, *, reads_keys: bool) -> None:
        """`reads_keys`: whether somebody can type q."""
        self.reads_keys = reads_keys
        self._console, self._glyphs = console, glyphs
        self._story: list[str] = []
        self._live = Live(
            console=console, screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def report(self, at: Seconds, record: EventRecord) -> None:
        """Remember what happened."""
        if line := story_line(record, self._glyphs.note):
            self._story.append(f"{minutes(at):>5}  {line}")

    def update(self, view: View) -> None:
        """Redraw the terminal."""
        self._live.start()  # does nothing once it has started
        ends = "q ends it" if self.reads_keys else "Ctrl-C ends it"
        size = self._console.size
        drawn = picture(view, tuple(self._story), ends, (size.width, size.height), self._glyphs)
        self._live.update(drawn, refresh=True)

    def finish(self, outcome: DemoOutcome) -> None:
        """Restore the terminal and print the summary; a failure is reported like every other error."""
        self._live.stop()
        if not outcome.failure:
            self._console.print("\n".join(summary_lines(outcome)), markup=False, highlight=False)


def story_line(record: Mapping[str, object], note: str) -> str:
    """Return a record as a line of text; "" for one that would only distract."""
    match record:
        case {"event": "mood", "mood": str() as mood, "confidence": float() as confidence} if (
            mood != Absence.UNSURE
        ):
            return f"Mood: {mood_words(mood, confidence)}"
        case {"event": "song", "title": title, "artist": artist, "genres": [*genres]}:
            return f"{note} {title} by {artist} ({', '.join(map(str, genres))})"
        case {"event": "song", "title": title}:
            return f"{note} {title}"
        case {"event": "trouble", "says": says}:
            return f"Problem: {says}" if says else "The problem is solved."
    return ""
