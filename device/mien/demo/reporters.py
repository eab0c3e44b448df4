"""How the demo is told: a live terminal, lines for people, or JSON for scripts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, TextIO

from rich.console import Console
from rich.live import Live

from mien.demo.terminal import SongView, View, picture
from mien.demo.verifier import Verdict, Verifier
from mien.mood.events import Seen
from mien.mood.glance import Glance
from mien.mood.wishes import DisplayState
from mien.music.dj.music_events import MusicEvent, MusicProblem, MusicState, QueueChanged, Queued, SongBegan
from mien.panel.ring_patterns import RGB
from mien.types import Seconds


@dataclass(frozen=True, slots=True)
class Moment:
    """What there is to tell of a moment of the demo. `at`: seconds since it began."""

    at: Seconds
    witness: Verifier
    ring: tuple[RGB, ...]


class Reporter(Protocol):
    """Tells what happens, moment by moment."""

    def tell(self, at: Seconds, news: Seen | DisplayState | MusicEvent) -> None:
        """Tell that something happened."""

    def look(self, moment: Moment) -> None:
        """Tell how things are; asked for a few times a second."""

    def end(self, verdicts: Sequence[Verdict], troubles: Sequence[str]) -> None:
        """Tell how it came out."""


def happening(news: Seen | DisplayState | MusicEvent, before: DisplayState | None) -> dict[str, Any] | None:
    """Return what happened as what JSON can hold, without the time; None if it is not worth telling."""
    match news:
        case DisplayState() if before is None or before.settled.name != news.settled.name:
            mood = news.settled
            return {
                "event": "mood",
                "mood": mood.name.value,
                "valence": round(mood.valence, 2),
                "arousal": round(mood.arousal, 2),
                "confidence": round(mood.confidence, 2),
            }
        case SongBegan(now) if now.song is not None:
            return {"event": "song", **_song(now.song), "wanted": list(_wanted(now))}
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


def _wanted(now: MusicState) -> tuple[str, ...]:
    return now.wanted.genres if now.wanted else ()


def in_words(event: dict[str, Any]) -> str:
    """Return an event as one line for people."""
    match event:
        case {"event": "mood", "mood": mood, "confidence": confidence}:
            return f"mood   {mood} ({confidence:.0%} sure)"
        case {"event": "song", "title": title, "artist": artist, "genres": genres, "why": why}:
            return f"song   {title} by {artist} [{', '.join(genres)}]: {why}"
        case {"event": "song", "title": title}:
            return f"song   {title}, which you queued"
        case {"event": "queue", "songs": songs}:
            return "queue  " + ", ".join(song["title"] for song in songs)
        case {"event": "trouble", "says": says}:
            return f"trouble: {says}" if says else "the trouble is over"
    return str(event)


def summary_lines(verdicts: Sequence[Verdict], troubles: Sequence[str]) -> list[str]:
    """Return how it came out, for people."""
    lines = ["", f"{'mood':<12}{'settled after':>14}{'music after':>13}   song"]
    for verdict in verdicts:
        song = (
            f"{verdict.song.title} [{', '.join(verdict.song.genres)}]"
            if verdict.song
            else "none of its music"
        )
        settled, music = _after(verdict.settled_after), _after(verdict.music_after)
        lines.append(f"{verdict.emotion:<12}{settled:>14}{music:>13}   {song}")
    followed = sum(verdict.followed for verdict in verdicts)
    lines.append(f"{followed} of {len(verdicts)} moods of the reel were followed by their music.")
    return lines + [f"Trouble: {trouble}" for trouble in troubles]


def _after(seconds: Seconds | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f} s"


class JsonReporter:
    """One JSON object a line; every second also what is seen and how the ring looks."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._before: DisplayState | None = None
        self._looked: Seconds = -1.0

    def tell(self, at: Seconds, news: Seen | DisplayState | MusicEvent) -> None:
        """Write what happened."""
        event = happening(news, self._before)
        self._before = news if isinstance(news, DisplayState) else self._before
        if event is not None:
            self._write({**event, "at": round(at, 2)})

    def look(self, moment: Moment) -> None:
        """Write what is seen, at most once a second."""
        if moment.at - self._looked < 1.0:
            return
        self._looked = moment.at
        glance, shown = moment.witness.glance, moment.witness.shown
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

    def end(self, verdicts: Sequence[Verdict], troubles: Sequence[str]) -> None:
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
        self._write({"event": "summary", "moods": moods, "troubles": list(troubles)})

    def _write(self, event: dict[str, Any]) -> None:
        self._out.write(json.dumps(event) + "\n")
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
    """A line for each thing that happens."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._before: DisplayState | None = None

    def tell(self, at: Seconds, news: Seen | DisplayState | MusicEvent) -> None:
        """Write what happened."""
        event = happening(news, self._before)
        self._before = news if isinstance(news, DisplayState) else self._before
        if event is not None:
            self._out.write(f"{at:6.1f} s  {in_words(event)}\n")
            self._out.flush()

    def look(self, moment: Moment) -> None:
        """Lines tell only what changes."""

    def end(self, verdicts: Sequence[Verdict], troubles: Sequence[str]) -> None:
        """Write the summary."""
        self._out.write("\n".join(summary_lines(verdicts, troubles)) + "\n")


class LiveReporter:
    """A picture of everything, redrawn in place; a context manager that gives the terminal back.

    It takes the terminal only when there is a first moment to show: until then something may yet be missing.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._story: list[str] = []
        self._before: DisplayState | None = None
        self._live = Live(console=console, screen=True, auto_refresh=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def tell(self, at: Seconds, news: Seen | DisplayState | MusicEvent) -> None:
        """Note what happened."""
        event = happening(news, self._before)
        self._before = news if isinstance(news, DisplayState) else self._before
        if event is not None and event["event"] != "queue":
            self._story.append(f"{at:6.1f} s  {in_words(event)}")

    def look(self, moment: Moment) -> None:
        """Draw the terminal anew."""
        self._live.start()  # nothing when it has begun
        self._live.update(picture(view_of(moment, tuple(self._story))), refresh=True)

    def end(self, verdicts: Sequence[Verdict], troubles: Sequence[str]) -> None:
        """Give the terminal back and print the summary."""
        self._live.stop()
        self._console.print("\n".join(summary_lines(verdicts, troubles)), markup=False, highlight=False)


def view_of(moment: Moment, story: tuple[str, ...]) -> View:
    """Return what the terminal shows of a moment."""
    now = moment.witness.now
    pick = now.song.pick if now.song else None
    playing = SongView()
    if now.song is not None:
        entry = now.song.entry
        genres = ", ".join(pick.song.genres) if pick else ""
        playing = SongView(entry.title, entry.artist, genres, pick.why() if pick else "you queued it.")
    return View(
        glance=moment.witness.glance,
        shown=moment.witness.shown,
        ring=moment.ring,
        playing=playing,
        queued=tuple(f"{queued.entry.title} · {queued.entry.artist}" for queued in now.upcoming),
        wanted=_wanted(now),
        story=story,
    )
