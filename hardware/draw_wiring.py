"""Draws wiring.svg from wiring.yml: python hardware/draw_wiring.py [--check]."""
# ruff: noqa: INP001, T201  a script that prints to the terminal
# mypy: disable-error-code="import-untyped"

import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
COLOURS = {
    "red": "#d33",
    "black": "#222",
    "green": "#2a9d3f",
    "yellow": "#d9a400",
    "blue": "#2b6cd4",
    "orange": "#e8710a",
    "purple": "#8e44ad",
}
# The 40-pin header of every Pi since the B+, pin 1 to 40; GPn is BCM number n.
HEADER = (  # noqa: SIM905  forty quoted words would be harder to compare with the board
    "3V3 5V GP2 5V GP3 GND GP4 GP14 GND GP15 GP17 GP18 GP27 GND GP22 GP23 3V3 GP24 GP10 GND "
    "GP9 GP25 GP11 GP8 GND GP7 GP0 GP1 GP5 GND GP6 GP12 GP13 GND GP19 GP16 GP26 GP20 GND GP21"
).split()
WIDTH, ROW, TOP = 1180, 34, 110
LEFT, RIGHT, BOX = 40, 900, 240
ODD, EVEN = 560, 620  # where the header's two columns are
GAP = 26


@dataclass(frozen=True)
class Spot:
    """The end of a wire."""

    x: float
    """In the drawing's units."""

    y: float
    """In the drawing's units."""

    away: int
    """To which side the wire leaves: -1 left, 1 right."""


def bcm_of(pin: int) -> int | None:
    """Return the BCM number of a pin of the header; None for power and ground."""
    name = HEADER[pin - 1]
    return int(name[2:]) if name.startswith("GP") else None


def draw(wiring: dict[str, Any]) -> str:
    """Return the drawing."""
    spots = {f"pi.{pin}": _header_spot(pin) for pin in range(1, 41)}
    boxes = [_box(part, spots, key, top) for key, part, top in _placed(wiring["parts"])]
    wires = [_wire(wire, spots, number) for number, wire in enumerate(wiring["wires"])]
    height = TOP + 20 * ROW + 110
    notes = [
        f'<text x="{LEFT}" y="{height - 50 + 22 * line}" class="note">{escape(note)}</text>'
        for line, note in enumerate(wiring["notes"])
    ]
    body = "\n".join([_style(height), *boxes, _board(), *wires, _header(wiring), *notes])
    return f"{body}\n</svg>\n"


def _placed(parts: dict[str, Any]) -> list[tuple[str, dict[str, Any], float]]:
    """Return the parts, each with its top edge, spread over their side."""
    placed = []
    for side in ("left", "right"):
        mine = [(key, part) for key, part in parts.items() if part["side"] == side]
        used = sum(_height(part) for _, part in mine)
        gap = (20 * ROW - used) / max(1, len(mine) - 1)
        top = float(TOP - ROW / 2)
        for key, part in mine:
            placed.append((key, part, top))
            top += _height(part) + gap
    return placed


def _height(part: dict[str, Any]) -> float:
    return 34 + 22 * len(part["pins"])


