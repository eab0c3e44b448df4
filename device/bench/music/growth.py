"""How cost grows with the number of songs, as an SVG picture with logarithmic axes."""

from collections.abc import Iterator
from math import log10

SHOWN = {"topsis": "#2980b9", "weighted-sum": "#16a085", "outranking": "#8e44ad", "naive": "#c0392b"}
WIDTH, HEIGHT, LEFT, TOP = 420.0, 260.0, 64.0, 20.0
LEAST, MOST = 0.1, 1000.0  # milliseconds


def picture(rows: dict[int, dict[str, float]]) -> str:
    """Return the picture: milliseconds of one ranking over the number of songs."""
    counts = sorted(rows)
    wide, tall = LEFT + WIDTH + 120, TOP + HEIGHT + 50
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {tall:.0f}"',
        ' font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="white"/>',
        f'<rect x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>',
        *_axes(counts),
    ]
    for name, colour in SHOWN.items():
        points = [(_x(count, counts), _y(rows[count][name])) for count in counts]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(
            f'<text x="{points[-1][0] + 6:.1f}" y="{points[-1][1] + 4:.1f}" fill="{colour}">{name}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _axes(counts: list[int]) -> Iterator[str]:
    for count in counts:
        x = _x(count, counts)
        yield f'<text x="{x:.1f}" y="{TOP + HEIGHT + 16:.1f}" text-anchor="middle">{count:,}</text>'
    for ms in (0.1, 1, 10, 100, 1000):
        y = _y(ms)
        yield f'<line x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#eee"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{ms:g} ms</text>'
    yield f'<text x="{LEFT + WIDTH / 2:.1f}" y="{TOP + HEIGHT + 36:.1f}" text-anchor="middle">songs</text>'


def _x(count: int, counts: list[int]) -> float:
    reach = log10(counts[-1]) - log10(counts[0]) or 1.0
    return LEFT + 20 + (WIDTH - 40) * (log10(count) - log10(counts[0])) / reach


def _y(ms: float) -> float:
    share = (log10(max(LEAST, min(MOST, ms))) - log10(LEAST)) / (log10(MOST) - log10(LEAST))
    return TOP + HEIGHT * (1 - share)
