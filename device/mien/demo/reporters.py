"""How the demo reports what happens: a live terminal, lines of text, or JSON for scripts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, TextIO, TypeAlias

from rich.console import Console
from rich.live import Live

from mien.demo.terminal import SongView, View, picture
from mien.demo.verifier import DemoEvent, Verdict, Verifier
from mien.mood.glance import Glance
from mien.mood.wishes import DisplayState
from mien.music.dj.music_events import MusicProblem, MusicState, QueueChanged, Queued, SongBegan
from mien.panel.ring_patterns import RGB
from mien.types import Seconds

EventRecord: TypeAlias = dict[str, Any]
"""One event as JSON can hold it."""


@dataclass(frozen=True, slots=True)
class DemoMoment:
    """The state of the demo at one moment."""

    at: Seconds
    """Seconds since the demo began."""

    verifier: Verifier
    """What the speaker has done so far."""

    ring: tuple[RGB, ...]
    """What the ring shows, the top LED first."""


class Reporter(Protocol):
    """Reports on the demo while it runs."""

    def report(self, at: Seconds, event: DemoEvent) -> None:
        """Report that something happened."""

    def update(self, moment: DemoMoment) -> None:
        """Report the current state; called a few times a second."""

    def finish(self, verdicts: Sequence[Verdict], problems: Sequence[str]) -> None:
        """Report the result."""


def record_of(event: DemoEvent, before: DisplayState | None) -> EventRecord | None:
    """Return `event` as a record without its time, or None if it is not worth reporting."""
    match event:
        case DisplayState() if before is None or before.settled.name != event.settled.name:
            mood = event.settled
            return {
                "event": "mood",
                "mood": mood.name.value,
                "valence": round(mood.valence, 2),
                "arousal": round(mood.arousal, 2),
                "confidence": round(mood.confidence, 2),
            }
        case SongBegan(now) if now.song is not None:
            return {"event": "song", **_song(now.song), "wanted": list(_target_genres(now))}
        case QueueChanged(now):
            return {"event": "queue", "songs": [_song(queued) for queued in now.upcoming]}
        case MusicProblem(sentence):
            return {"event": "trouble", "says": sentence}
    return None


def _song(queued: Queued) -> dict[str, Any]:
    pick = queued.pick
    plain = {"uri": queued.entry.uri, "title": queued.entry.title, "artist": queued.entry.artist}
    return plain | (
        {"genres": list(pick.song.genres), "why": pick.why(), "ours": True} if pick else {"ours": False}
    )


def _target_genres(now: MusicState) -> tuple[str, ...]:
    return now.target.genres if now.target else ()


def as_text(record: EventRecord) -> str:
    """Return a record as one line of text."""
    match record:
        case {"event": "mood", "mood": mood, "confidence": confidence}:
            return f"mood   {mood} ({confidence:.0%} sure)"
        case {"event": "song", "title": title, "artist": artist, "genres": genres, "why": why}:
            return f"song   {title} by {artist} [{', '.join(genres)}]: {why}"
        case {"event": "song", "title": title}:
            return f"song   {title}, which you queued"
        case {"event": "queue", "songs": songs}:
            return "queue  " + ", ".join(song["title"] for song in songs)
        case {"event": "trouble", "says": says}:
            return f"problem: {says}" if says else "the problem is solved"
    return str(record)


def summary_lines(verdicts: Sequence[Verdict], problems: Sequence[str]) -> list[str]:
    """Return the result as lines of text."""
    lines = ["", f"{'mood':<12}{'settled after':>14}{'music after':>13}   song"]
    for verdict in verdicts:
        song = (
            f"{verdict.song.title} [{', '.join(verdict.song.genres)}]" if verdict.song else "no music for it"
        )
        settled, music = _after(verdict.settled_after), _after(verdict.music_after)
        lines.append(f"{verdict.emotion:<12}{settled:>14}{music:>13}   {song}")
    followed = sum(verdict.followed for verdict in verdicts)
    lines.append(f"The music followed {followed} of the {len(verdicts)} moods shown.")
    return lines + [f"Problem: {problem}" for problem in problems]


def _after(seconds: Seconds | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f} s"


class RecordStream:
    """Turns events into records, leaving out a mood that was already reported."""

    def __init__(self) -> None:
        self._before: DisplayState | None = None

    def next(self, event: DemoEvent) -> EventRecord | None:
        """Return the record of `event`, if it is worth reporting."""
        record = record_of(event, self._before)
        if isinstance(event, DisplayState):
            self._before = event
        return record


class JsonReporter:
    """Writes one JSON object a line; once a second, also what the camera sees and what the ring shows."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._records = RecordStream()
        self._updated: Seconds = -1.0

    def report(self, at: Seconds, event: DemoEvent) -> None:
        """Write what happened."""
        record = self._records.next(event)
        if record is not None:
            self._write({**record, "at": round(at, 2)})

    def update(self, moment: DemoMoment) -> None:
        """Write what is seen, at most once a second."""
        if moment.at - self._updated < 1.0:
            return
        self._updated = moment.at
        glance, shown = moment.verifier.glance, moment.verifier.shown
        self._write(
            {
                "event": "seen",
                "at": round(moment.at, 2),
                "faces": _faces(glance) if glance else [],
                "moment": shown.moment.name.value if shown else None,
                "settled": shown.settled.name.value if shown else None,
                "ring": ["#{:02x}{:02x}{:02x}".format(*colour) for colour in moment.ring],
            }
        )

    def finish(self, verdicts: Sequence[Verdict], problems: Sequence[str]) -> None:
        """Write the summary."""
        moods = [
            {
                "mood": verdict.emotion.value,
                "followed": verdict.followed,
                "settled_after": verdict.settled_after and round(verdict.settled_after, 2),
                "music_after": verdict.music_after and round(verdict.music_after, 2),
                "song": verdict.song.title if verdict.song else None,
            }
            for verdict in verdicts
        ]
        self._write({"event": "summary", "moods": moods, "troubles": list(problems)})

    def _write(self, record: EventRecord) -> None:
        self._out.write(json.dumps(record) + "\n")
        self._out.flush()


