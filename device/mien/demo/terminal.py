"""The demo's live terminal: what the camera sees, the mood, what plays and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, pi, sin

from rich.align import Align
from rich.console import Group, RenderableType
from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from mien.mood.emotion import Absence, Emotion, MoodName
from mien.mood.glance import Face, Glance
from mien.mood.wishes import DisplayState
from mien.panel.ring_patterns import MOODS, RGB

FACES: dict[MoodName, str] = {
    Emotion.ANGRY: "😠",
    Emotion.DISGUSTED: "🤢",
    Emotion.FEARFUL: "😨",
    Emotion.HAPPY: "😊",
    Emotion.NEUTRAL: "😐",
    Emotion.SAD: "😢",
    Emotion.SURPRISED: "😮",
    Absence.NOBODY: "🪑",
    Absence.UNSURE: "🤔",
}
_BAR = 18


@dataclass(frozen=True, slots=True)
class SongView:
    """The song that is playing, as text."""

    title: str = ""
    """Empty if nothing is playing."""

    artist: str = ""
    """Who plays it."""

    genre: str = ""
    """Its genres, separated by commas."""

    why: str = ""
    """Why it was chosen, as a sentence."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the terminal shows at one moment."""

    glance: Glance | None = None
    """What the camera sees."""

    shown: DisplayState | None = None
    """The mood."""

    ring: tuple[RGB, ...] = ()
    """The ring's colours, clockwise from the top LED."""

    playing: SongView = field(default_factory=SongView)
    """The song that is playing."""

    queued: tuple[str, ...] = ()
    """The songs that come next, a line each."""

    wanted: tuple[str, ...] = ()
    """The genres that suit the mood."""

    story: tuple[str, ...] = ()
    """What happened so far, a line each."""


def picture(view: View) -> RenderableType:
    """Return the whole terminal for `view`."""
    layout = Layout()
    layout.split_column(Layout(name="top", size=17), Layout(name="story"))
    layout["top"].split_row(
        Layout(Panel(_eye(view.glance), title="camera"), ratio=5),
        Layout(Panel(_mood(view.shown, view.ring), title="mood"), ratio=4),
        Layout(Panel(_music(view), title="music"), ratio=6),
    )
    layout["story"].update(
        Panel(Text("\n".join(view.story[-11:]), no_wrap=True, overflow="ellipsis"), title="events")
    )
    return layout


def _eye(glance: Glance | None) -> RenderableType:
    if glance is None:
        return Text("no frame yet", style="dim")
    age = Text(f"light {glance.light:.2f} · {glance.age * 1000:.0f} ms after the frame\n", style="dim")
    if not glance.faces:
        return Group(age, Text("nobody"))
    return Group(age, _face(max(glance.faces, key=lambda face: face.box[2] * face.box[3])))


def _face(face: Face) -> RenderableType:
    low = f", {face.why_low}" if face.why_low else ""
    table = Table.grid(padding=(0, 1))
    for emotion, share in face.scores.items():
        red, green, blue = MOODS[emotion].colour
        bar = Text("█" * round(share * _BAR), style=f"rgb({red},{green},{blue})")
        table.add_row(f"{FACES[emotion]} {emotion}", bar, f"{share:.0%}" if share >= 0.005 else "")
    size = f"face {face.track}: {face.box[2]:.0f} px, quality {face.quality:.2f}{low}\n"
    return Group(Text(size), table)


def _mood(shown: DisplayState | None, ring: Sequence[RGB]) -> RenderableType:
    if shown is None:
        return Text("")
    settled, moment = shown.settled, shown.moment
    return Group(
        Align.center(Text(f"{FACES[settled.name]}  {settled.name}", style="bold")),
        Align.center(Text(f"this moment: {moment.name}, {moment.confidence:.0%} sure", style="dim")),
        Align.center(Text(f"valence {settled.valence:+.2f}  arousal {settled.arousal:+.2f}\n", style="dim")),
        Align.center(_ring(ring)),
    )


def _ring(ring: Sequence[RGB]) -> Text:
    """Return the ring's LEDs in a circle, the first at the top."""
    rows, columns = 7, 17
    cells = {_cell(index / len(ring), rows, columns): colour for index, colour in enumerate(ring)}
    text = Text()
    for row in range(rows):
        for column in range(columns):
            red, green, blue = cells.get((row, column), (0, 0, 0))
            lit = (row, column) in cells
            text.append("●" if lit else " ", style=f"rgb({red},{green},{blue})" if lit else "")
        text.append("\n")
    return text


def _cell(turn: float, rows: int, columns: int) -> tuple[int, int]:
    down, across = -cos(2 * pi * turn), sin(2 * pi * turn)
    return round((down + 1) / 2 * (rows - 1)), round((across + 1) / 2 * (columns - 1))


def _music(view: View) -> RenderableType:
    playing = view.playing
    if not playing.title:
        return Text("nothing is playing", style="dim")
    return Group(
        Text(f"♪ {playing.title}", style="bold"),
        Text(f"  {playing.artist} · {playing.genre}"),
        Text(f"\nbecause {playing.why}", style="italic"),
        Text(f"\nwanted: {', '.join(view.wanted)}", style="dim"),
        Text("\nnext:\n" + "\n".join(f"  {line}" for line in view.queued[:4])),
    )
