"""The mood core's figures as Markdown: each kind of room beside the simple methods, the worst first."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from statistics import median
from typing import TypeAlias

from bench.mood.curves import LEAST, Curve, Curves, false_at, frontier, missed_at
from bench.mood.metrics import Metrics
from mien.mood.mood_settings import MoodSettings

OURS = "Mien"
MEDIANS = (5.0, 7.5, 10.0, 12.5, 15.0, 20.0)
DEFAULT = f"{MoodSettings().certainty:g}"
Result: TypeAlias = tuple[str, str, Curves, Curve]
"""Family, kind, all curves, and ours of the filter that ships."""


def simple(curves: Curves) -> dict[str, Curve]:
    """Return the curves of the simple methods."""
    return {method: curve for method, curve in curves.items() if method != OURS}


def best_simple(curves: Curves, at: float) -> tuple[float, str]:
    """Return the fewest false switches an hour of a simple method at a median, and which method that is."""
    return min((false_at(curve, at), method) for method, curve in simple(curves).items())


def times_fewer(curves: Curves, ours: Curve, at: float) -> float:
    """Return how many times fewer false switches ours makes than the best simple method at a median."""
    return max(best_simple(curves, at)[0], LEAST) / max(false_at(ours, at), LEAST)


def reached(ours: Curve) -> tuple[float, ...]:
    """Return those of `MEDIANS` that ours can be set to."""
    quickest = frontier(ours)[0][0]
    return tuple(at for at in MEDIANS if at >= quickest - 0.25)


def worst_of(curves: Curves, ours: Curve) -> float:
    """Return how many times fewer at the median where ours does worst, of those that it can be set to."""
    return min(times_fewer(curves, ours, at) for at in reached(ours))


def report(
    results: Sequence[Result],
    moments: Mapping[str, float],
    resting: Sequence[tuple[float, Metrics, Metrics]],
) -> str:
    """Return the whole of what was measured."""
    ordered = sorted(results, key=lambda result: worst_of(result[2], result[2][OURS]))
    parts = (
        _summary(ordered),
        _at_medians(ordered),
        _at_default(ordered),
        _best_settings(ordered),
        _moment(moments),
        _resting(resting),
    )
    return "\n\n".join("\n".join(part) for part in parts)


def _summary(results: Sequence[Result]) -> Iterator[str]:
    """Yield what an owner or a rival would ask first."""
    _, worst, curves, _ = results[0]
    least = worst_of(curves, curves[OURS])
    yield (
        f'**The worst kind is "{worst}":** left out, it has up to {1.0 / least:.1f} times as many false '
        "switches as the best simple method there."
    )
    behind = [line for _, kind, curves, _ in results if (line := _behind(kind, curves))]
    yield f"Over 5 % more false switches than the best simple method: {'; '.join(behind) or 'in no kind'}."
    typical = [
        median(times_fewer(curves, curves[OURS], at) for at in reached(curves[OURS]))
        for _, _, curves, _ in results
    ]
    yield f"In the median kind there are {median(typical):.1f} times fewer."


def _behind(kind: str, curves: Curves) -> str:
    """Return where ours makes more false switches than the best simple method in this kind; "" if nowhere."""
    ours = curves[OURS]
    each = {at: times_fewer(curves, ours, at) for at in reached(ours)}
    worse = ", ".join(
        f"{1.0 / ratio:.1f} times as many at {at:g} s" for at, ratio in each.items() if ratio < 0.95
    )
    return f"{kind} ({worse})" if worse else ""


def _at_medians(results: Sequence[Result]) -> Iterator[str]:
    """Yield how many times fewer false switches ours makes at each median time to switch."""
    yield "**Times fewer false switches than the best simple method, at the same median time to switch**"
    yield ""
    yield (
        "| kind of room | family left out | "
        + " | ".join(f"{at:g} s" for at in MEDIANS)
        + " | having met such rooms |"
    )
    yield "|---|---|" + "---|" * (len(MEDIANS) + 1)
    for family, kind, curves, shipped in results:
        cells = [_times(times_fewer(curves, curves[OURS], at)) for at in MEDIANS]
        met = [times_fewer(curves, shipped, at) for at in reached(shipped)]
        yield f"| {kind} | {family} | {' | '.join(cells)} | {min(met):.1f} to {max(met):.1f} |"


def _times(ratio: float) -> str:
    return "not so quick" if ratio < LEAST else f"{ratio:.1f}" if ratio >= 1.0 else f"**{ratio:.2f}**"


def _at_default(results: Sequence[Result]) -> Iterator[str]:
    """Yield each kind at the certainty that ships, beside the simple methods."""
    yield f"**As it ships, `certainty = {DEFAULT}`**"
    yield ""
    yield (
        "| kind of room | false switches/h | best simple at this median | median s | p95 s | missed "
        "| missed by a simple method that errs as rarely | time right | best simple, at any setting |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for _, kind, curves, _ in results:
        ours = curves[OURS][DEFAULT]
        false, method = best_simple(curves, ours.delay(0.5))
        missed = min(missed_at(curve, ours.false_per_hour()) for curve in simple(curves).values())
        as_rarely = "none errs so rarely" if missed > 1.0 else f"{missed:.1%}"
        right = max(m.share_right() for curve in simple(curves).values() for m in curve.values())
        yield (
            f"| {kind} | {ours.false_per_hour():.2f} | {false:.2f} ({method}) | {ours.delay(0.5):.1f} | "
            f"{_seconds(ours.delay(0.95))} | {ours.missed():.1%} | {as_rarely} | {ours.share_right():.1%} | "
            f"{right:.1%} |"
        )


def _seconds(delay: float) -> str:
    return f"{delay:.0f}" if isfinite(delay) else "missed"


def _best_settings(results: Sequence[Result]) -> Iterator[str]:
    """Yield the false switches of every method at its own best setting, at a median of 12.5 s."""
    methods = list(results[0][2])
    yield "**False switches an hour at a median of 12.5 s, each method at its own best setting**"
    yield ""
    yield f"| kind of room | {' | '.join(methods)} |"
    yield "|---|" + "---|" * len(methods)
    for _, kind, curves, _ in results:
        cells = " | ".join(f"{false_at(curve, 12.5):.2f}" for curve in curves.values())
        yield f"| {kind} | {cells.replace('inf', 'not so quick')} |"


def _moment(moments: Mapping[str, float]) -> Iterator[str]:
    """Yield how fast the moment follows."""
    each = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in moments.items())
    yield f"The moment, which ring and page show, follows a change after a median of: {each}."


def _resting(rows: Sequence[tuple[float, Metrics, Metrics]]) -> Iterator[str]:
    """Yield what reading a face against its own rest gains, by how sad the face at rest looks."""
    yield "**A face that looks sad at rest** (a quiet room; the look at rest is moved towards sad)"
    yield ""
    yield "| the face at rest is sadder by | false switches/h | missed | time right | without learning it |"
    yield "|---|---|---|---|---|"
    for nats, ours, off in rows:
        yield (
            f"| {nats:g} nats | {ours.false_per_hour():.2f} | {ours.missed():.1%} | {ours.share_right():.1%} "
            f"| {off.false_per_hour():.2f}, {off.missed():.1%}, {off.share_right():.1%} |"
        )
