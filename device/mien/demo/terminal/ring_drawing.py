"""Draws the ring of LEDs with characters, in the shape that it has on the speaker."""

from collections.abc import Sequence
from math import cos, pi, sin

from rich.style import Style
from rich.text import Text

from mien.panel.ring_patterns import RGB

_DARK = 64
"""An LED whose brightest colour is below this, of 255, is drawn as dark."""
_DIM = 128
"""Below this it is drawn as dim."""


def ring_lines(ring: Sequence[RGB], rows: int, centre: str, leds: str) -> list[Text]:
    """Return `rows` lines of 2 * rows - 1 cells; the first LED is at the top, `centre` is in the middle.

    `leds`: what a dark, a dim and a bright LED look like, so that the ring can be read without colours.
    """
    columns = 2 * rows - 1
    lit = {_cell(index / len(ring), rows, columns): colour for index, colour in enumerate(ring)}
    lines = []
    for row in range(rows):
        line = Text(no_wrap=True)
        for column in range(columns):
            colour = lit.get((row, column))
            line.append(" ") if colour is None else line.append(_led(colour, leds), _style(colour))
        lines.append(line)
    return _with_centre(lines, centre, columns)


def _led(colour: RGB, leds: str) -> str:
    return leds[(max(colour) >= _DARK) + (max(colour) >= _DIM)]


def _style(colour: RGB) -> Style:
    return Style(color=f"rgb({colour[0]},{colour[1]},{colour[2]})" if max(colour) >= _DARK else "#5a606a")


def _with_centre(lines: list[Text], centre: str, columns: int) -> list[Text]:
    """Put `centre` between the LEDs at both ends of the middle line."""
    middle = lines[len(lines) // 2]
    inner = columns - 4
    word = Text(centre[:inner].center(inner), style="bold")
    lines[len(lines) // 2] = Text.assemble(middle[:2], word, middle[columns - 2 :], no_wrap=True)
    return lines


def _cell(turn: float, rows: int, columns: int) -> tuple[int, int]:
    down, across = -cos(2 * pi * turn), sin(2 * pi * turn)
    return round((down + 1) / 2 * (rows - 1)), round((across + 1) / 2 * (columns - 1))
