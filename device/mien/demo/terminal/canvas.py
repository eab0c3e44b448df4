"""Draws lines with characters: eight braille dots in each cell, or two plain marks where there is no Unicode.

Both have square dots, since a terminal's cell is about twice as high as wide.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from mien.types import Point

Dot: TypeAlias = tuple[int, int]
"""Column and row of a dot, from the upper left."""

_BRAILLE = 0x2800
_BRAILLE_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""The bit of each dot in a braille character, by column and row within the cell."""
_MARKS = " '.:"
"""Nothing, the upper dot, the lower dot, both."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """A part of the terminal to draw on."""

    columns: int
    """Width, in cells."""

    rows: int
    """Height, in cells."""

    braille: bool = True
    """Whether the terminal can show braille."""

    _dots: set[Dot] = field(default_factory=set)
    """The dots that are set."""

    @property
    def width(self) -> int:
        """Width, in dots."""
        return self.columns * (2 if self.braille else 1)

    @property
    def height(self) -> int:
        """Height, in dots."""
        return self.rows * (4 if self.braille else 2)

    def line(self, *points: Point) -> None:
        """Draw straight lines from each point to the next; anything outside is left out."""
        for (x0, y0), (x1, y1) in pairwise(points):
            steps = max(1, round(2 * max(abs(x1 - x0), abs(y1 - y0))))
            for step in range(min(steps, 2 * (self.width + self.height)) + 1):
                self._set(x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps)

    def lines(self) -> tuple[str, ...]:
        """Return the drawing, a string for each row of cells, all equally long."""
        character = self._braille if self.braille else self._mark
        return tuple(
            "".join(character(column, row) for column in range(self.columns)) for row in range(self.rows)
        )

    def _set(self, x: float, y: float) -> None:
        dot = (round(x), round(y))
        if 0 <= dot[0] < self.width and 0 <= dot[1] < self.height:
            self._dots.add(dot)

    def _braille(self, column: int, row: int) -> str:
        bits = sum(
            bit
            for across, bits in enumerate(_BRAILLE_BITS)
            for down, bit in enumerate(bits)
            if (2 * column + across, 4 * row + down) in self._dots
        )
        return chr(_BRAILLE + bits) if bits else " "

    def _mark(self, column: int, row: int) -> str:
        upper, lower = ((column, 2 * row + down) in self._dots for down in (0, 1))
        return _MARKS[upper + 2 * lower]