def _faces(glance: Glance) -> list[dict[str, Any]]:
    return [
        {
            "track": face.track,
            "box": [round(side) for side in face.box],
            "quality": round(face.quality, 2),
            "why_low": face.why_low,
            "scores": {emotion.value: round(p, 3) for emotion, p in face.scores.items()},
        }
        for face in glance.faces
    ]


class LineReporter:
    """Writes a line for each thing that happens."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._records = RecordStream()

    def report(self, at: Seconds, event: DemoEvent) -> None:
        """Write what happened."""
        record = self._records.next(event)
        if record is not None:
            self._out.write(f"{at:6.1f} s  {as_text(record)}\n")
            self._out.flush()

    def update(self, moment: DemoMoment) -> None:
        """Do nothing: lines report changes only."""

    def finish(self, verdicts: Sequence[Verdict], problems: Sequence[str]) -> None:
        """Write the summary."""
        self._out.write("\n".join(summary_lines(verdicts, problems)) + "\n")


class LiveReporter:
    """Redraws the whole terminal in place; a context manager that restores the terminal.

    It takes over the terminal only when the first moment can be shown: a problem at the start stays readable.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._story: list[str] = []
        self._records = RecordStream()
        self._live = Live(console=console, screen=True, auto_refresh=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def report(self, at: Seconds, event: DemoEvent) -> None:
        """Remember what happened."""
        record = self._records.next(event)
        if record is not None and record["event"] != "queue":
            self._story.append(f"{at:6.1f} s  {as_text(record)}")

    def update(self, moment: DemoMoment) -> None:
        """Redraw the terminal."""
        self._live.start()  # does nothing once it has started
        self._live.update(picture(view_of(moment, tuple(self._story))), refresh=True)

    def finish(self, verdicts: Sequence[Verdict], problems: Sequence[str]) -> None:
        """Restore the terminal and print the summary."""
        self._live.stop()
        self._console.print("\n".join(summary_lines(verdicts, problems)), markup=False, highlight=False)


def view_of(moment: DemoMoment, story: tuple[str, ...]) -> View:
    """Return what the terminal shows at `moment`."""
    now = moment.verifier.now
    pick = now.song.pick if now.song else None
    playing = SongView()
    if now.song is not None:
        entry = now.song.entry
        genres = ", ".join(pick.song.genres) if pick else ""
        playing = SongView(entry.title, entry.artist, genres, pick.why() if pick else "you queued it.")
    return View(
        glance=moment.verifier.glance,
        shown=moment.verifier.shown,
        ring=moment.ring,
        playing=playing,
        queued=tuple(f"{queued.entry.title} · {queued.entry.artist}" for queued in now.upcoming),
        wanted=_target_genres(now),
        story=story,
    )
