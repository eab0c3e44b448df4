"""A method's trade-off as its parameter moves: its frontier in numbers, and pictures (SVG, by hand)."""

from collections.abc import Iterator, Mapping
from math import exp, inf, isfinite, log, log10
from typing import TypeAlias

import numpy as np

from bench.mood.metrics import Metrics

Curve: TypeAlias = Mapping[str, Metrics]
"""The metrics at each setting of one method."""
Curves: TypeAlias = Mapping[str, Curve]

LEAST = 0.02  # false switches an hour: what is shown of none at all
COLOURS = ("#c0392b", "#7f8c8d", "#2980b9", "#16a085", "#8e44ad", "#d68910")
WIDTH, HEIGHT, LEFT, TOP, GAP = 200.0, 150.0, 52.0, 30.0, 22.0
IN_A_ROW = 5
SECONDS, SWITCHES = (2.0, 60.0), (0.1, 1000.0)


def frontier(curve: Curve) -> list[tuple[float, float]]:
    """Return median seconds and false switches an hour of the settings that no other one beats in both."""
    best: list[tuple[float, float]] = []
    for median, false in sorted(_points(curve)):
        if not best or false < best[-1][1]:
            best.append((median, false))
    return best


def false_at(curve: Curve, median: float) -> float:
    """Return the false switches an hour at this median, between the best settings on a log scale.

    Infinite where no setting is as quick; the slowest setting's where all are quicker.
    """
    best = frontier(curve)
    if not best or median < best[0][0] - 0.25:
        return inf
    return exp(float(np.interp(median, [m for m, _ in best], [log(false) for _, false in best])))


def missed_at(curve: Curve, false: float) -> float:
    """Return the least share of changes missed by a setting that errs no more often; 2 if there is none."""
    usual = [m for m in curve.values() if m.false_per_hour() <= false and isfinite(m.delay(0.5))]
    return min((m.missed() for m in usual), default=2.0)


def _points(curve: Curve) -> Iterator[tuple[float, float]]:
    """Yield median time to switch and false switches an hour of each setting that switches at all."""
    for metrics in curve.values():
        if isfinite(metrics.delay(0.5)):
            yield max(metrics.delay(0.5), 0.01), max(metrics.false_per_hour(), LEAST)


def picture(rooms: Mapping[str, Curves]) -> str:
    """Return the curves of each kind of room as one SVG, on the same axes."""
    rows = -(-len(rooms) // IN_A_ROW)
    wide = LEFT + IN_A_ROW * (WIDTH + GAP)
    tall = rows * (TOP + HEIGHT + GAP) + 40.0
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {tall:.0f}"',
        ' font-family="sans-serif" font-size="11">',
        f'<rect width="{wide:.0f}" height="{tall:.0f}" fill="white"/>',
        f'<text x="14" y="{tall / 2:.0f}" transform="rotate(-90 14 {tall / 2:.0f})" text-anchor="middle">',
        "false switches an hour, against median seconds to switch</text>",
    ]
    for number, (name, curves) in enumerate(rooms.items()):
        row, column = divmod(number, IN_A_ROW)
        corner = (LEFT + column * (WIDTH + GAP), row * (TOP + HEIGHT + GAP) + TOP)
        parts += _panel(name, curves, corner, labelled=column == 0)
    methods = list(next(iter(rooms.values())))
    for i, method in enumerate(methods):
        x = LEFT + i * 170.0
        parts.append(f'<circle cx="{x:.0f}" cy="{tall - 12:.0f}" r="4" fill="{COLOURS[i]}"/>')
        parts.append(f'<text x="{x + 8:.0f}" y="{tall - 8:.0f}">{method}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(name: str, curves: Curves, corner: tuple[float, float], *, labelled: bool) -> Iterator[str]:
    """Yield one kind's axes and lines."""
    left, top = corner
    yield f'<text x="{left + WIDTH / 2:.0f}" y="{top - 6:.0f}" text-anchor="middle">{name}</text>'
    yield f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>'
    for seconds in (2, 5, 10, 20, 60):
        x = left + _along(seconds, SECONDS) * WIDTH
        yield f'<path d="M{x:.1f} {top + HEIGHT}v4" stroke="#999"/>'
        yield f'<text x="{x:.1f}" y="{top + HEIGHT + 15:.0f}" text-anchor="middle">{seconds}</text>'
    for switches in (0.1, 1, 10, 100, 1000):
        y = top + (1.0 - _along(switches, SWITCHES)) * HEIGHT
        yield f'<path d="M{left} {y:.1f}h{WIDTH}" stroke="#eee"/>'
        if labelled:
            yield f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{switches:g}</text>'
    for colour, curve in zip(COLOURS, curves.values(), strict=False):
        yield from _line(frontier(curve), corner, colour)


def _line(points: list[tuple[float, float]], corner: tuple[float, float], colour: str) -> Iterator[str]:
    """Yield a method's best settings as dots with a line through them."""
    left, top = corner
    at = [(left + _along(m, SECONDS) * WIDTH, top + (1.0 - _along(f, SWITCHES)) * HEIGHT) for m, f in points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
    for x, y in at:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{colour}"/>'


def _along(value: float, ends: tuple[float, float]) -> float:
    """Return where `value` lies between the ends, 0..1 on a log scale."""
    low, high = ends
    return (log10(min(max(value, low), high)) - log10(low)) / (log10(high) - log10(low))