def _header_spot(pin: int) -> Spot:
    odd = pin % 2 == 1
    return Spot(ODD if odd else EVEN, TOP + (pin - 1) // 2 * ROW, -1 if odd else 1)


def _box(part: dict[str, Any], spots: dict[str, Spot], key: str, top: float) -> str:
    """Return one part's box, and add its pins to `spots`."""
    left = part["side"] == "left"
    x, edge = (LEFT, LEFT + BOX) if left else (RIGHT, RIGHT)
    lines = [
        f'<rect x="{x}" y="{top:.0f}" width="{BOX}" height="{_height(part):.0f}" rx="8" class="part"/>',
        f'<text x="{x + BOX / 2:.0f}" y="{top + 21:.0f}" class="name">{escape(part["name"])}</text>',
    ]
    for row, pin in enumerate(part["pins"]):
        y = top + 44 + 22 * row
        spots[f"{key}.{pin}"] = Spot(edge, y, 1 if left else -1)
        anchor, at = ("end", edge - 12) if left else ("start", edge + 12)
        lines.append(f'<circle cx="{edge}" cy="{y:.0f}" r="5" class="pin"/>')
        lines.append(
            f'<text x="{at}" y="{y + 5:.0f}" text-anchor="{anchor}" class="pinname">{escape(pin)}</text>'
        )
    return "\n".join(lines)


def _wire(wire: dict[str, Any], spots: dict[str, Spot], number: int) -> str:
    begin, end = spots[wire["from"]], spots[wire["to"]]
    across = _is_across(wire, spots)
    if begin.x == end.x:  # between parts of one side: a loop beside them
        reach = 26 + 7 * (number % 4)
        bend = begin.x + begin.away * reach
        path = f"M{begin.x} {begin.y:.0f} C{bend} {begin.y:.0f} {bend} {end.y:.0f} {end.x} {end.y:.0f}"
    elif across:  # between two rows of the header, over to its other side
        edge, row = _exit(begin)
        path = f"M{begin.x} {begin.y:.0f} L{edge} {row:.0f} {_curve(Spot(edge, row, -begin.away), end)}"
    else:
        path = f"M{begin.x} {begin.y:.0f} {_curve(begin, end)}"
    bare = (
        f'<path d="{path}" class="sheath"/><path d="{path}" stroke="{COLOURS[wire["colour"]]}" class="wire"/>'
    )
    if "through" not in wire:
        return bare
    at = (begin.x + begin.away * 28, (begin.y + end.y) / 2 + 4)
    return f'{bare}<text x="{at[0]:.0f}" y="{at[1]:.0f}" class="small">{escape(wire["through"])}</text>'


def _curve(begin: Spot, end: Spot) -> str:
    away = abs(begin.x - end.x) * 0.45
    first, second = begin.x + begin.away * away, end.x + end.away * away
    return f"C{first:.0f} {begin.y:.0f} {second:.0f} {end.y:.0f} {end.x} {end.y:.0f}"


def _is_across(wire: dict[str, Any], spots: dict[str, Spot]) -> bool:
    """Return whether the part is on the far side of the header, seen from its pin."""
    begin, end = spots[wire["from"]], spots[wire["to"]]
    return wire["from"].startswith("pi.") and begin.away == end.away


def _exit(pin: Spot) -> tuple[float, float]:
    """Return where a wire leaves the header on the far side: between two rows."""
    return (ODD - 18 if pin.away > 0 else EVEN + 18), pin.y + ROW / 2


def _board() -> str:
    x, y, wide, high = ODD - 18, TOP - 20, EVEN - ODD + 36, 19 * ROW + 40
    return (
        f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="6" class="header"/>\n'
        f'<text x="{(ODD + EVEN) / 2:.0f}" y="{TOP - 34}" class="name">Raspberry Pi, 40 pins</text>'
    )


def _header(wiring: dict[str, Any]) -> str:
    """Return the pins of the Pi's header; those in use have names."""
    used = {int(wire["from"][3:]): wire for wire in wiring["wires"] if wire["from"].startswith("pi.")}
    lines = []
    for pin in range(1, 41):
        spot = _header_spot(pin)
        kind = "used" if pin in used else "free"
        lines.append(f'<circle cx="{spot.x}" cy="{spot.y}" r="11" class="{kind}"/>')
        lines.append(f'<text x="{spot.x}" y="{spot.y + 4}" class="number {kind}text">{pin}</text>')
        if pin in used:
            lines.append(_pin_name(pin, spot, wiring["parts"][used[pin]["to"].split(".")[0]]["side"]))
    return "\n".join(lines)


def _pin_name(pin: int, spot: Spot, side: str) -> str:
    """Return the name of a pin, beside where its wire leaves the header."""
    away = -1 if side == "left" else 1
    x, y = (spot.x, spot.y) if away == spot.away else _exit(spot)
    x += away * (24 if away == spot.away else 6)
    anchor = "end" if away < 0 else "start"
    name = HEADER[pin - 1].replace("GP", "GPIO ")
    y += -7 if away == spot.away else 18
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" class="gpio">{name}</text>'


def _style(height: int) -> str:
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"
 font-family="DejaVu Sans, sans-serif">
<title>The wiring of Mien</title>
<style>
.part {{ fill: #f5f1e8; stroke: #8a7f6a; stroke-width: 1.5 }}
.header {{ fill: #1f5d3a; stroke: #123822 }}
.name {{ font-size: 15px; font-weight: bold; text-anchor: middle; fill: #222 }}
.pinname {{ font-size: 13px; fill: #444 }}
.pin {{ fill: #b8860b }}
.used {{ fill: #ffd75e; stroke: #8a6d00 }}
.free {{ fill: #2f7a50; stroke: #123822 }}
.number {{ font-size: 10px; text-anchor: middle }}
.usedtext {{ fill: #222; font-weight: bold }}
.freetext {{ fill: #9cc7ae }}
.gpio {{ font-size: 11px; fill: #222; paint-order: stroke; stroke: #fff; stroke-width: 3px }}
.small {{ font-size: 12px; fill: #222; paint-order: stroke; stroke: #fff; stroke-width: 3px }}
.note {{ font-size: 13px; fill: #444 }}
.sheath {{ fill: none; stroke: #fff; stroke-width: 7 }}
.wire {{ fill: none; stroke-width: 3.5; stroke-linecap: round }}
</style>
<rect width="{WIDTH}" height="{height}" fill="#fff"/>
<text x="{LEFT}" y="40" font-size="22" font-weight="bold" fill="#222">The wiring of Mien</text>"""


def main() -> int:
    """Draw, or with --check tell whether the drawing in the folder is up to date."""
    picture = draw(yaml.safe_load((HERE / "wiring.yml").read_text(encoding="utf-8")))
    file = HERE / "wiring.svg"
    if "--check" in sys.argv:
        same = file.read_text(encoding="utf-8") == picture
        print("wiring.svg is up to date" if same else "wiring.svg is out of date: draw it again")
        return int(not same)
    file.write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
