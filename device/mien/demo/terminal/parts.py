"""The parts of the demo's screen; each returns exactly as many lines as it has rows."""

import textwrap
from collections.abc import Sequence
from typing import TypeAlias

from rich.style import Style
from rich.text import Text

from mien.demo.terminal.face_drawing import face_lines
from mien.demo.terminal.glyphs import Glyphs
from mien.demo.terminal.ring_drawing import ring_lines
from mien.demo.view import View
from mien.demo.wording import mood_words, word
from mien.mood.emotion import Absence, MoodName
from mien.mood.glance import Face
from mien.panel.ring_patterns import MOODS

Size: TypeAlias = tuple[int, int]
"""Columns and rows."""
Lines: TypeAlias = list[Text]

DIM = Style(color="#9aa0a8")
_BOLD = Style(bold=True)
_WHY_ROWS = 2
_MOST_RING = 13
_NAME = 10
"""Columns of an emotion's name beside its bar."""
_PREVIEW = (
    "Left, the face, drawn from numbers: no picture is kept or shown.",
    "Right, the mood, and the ring of lights that the speaker has.",
    "Below, the song that plays, and why it was chosen.",
)


def preparing(view: View, size: Size, glyphs: Glyphs) -> Lines:
    """Return what is being prepared, and what the demo will show."""
    lines = [Text()]
    for step in view.steps:
        bar = _bar(step.share, max(8, size[0] - 44), glyphs, Style(color="#9ad0a8"))
        lines.append(Text.assemble(f"{step.says:<32}", bar, (" done" if step.share >= 1.0 else "", DIM)))
    preview = (Text(line, DIM) for line in _PREVIEW)
    return filled([*lines, Text(), Text("What you will see"), *preview], size, glyphs)


def camera(view: View, size: Size, glyphs: Glyphs) -> Lines:
    """Return the nearest face as a drawing in the colour of its mood, or a word in the middle."""
    glance = view.glance
    if glance is None or not glance.faces:
        says = view.eye_problem or ("Nobody is there." if glance else "The camera is starting.")
        words = [Text(line.center(size[0]), DIM) for line in textwrap.wrap(says, size[0])]
        above: Lines = [Text()] * ((size[1] - len(words)) // 2)
        return filled([*above, *words], size, glyphs)
    face = max(glance.faces, key=lambda face: face.box[2] * face.box[3])
    drawn = face_lines(face, size[0], size[1], braille=glyphs.has_braille)
    name = view.shown.moment.name if view.shown else Absence.UNSURE
    return filled([Text(line, colour_of(name) + _BOLD) for line in drawn], size, glyphs)


def mood(view: View, size: Size, glyphs: Glyphs) -> Lines:
    """Return the mood in words, the ring with the mood in its middle, and how each emotion is weighed."""
    if view.shown is None:
        return filled([], size, glyphs)
    settled, moment = view.shown.settled, view.shown.moment
    rows = min(size[1] - 2, _MOST_RING)
    rows -= rows % 2 == 0
    ring = ring_lines(view.ring, rows, word(settled.name), glyphs.leds)
    bars = _emotions(view, size[0] - 2 * rows - 2, glyphs)
    bars = [Text()] * max(0, (rows - len(bars)) // 2) + bars
    bars += [Text()] * (rows - len(bars))
    says = mood_words(settled.name, settled.confidence)
    now = (
        "" if moment.name == settled.name else f"At this moment: {mood_words(moment.name, moment.confidence)}"
    )
    beside = [Text.assemble(led, "   ", bar) for led, bar in zip(ring, bars, strict=False)]
    head = Text(says[:1].upper() + says[1:], colour_of(settled.name) + _BOLD)
    return filled([head, Text(now, DIM), *beside], size, glyphs)


def music(view: View, size: Size, glyphs: Glyphs) -> Lines:
    """Return the song, why it was chosen, and what comes next."""
    song = view.playing
    if not song.title:
        quiet = "No music yet: it starts once the mood is clear."
        return filled([Text(quiet, DIM)], size, glyphs)
    by = f" by {song.artist}" + (f" {glyphs.dot} {song.genre}" if song.genre else "")
    first = Text.assemble((f"{glyphs.note} {song.title}", _BOLD), by)
    why = textwrap.wrap(f"Why: {song.why}", size[0], max_lines=_WHY_ROWS, placeholder=glyphs.more)
    why += [""] * (_WHY_ROWS - len(why))
    upcoming = f" {glyphs.dot} ".join(view.queued)
    return filled([first, *map(Text, why), Text(f"Next: {upcoming}", DIM)], size, glyphs)


def filled(lines: Sequence[Text], size: Size, glyphs: Glyphs) -> Lines:
    """Return exactly as many lines as `size` has rows, each exactly as long as it has columns."""
    columns, rows = size
    return [cut(line, columns, glyphs) for line in (*lines, *(Text() for _ in range(rows)))][:rows]


def cut(line: Text, columns: int, glyphs: Glyphs) -> Text:
    """Return `line` in exactly `columns` cells: padded, or cut off with a mark."""
    line = line.copy()
    if line.cell_len > columns:
        line.truncate(columns - len(glyphs.more))
        line.append(glyphs.more)
    line.truncate(columns, pad=True)
    line.no_wrap = True
    return line


def colour_of(mood: MoodName) -> Style:
    """Return the ring's colour for this mood, in its most visible form."""
    red, green, blue = MOODS[mood].colour
    lift = max(0, 150 - (red * 2 + green * 5 + blue) // 8) // 2  # deep blue and red are hard to read
    return Style(color=f"rgb({min(255, red + lift)},{min(255, green + lift)},{min(255, blue + lift)})")


def _emotions(view: View, columns: int, glyphs: Glyphs) -> Lines:
    """Return a bar for each emotion of the nearest face."""
    faces = view.glance.faces if view.glance else ()
    if not faces:
        return []
    face: Face = max(faces, key=lambda face: face.box[2] * face.box[3])
    width = max(4, columns - _NAME - 1)
    lines = [Text("What the face shows", DIM)]
    for emotion, share in face.scores.items():
        bar = _bar(share, width, glyphs, colour_of(emotion))
        lines.append(Text.assemble(f"{word(emotion):<{_NAME}}", bar))
    return lines


def _bar(share: float, columns: int, glyphs: Glyphs, style: Style) -> Text:
    full = round(min(1.0, max(0.0, share)) * columns)
    return Text.assemble((glyphs.full * full, style), (glyphs.empty * (columns - full), "#3a3f47"))
