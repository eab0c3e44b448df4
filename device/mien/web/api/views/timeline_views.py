"""The mood history as points for a chart, or as a table for a spreadsheet. Pure."""

import csv
import io
from collections.abc import Callable, Mapping

from mien.types import Seconds
from mien.web.api.bodies.response_bodies import SongMarkBody, TimelineBody, TimelinePointBody
from mien.web.api.views.text_views import plain_text
from mien.web.live.timeline import SongMark, Timeline, TimelinePoint, points_over

_COLUMNS = ("time", "mood", "valence", "arousal", "song", "artist")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would evaluate text that begins with one of these."""


def timeline_view(timeline: Timeline, span: Seconds, at: Seconds, *, kept: bool | None) -> TimelineBody:
    """Return the last `span` seconds for a chart. `kept`: on disk, too; None: that isn't possible."""
    return TimelineBody(
        at=round(at, 1),
        span=span,
        kept=kept,
        points=tuple(
            TimelinePointBody(
                at=round(point.at, 1), name=point.name, valence=point.valence, arousal=point.arousal
            )
            for point in points_over(timeline, span)
            if point.at > at - span
        ),
        songs=tuple(
            SongMarkBody(at=round(mark.at, 1), title=plain_text(mark.title), artist=plain_text(mark.artist))
            for mark in timeline.songs
            if mark.at > at - span
        ),
    )


def timeline_table(timeline: Timeline, when: Callable[[Seconds], str]) -> str:
    """Return the whole history as CSV, the oldest first. `when`: formats a time."""
    day = timeline.day[0].at if timeline.day else float("inf")
    points = (*(point for point in timeline.week if point.at < day), *timeline.day)
    listed: tuple[TimelinePoint | SongMark, ...] = (*points, *timeline.songs)
    rows = sorted(listed, key=lambda each: each.at)
    out = io.StringIO()
    table = csv.DictWriter(out, _COLUMNS)
    table.writeheader()
    table.writerows({"time": when(each.at), **_cells(each)} for each in rows)
    return out.getvalue()


def _cells(each: TimelinePoint | SongMark) -> Mapping[str, str | float | None]:
    if isinstance(each, SongMark):
        return {"song": _harmless(each.title), "artist": _harmless(each.artist)}
    return {"mood": each.name, "valence": each.valence, "arousal": each.arousal}


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet mistakes for a formula."""
    text = plain_text(text)
    return f"'{text}" if text.startswith(_FORMULA) else text
