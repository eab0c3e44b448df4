"""Draws ring_patterns.svg, what the ring shows: python hardware/draw_ring_patterns.py [--check]."""
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
    *((str(name), pattern) for name, pattern in MOODS.items()),
    ("happy, chosen by hand", replace(HAPPY, by_owner=True)),
    ("happy, music paused", replace(HAPPY, half=True)),
    ("happy, somebody is watching", replace(HAPPY, live=True)),
    ("camera off", CLOSED),
    ("camera unavailable", GONE),
    ("pairing", PAIRING),
    ("there is a problem", TROUBLE),
)


def draw() -> str:
    """Return the drawing: a row for each pattern, with five moments of its motion."""
    height = TOP + ROW * len(ROWS)
    rows = [_row(name, pattern, TOP + ROW * number) for number, (name, pattern) in enumerate(ROWS)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="DejaVu Sans, sans-serif">\n<title>What the ring shows</title>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#1b1a19"/>\n'
        '<text x="24" y="36" font-size="20" font-weight="bold" fill="#eee">What the ring shows</text>'
    )
    return "\n".join([head, *rows]) + "\n</svg>\n"


def _row(name: str, pattern: Pattern, top: int) -> str:
    rings = [
        _ring(pattern, at, LEFT + STEP * number, top + ROW // 2)
        for number, at in enumerate(_moments(pattern))
    ]
    motion = "still" if edges_of(pattern.motion) == () else f"{pattern.motion}, {pattern.period:g} s"
    return "\n".join(
        [
            f'<text x="24" y="{top + 42}" font-size="15" fill="#eee">{name}</text>',
            f'<text x="24" y="{top + 62}" font-size="12" fill="#999">{motion}</text>',
            *rings,
        ]
    )


def _moments(pattern: Pattern) -> list[float]:
    """Return moments spread over the motion, or over the blink while somebody is watching."""
    period = 2.0 if pattern.live else pattern.period
    return [(number + 0.1) / MOMENTS * period for number in range(MOMENTS)]


def _ring(pattern: Pattern, at: float, x: float, y: float) -> str:
    dots = []
    for index, (red, green, blue) in enumerate(ring_colours(pattern, at, LEDS)):
        turn = 2 * math.pi * index / LEDS
        across, up = x + STEP / 2 + RING * math.sin(turn), y - RING * math.cos(turn)
        fill = f"#{max(red, 44):02x}{max(green, 42):02x}{max(blue, 40):02x}"
        dots.append(f'<circle cx="{across:.1f}" cy="{up:.1f}" r="5.2" fill="{fill}"/>')
    return "".join(dots)


def main() -> int:
    """Draw, or with --check tell whether the drawing in the folder is up to date."""
    picture, file = draw(), HERE / "ring_patterns.svg"
    if "--check" in sys.argv:
        same = file.read_text(encoding="utf-8") == picture
        print(
            "ring_patterns.svg is up to date" if same else "ring_patterns.svg is out of date: draw it again"
        )
        return int(not same)
    file.write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
