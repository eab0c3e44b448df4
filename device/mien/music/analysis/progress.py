"""The progress of the analysis: a small file for the speaker's page, and for the analysis after a crash."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

from mien.music.song import Uri
from mien.types import Seconds

SERVICE_FILE = Path("/run/mien-songs/progress.json")
"""Where systemd's service writes it."""
MOST_SKIPPED = 100
"""Songs that are listed with the reason; `mien library skipped` lists all."""
LONGEST = 200_000
"""Bytes of a file that is read at all."""

Skipped: TypeAlias = tuple[Uri, str]
"""A song that can't be analysed, and why."""


@dataclass(frozen=True, slots=True)
class AnalysisProgress:
    """The progress of the analysis."""

    done: int = 0
    """Songs that are analysed, those of earlier runs too."""
    left: int = 0
    """Songs that are not analysed yet."""
    skipped: tuple[Skipped, ...] = ()
    """The first of those that can't be."""
    skipped_count: int = 0
    """How many they are."""
    pace: Seconds | None = None
    """The average time per song, pauses included; None before the first."""
    waiting: str = ""
    """Why it is pausing, "" while songs are analysed."""
    current: Uri = ""
    """The song that is being listened to."""
    tries: int = 0
    """How often the analysis ended during that song."""

    @property
    def seconds_left(self) -> Seconds | None:
        """How long it will take from now; None if that isn't known."""
        return None if self.pace is None else self.pace * self.left


def write_progress(file: Path, progress: AnalysisProgress) -> None:
    """Write the file atomically. It need not survive a power cut: it is in memory."""
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(asdict(progress)), encoding="utf-8")
    draft.replace(file)


def read_progress(file: Path) -> AnalysisProgress | None:
    """Return what the file says; None if there is none, or it isn't one of ours."""
    try:
        with file.open(encoding="utf-8") as text:
            said = json.loads(text.read(LONGEST))
        return _progress(said)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _progress(said: Mapping[str, Any]) -> AnalysisProgress:
    pace = said["pace"]
    return AnalysisProgress(
        done=int(said["done"]),
        left=int(said["left"]),
        skipped=tuple((str(uri), str(why)) for uri, why in said["skipped"][:MOST_SKIPPED]),
        skipped_count=int(said["skipped_count"]),
        pace=None if pace is None else max(0.0, float(pace)),
        waiting=str(said["waiting"])[:100],
        current=str(said["current"]),
        tries=int(said["tries"]),
    )


def in_words(progress: AnalysisProgress) -> str:
    """Return the progress as a sentence."""
    of = progress.done + progress.left
    said = f"{progress.done:,} of {of:,} songs analysed" if progress.left else f"All {of:,} songs analysed"
    left = progress.seconds_left
    if progress.left and left is not None:
        said += f"; {time_left(left)} left"
    if progress.left and progress.waiting:
        said += f" (pausing, the board is {progress.waiting})"
    return said + "."


def time_left(seconds: Seconds) -> str:
    """Return a time roughly, as one would say it."""
    if seconds < 90:
        return "about a minute"
    for unit, name in ((86_400.0, "day"), (3600.0, "hour"), (60.0, "minute")):
        if seconds >= 1.5 * unit:
            return f"about {round(seconds / unit)} {name}s"
    return "about an hour"
