"""Recorded glances: `mien record` writes them, `mien replay` shows how the mood changed.

A recording holds only numbers, one glance per line (see `ipc/glance_codec.py`): no picture, no key points,
nothing from which a face could be drawn. Replaying is deterministic: the file's own times are the only clock.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from mien.ipc.glance_codec import GlanceError, from_line, to_line
from mien.mood.emotion import Absence, MoodName
from mien.mood.estimation.estimate import Estimate, blank, settled_after, settled_mood
from mien.mood.glance import Glance
from mien.mood.mood import Mood
from mien.mood.mood_settings import MoodSettings

WHAT_IS_STORED = """\
Writing to {path}, one line per glance, until you stop:
  the time on the speaker's own clock (not the date), how bright the room is, and for each face
  its number during this visit, its box in the picture, how clearly it is visible, and the seven scores.
No pictures, and no points from which a face could be drawn. Delete the file when you no longer need it."""


@dataclass(frozen=True, slots=True)
class MoodChange:
    """Another mood settled."""

    at: float
    """When, in seconds of the recording's clock."""
    mood: Mood
    """Which one."""
    why: str
    """What decided it, as a phrase."""


def replay(lines: Iterable[str], *, as_json: bool, out: TextIO, err: TextIO, settings: MoodSettings) -> int:
    """Write a line to `out` for each change of the settled mood; return the exit status.

    The first line is the mood at the beginning. A line that isn't a glance is reported to `err` with its
    number and skipped; the status is then 1. Empty lines are ignored.
    """
    glances = _Glances(lines, err)
    for change in changes(glances, settings):
        print(_json(change) if as_json else _change_in_words(change), file=out)
    return 1 if glances.bad else 0


def changes(glances: Iterable[Glance], settings: MoodSettings) -> Iterator[MoodChange]:
    """Yield each change of the settled mood; the first is the mood at the beginning."""
    held, estimate = None, None
    for glance in glances:
        estimate = settled_after(estimate or blank(glance.at), glance, settings)
        if estimate.settled.name is not held:
            yield MoodChange(glance.at, settled_mood(estimate, settings), _cause(held, estimate))
            held = estimate.settled.name


def _cause(before: MoodName | None, estimate: Estimate) -> str:
    """Return what decided it, as a phrase."""
    name = estimate.settled.name
    if before is None:
        return "nothing settled yet"
    if name is Absence.NOBODY:
        return f"nobody seen for {estimate.room.empty:.0f} s"
    if name is Absence.UNSURE:
        return f"no mood is likely any more, not even {before}"
    return f"{name} is likelier than {before} and has been for a while"


class _Glances:
    """The glances in lines of text; other lines are reported and counted in `bad`."""

    def __init__(self, lines: Iterable[str], err: TextIO) -> None:
        self._lines = lines
        self._err = err
        self.bad = 0

    def __iter__(self) -> Iterator[Glance]:
        for number, line in enumerate(self._lines, start=1):
            if not line.strip():
                continue
            try:
                yield from_line(line)
            except GlanceError as bad:
                self.bad += 1
                self._err.write(f"line {number}: {bad}\n")


def _json(change: MoodChange) -> str:
    mood = change.mood
    return json.dumps(
        {
            "at": round(change.at, 4),
            "mood": mood.name.value,
            "valence": round(mood.valence, 3),
            "arousal": round(mood.arousal, 3),
            "confidence": round(mood.confidence, 3),
            "why": change.why,
        }
    )


def _change_in_words(change: MoodChange) -> str:
    minutes, seconds = divmod(change.at, 60.0)
    hours, minutes = divmod(minutes, 60.0)
    sure = f"{change.mood.confidence:4.0%} sure"
    return f"{hours:02.0f}:{minutes:02.0f}:{seconds:04.1f}  {change.mood.name.value:9}  {sure}  {change.why}"


async def record(glances: AsyncIterator[Glance], path: Path, out: TextIO) -> int:
    """Tell the owner what is stored, then append each glance to `path` until they end; return how many."""
    count = 0
    with recorder(path) as write:
        out.write(WHAT_IS_STORED.format(path=path) + "\n")
        async for glance in glances:
            write(glance)
            count += 1
    return count


@contextmanager
def recorder(path: Path) -> Iterator[Callable[[Glance], None]]:
    """Open `path`, which only its owner may read, and yield a function that appends a glance to it."""
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8", buffering=1) as file:
        yield lambda glance: print(to_line(glance, key_points=False), file=file)
