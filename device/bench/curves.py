"""A method's trade-off as its parameter moves, in numbers and as a picture (SVG, by hand)."""

from collections.abc import Iterator
from math import exp, isfinite, log, log10
from typing import TypeAlias

import numpy as np
from metrics import Metrics

Curve: TypeAlias = dict[str, Metrics]
"""The metrics at each setting of one method."""
Curves: TypeAlias = dict[str, Curve]

LEAST = 0.02  # false switches an hour: what is shown of none at all
COLOURS = ("#c0392b", "#7f8c8d", "#2980b9", "#16a085", "#8e44ad", "#d68910")
WIDTH, HEIGHT, LEFT, TOP = 330.0, 260.0, 52.0, 34.0
SECONDS, SWITCHES = (1.0, 60.0), (LEAST, 4000.0)


def false_at(curve: Curve, median: float) -> float:
    """Return the false switches an hour at this median time to switch, between settings on a log scale."""
    points = sorted(_points(curve))
    logs = [log(false) for _, false in points]
    return exp(float(np.interp(median, [m for m, _ in points], logs))) if points else float("inf")


def _points(curve: Curve) -> Iterator[tuple[float, float]]:
    """Yield median time to switch and false switches an hour of each setting that switches at all."""
    for metrics in curve.values():
        if isfinite(metrics.delay(0.5)):
            yield max(metrics.delay(0.5), 0.01), max(metrics.false_per_hour(), LEAST)


def picture(rooms: dict[str, Curves]) -> str:
    """Return the curves of each room as one SVG, side by side on the same axes."""
    wide = LEFT + len(rooms) * (WIDTH + 28.0)
    tall = TOP + HEIGHT + 74.0
    middle = TOP + HEIGHT / 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {tall:.0f}"',
        ' font-family="sans-serif" font-size="11">',
        f'<rect width="{wide:.0f}" height="{tall:.0f}" fill="white"/>',
        f'<text x="14" y="{middle:.0f}" transform="rotate(-90 14 {middle:.0f})" text-anchor="middle">',
        "false switches an hour</text>",
    ]
    for number, (name, curves) in enumerate(rooms.items()):
        parts += _panel(name, curves, LEFT + number * (WIDTH + 28.0), labelled=number == 0)
    methods = list(next(iter(rooms.values())))
    for i, method in enumerate(methods):
        x = LEFT + i * 170.0
        parts.append(f'<circle cx="{x:.0f}" cy="{tall - 12:.0f}" r="4" fill="{COLOURS[i]}"/>')
        parts.append(f'<text x="{x + 8:.0f}" y="{tall - 8:.0f}">{method}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(name: str, curves: Curves, left: float, *, labelled: bool) -> Iterator[str]:
    """Yield one room's axes and lines."""
    yield f'<text x="{left + WIDTH / 2:.0f}" y="20" text-anchor="middle" font-size="13">{name} room</text>'
    yield f'<rect x="{left}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>'
    for seconds in (1, 2, 5, 10, 15, 30, 60):
        x = left + _along(seconds, SECONDS) * WIDTH
        yield f'<path d="M{x:.1f} {TOP}v{HEIGHT}" stroke="#eee"/>'
        yield f'<text x="{x:.1f}" y="{TOP + HEIGHT + 14:.0f}" text-anchor="middle">{seconds}</text>'
    for switches in (0.1, 1, 10, 100, 1000):
        y = TOP + (1.0 - _along(switches, SWITCHES)) * HEIGHT
        yield f'<path d="M{left} {y:.1f}h{WIDTH}" stroke="#eee"/>'
        if labelled:
            yield f'<text x="{left - 4}" y="{y + 4:.1f}" text-anchor="end">{switches:g}</text>'
    yield (
        f'<text x="{left + WIDTH / 2:.0f}" y="{TOP + HEIGHT + 30:.0f}" text-anchor="middle">'
        "median time to switch, s</text>"
    )
    for colour, curve in zip(COLOURS, curves.values(), strict=False):
        yield from _line(sorted(_points(curve)), left, colour)


def _line(points: list[tuple[float, float]], left: float, colour: str) -> Iterator[str]:
    """Yield a method's settings as dots with a line through them."""
    at = [(left + _along(m, SECONDS) * WIDTH, TOP + (1.0 - _along(f, SWITCHES)) * HEIGHT) for m, f in points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
    for x, y in at:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{colour}"/>'


def _along(value: float, ends: tuple[float, float]) -> float:
    """Return where `value` lies between the ends, 0..1 on a log scale."""
    low, high = ends
    return (log10(min(max(value, low), high)) - log10(low)) / (log10(high) - log10(low))
