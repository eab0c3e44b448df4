"""The demo's screen: the face, the mood, the ring, the song and why, on a terminal of any size.

Each part has a fixed number of lines, and no line wraps, so that nothing jumps when the words change.
"""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.style import Style
from rich.styled import Styled
from rich.table import Table
from rich.text import Text

from mien.demo.terminal import parts
from mien.demo.terminal.glyphs import Glyphs
from mien.demo.terminal.parts import DIM, Lines, Size, cut, filled
from mien.demo.view import View
from mien.demo.wording import TITLE, minutes, narration

LEAST: Size = (72, 20)
"""On a smaller terminal, only text is shown."""
ROOM = Style(color="#e8e6e3", bgcolor="#15181d")
"""Our own background, since the colours of the moods are made for a dark one."""
_FRAME = Style(color="#5a606a")
_HEAD_ROWS = 2
_MUSIC_ROWS = 6
_STORY_ROWS = 3
_MOST_MIDDLE = 20


def picture(view: View, story: Sequence[str], ends: str, size: Size, glyphs: Glyphs) -> RenderableType:
    """Return the whole terminal. `ends`: how to end the demo."""
    columns, rows = size
    head = [_title(view, ends, columns, glyphs), cut(Text(f" {narration(view)}", "bold"), columns, glyphs)]
    if columns < LEAST[0] or rows < LEAST[1]:
        music = parts.music(view, (columns, 4), glyphs)
        return Styled(Group(*filled([*head, Text(), *music], size, glyphs)), ROOM)
    middle = min(_MOST_MIDDLE, rows - _HEAD_ROWS - _MUSIC_ROWS - _STORY_ROWS)
    music = parts.music(view, (columns - 4, _MUSIC_ROWS - 2), glyphs)
    left = rows - _HEAD_ROWS - _MUSIC_ROWS - middle
    told = [Text(f"  {line}", DIM) for line in story[-left:]]
    return Styled(
        Group(
            *head,
            _middle(view, (columns, middle), glyphs),
            _framed("Music", music, glyphs),
            *filled(told, (columns, left), glyphs),
        ),
        ROOM,
    )


def _title(view: View, ends: str, columns: int, glyphs: Glyphs) -> Text:
    """Return the first line: what this is, how long it takes, and how to end it."""
    left = "" if view.left is None else f"{minutes(view.left)} left {glyphs.dot} "
    right = f" {left}{ends} "
    name = cut(Text(f" {TITLE}"), max(0, columns - len(right)), glyphs)  # this part may be cut off
    return cut(Text.assemble((name.plain, "bold reverse"), (right, "reverse")), columns, glyphs)


def _middle(view: View, size: Size, glyphs: Glyphs) -> RenderableType:
    """Return the face and the mood, side by side; before they are known, what is being prepared."""
    columns, rows = size
    if view.steps:
        return _framed("Getting ready", parts.preparing(view, (columns - 4, rows - 2), glyphs), glyphs)
    left = 2 * rows + 6
    face = _framed("What the camera finds", parts.camera(view, (left - 4, rows - 2), glyphs), glyphs)
    mood = _framed("Mood and light ring", parts.mood(view, (columns - left - 4, rows - 2), glyphs), glyphs)
    beside = Table.grid()
    beside.add_row(face, mood)
    return beside


def _framed(title: str, lines: Lines, glyphs: Glyphs) -> Panel:
    return Panel(
        Group(*lines),
        glyphs.box,
        title=Text(title, DIM),
        title_align="left",
        border_style=_FRAME,
        expand=False,
    )
