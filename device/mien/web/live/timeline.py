"""What the mood was over the last hour and day, with the songs. In memory. Pure: the time is an argument."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from mien.mood.emotion import Absence
from mien.mood.wishes import EyeState
from mien.types import Seconds
from mien.web.backend import SpeakerState

HOUR: Seconds = 3600.0
DAY: Seconds = 24 * HOUR
FINE: Seconds = 5.0
"""Between two points of the last hour."""
COARSE: Seconds = 60.0
"""Between two points of the last day."""
_MOST_SONGS = 500


@dataclass(frozen=True, slots=True)
class Point:
    """One moment. `name`: the settled mood, or "closed" or "gone" if the eye was.

    `valence`, `arousal`: None if no face was read.
    """

    at: Seconds
    name: str
    valence: float | None = None
    arousal: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A song that began at this moment."""

    at: Seconds
    title: str
    artist: str
    uri: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The last hour in fine steps, the last day in coarse ones, and the songs of the day."""

    hour: tuple[Point, ...] = ()
    day: tuple[Point, ...] = ()
    songs: tuple[Mark, ...] = ()


EMPTY = Timeline()


def note(timeline: Timeline, now: SpeakerState, at: Seconds) -> Timeline:
    """Return the timeline with this moment on it, as far as it is news."""
    noted = _note_song(timeline, now, at)
    if noted.hour and at - noted.hour[-1].at < FINE:
        return noted
    hour = (*_since(noted.hour, at - HOUR), _point(now, at))
    due = not noted.day or at - noted.day[-1].at >= COARSE
    if not due:
        return replace(noted, hour=hour)
    minute = [point for point in hour if point.at > at - COARSE]
    return replace(noted, hour=hour, day=(*_since(noted.day, at - DAY), _summed_up(minute, at)))


def timeline_view(timeline: Timeline, span: Seconds, at: Seconds) -> Mapping[str, Any]:
    """Return the last `span` seconds for a chart."""
    points = timeline.hour if span <= HOUR else timeline.day
    return {
        "at": round(at, 1),
        "span": span,
        "points": [
            {"at": round(p.at, 1), "name": p.name, "valence": p.valence, "arousal": p.arousal}
            for p in points
            if p.at > at - span
        ],
        "songs": [
            {"at": round(mark.at, 1), "title": mark.title, "artist": mark.artist}
            for mark in timeline.songs
            if mark.at > at - span
        ],
    }


def _point(now: SpeakerState, at: Seconds) -> Point:
    if now.shown.eye is not EyeState.OPEN:
        return Point(at, now.shown.eye.value)
    seen, name = now.shown.moment, now.shown.settled.name.value
    if seen.name in (Absence.NOBODY, Absence.UNSURE):
        return Point(at, seen.name.value)
    return Point(at, name, round(seen.valence, 2), round(seen.arousal, 2))


def _summed_up(points: list[Point], at: Seconds) -> Point:
    """Return one point for many: the commonest mood, the mean of the places that were read."""
    name = Counter(point.name for point in points).most_common(1)[0][0]
    valences = [point.valence for point in points if point.valence is not None]
    arousals = [point.arousal for point in points if point.arousal is not None]
    if not valences:
        return Point(at, name)
    return Point(at, name, round(fmean(valences), 2), round(fmean(arousals), 2))


def _note_song(timeline: Timeline, now: SpeakerState, at: Seconds) -> Timeline:
    song = now.playing
    if song is None or now.shown.paused or (timeline.songs and timeline.songs[-1].uri == song.uri):
        return timeline
    kept = tuple(mark for mark in timeline.songs if mark.at > at - DAY)[-_MOST_SONGS + 1 :]
    return replace(timeline, songs=(*kept, Mark(at, song.title, song.artist, song.uri)))


def _since(points: tuple[Point, ...], moment: Seconds) -> tuple[Point, ...]:
    """Return the points after `moment`; there is mostly one to drop."""
    first = next((index for index, point in enumerate(points) if point.at > moment), len(points))
    return points[first:]
