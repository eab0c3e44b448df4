"""Figures as Markdown."""

from collections.abc import Iterable
from typing import Any


def text_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def share(value: float | None) -> str:
    """Return a share in per cent; `None` is a dash."""
    return "-" if value is None else f"{100 * value:.0f} %"


def percent(rate: dict[str, Any]) -> str:
    """Return a rate with its interval, as text: `71.2 % (69.7 to 72.6)`."""
    low, high = (100 * end for end in rate["interval"])
    return f"{100 * rate['value']:.1f} % ({low:.1f} to {high:.1f})"


def points(difference: dict[str, Any]) -> str:
    """Return a difference of rates in percentage points, as text."""
    low, high = (100 * end for end in difference["interval"])
    return f"{100 * difference['value']:+.1f} points ({low:+.1f} to {high:+.1f})"
