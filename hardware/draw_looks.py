"""Draws looks.svg, what the ring says: python hardware/draw_looks.py [--check]."""
# ruff: noqa: INP001, T201  a script that talks to the terminal

import math
import sys
from dataclasses import replace
from pathlib import Path

from mien.mood.emotion import Emotion
from mien.panel.ring_motion import edges_of
from mien.panel.ring_patterns import CLOSED, GONE, MOODS, PAIRING, TROUBLE, Pattern, ring_colours

HERE = Path(__file__).parent
LEDS, MOMENTS = 16, 5
RING, STEP, LEFT, TOP, ROW = 34, 96, 250, 60, 92
WIDTH = LEFT + STEP * MOMENTS + 20
HAPPY = MOODS[Emotion.HAPPY]
ROWS: tuple[tuple[str, Pattern], ...] = (
    *((str(name), look) for name, look in MOODS.items()),
    ("happy, chosen by hand", replace(HAPPY, by_owner=True)),
    ("happy, music paused", replace(HAPPY, half=True)),
    ("happy, somebody watches", replace(HAPPY, live=True)),
    ("the eye is closed", CLOSED),
    ("the eye is gone", GONE),
    ("pairing", PAIRING),
    ("something is wrong", TROUBLE),
)


def draw() -> str:
    """Return the picture: a row for each look, five moments of its motion."""
    height = TOP + ROW * len(ROWS)
    rows = [_row(name, look, TOP + ROW * number) for number, (name, look) in enumerate(ROWS)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="DejaVu Sans, sans-serif">\n<title>What the ring says</title>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#1b1a19"/>\n'
        '<text x="24" y="36" font-size="20" font-weight="bold" fill="#eee">What the ring says</text>'
    )
    return "\n".join([head, *rows]) + "\n</svg>\n"


def _row(name: str, look: Pattern, top: int) -> str:
    rings = [
        _ring(look, at, LEFT + STEP * number, top + ROW // 2) for number, at in enumerate(_moments(look))
    ]
    motion = "still" if edges_of(look.motion) == () else f"{look.motion}, {look.period:g} s"
    return "\n".join(
        [
            f'<text x="24" y="{top + 42}" font-size="15" fill="#eee">{name}</text>',
            f'<text x="24" y="{top + 62}" font-size="12" fill="#999">{motion}</text>',
            *rings,
        ]
    )


def _moments(look: Pattern) -> list[float]:
    """Return moments that show the motion: spread over it; over the blink while somebody watches."""
    period = 2.0 if look.live else look.period
    return [(number + 0.1) / MOMENTS * period for number in range(MOMENTS)]


def _ring(look: Pattern, at: float, x: float, y: float) -> str:
    dots = []
    for index, (red, green, blue) in enumerate(ring_colours(look, at, LEDS)):
        turn = 2 * math.pi * index / LEDS
        across, up = x + STEP / 2 + RING * math.sin(turn), y - RING * math.cos(turn)
        fill = f"#{max(red, 44):02x}{max(green, 42):02x}{max(blue, 40):02x}"
        dots.append(f'<circle cx="{across:.1f}" cy="{up:.1f}" r="5.2" fill="{fill}"/>')
    return "".join(dots)


def main() -> int:
    """Draw, or with --check say whether the drawing is the one in the folder."""
    picture, there = draw(), HERE / "looks.svg"
    if "--check" in sys.argv:
        same = there.read_text(encoding="utf-8") == picture
        print("looks.svg is as drawn" if same else "looks.svg is not what the ring shows: draw it again")
        return int(not same)
    there.write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
