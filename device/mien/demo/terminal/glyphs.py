"""The characters to draw with; plain ones for a terminal without Unicode. None needs an emoji font."""

from dataclasses import dataclass

from rich.box import ASCII as ASCII_BOX
from rich.box import ROUNDED, Box


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters to draw with."""

    box: Box
    """Frames."""

    has_braille: bool
    """Whether lines may be drawn with braille."""

    full: str
    """The filled part of a bar."""

    empty: str
    """The rest of it."""

    leds: str
    """A dark LED, a dim one and a bright one."""

    note: str
    """Music."""

    dot: str
    """Separates two things in a line."""

    more: str
    """Marks text that is cut off."""


UNICODE = Glyphs(box=ROUNDED, has_braille=True, full="━", empty="─", leds="·•●", note="♪", dot="·", more="…")
ASCII = Glyphs(
    box=ASCII_BOX, has_braille=False, full="=", empty="-", leds=".oO", note="*", dot="-", more="..."
)


def glyphs_for(encoding: str, term: str) -> Glyphs:
    """Return what a terminal can show; `term` as in TERM: the font of Linux's own console has no braille."""
    return UNICODE if encoding.lower().startswith("utf") and term != "linux" else ASCII
