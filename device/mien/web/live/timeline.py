"""The mood over the last hour, day and week, with the songs. Pure: the time is an argument."""

from collections import Counter
from dataclasses import dataclass, replace
from statistics import fmean
from typing import TypeAlias

from mien.mood.emotion import Absence
from mien.mood.wishes import EyeState
from mien.types import Seconds
from mien.web.backend import SpeakerState

HOUR: Seconds = 3600.0
DAY: Seconds = 24 * HOUR
WEEK: Seconds = 7 * DAY
FINE: Seconds = 5.0
"""Time between two points of the last hour."""
COARSE: Seconds = 60.0
"""Time between two points of the last day."""
COARSEST: Seconds = 600.0
"""Time between two points of the last week."""
_MOST_SONGS = 1000


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """The mood at one moment."""

    at: Seconds
    """Monotonic."""
    name: str
    """The settled mood, or "closed" or "gone" for the camera."""
    valence: float | None = None
    """None if no face was read."""
    arousal: float | None = None
    """None if no face was read."""


TimelinePoints: TypeAlias = tuple[TimelinePoint, ...]


@dataclass(frozen=True, slots=True)
class SongMark:
    """A song that began."""

    at: Seconds
    """Monotonic."""
    title: str
    """As it was shown."""
    artist: str
    """"" if unknown."""
    uri: str
    """Distinguishes it from the previous song."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The moods and the songs, the oldest first."""

    hour: tuple[TimelinePoint, ...] = ()
    """The last hour, in steps of `FINE`."""
    day: tuple[TimelinePoint, ...] = ()
    """The last day, in steps of `COARSE`."""
    songs: tuple[SongMark, ...] = ()
    """The songs of the last week."""
    week: tuple[TimelinePoint, ...] = ()
    """The last week, in steps of `COARSEST`."""


EMPTY = Timeline()


def points_over(timeline: Timeline, span: Seconds) -> TimelinePoints:
    """Return the points for a chart of `span`: its own steps, then finer ones up to now.

    Without the finer ones, a speaker that has just been switched on would have no week for ten minutes.
    """
    points = timeline.week if span > DAY else ()
    for finer in (timeline.day, timeline.hour) if span > HOUR else (timeline.hour,):
        points = (*points, *_since(finer, points[-1].at if points else float("-inf")))
    return points


def note(timeline: Timeline, now: SpeakerState, at: Seconds) -> Timeline:
    """Return the timeline with this moment added, if it is due."""
    noted = _note_song(timeline, now, at)
    if noted.hour and at - noted.hour[-1].at < FINE:
        return noted
    hour = (*_since(noted.hour, at - HOUR), _point(now, at))
    day = _with_summary(noted.day, hour, at, every=COARSE, span=DAY)
    week = noted.week if day is noted.day else _with_summary(noted.week, day, at, every=COARSEST, span=WEEK)
    return replace(noted, hour=hour, day=day, week=week)


def _with_summary(
    coarse: TimelinePoints, fine: TimelinePoints, at: Seconds, *, every: Seconds, span: Seconds
) -> TimelinePoints:
    """Return the coarse points with one more for the latest fine ones, if that is due."""
    if coarse and at - coarse[-1].at < every:
        return coarse
    latest = [point for point in fine if point.at > at - every]
    return (*_since(coarse, at - span), _summary(latest, at))


def _point(now: SpeakerState, at: Seconds) -> TimelinePoint:
    if now.shown.eye is not EyeState.OPEN:
        return TimelinePoint(at, now.shown.eye.value)
    seen, name = now.shown.moment, now.shown.settled.name.value
    if seen.name in (Absence.NOBODY, Absence.UNSURE):
        return TimelinePoint(at, seen.name.value)
    return TimelinePoint(at, name, round(seen.valence, 2), round(seen.arousal, 2))


def _summary(points: list[TimelinePoint], at: Seconds) -> TimelinePoint:
    """Return one point for many: the most frequent mood, and the mean valence and arousal."""
    name = Counter(point.name for point in points).most_common(1)[0][0]
    valences = [point.valence for point in points if point.valence is not None]
    arousals = [point.arousal for point in points if point.arousal is not None]
    if not valences:
        return TimelinePoint(at, name)
    return TimelinePoint(at, name, round(fmean(valences), 2), round(fmean(arousals), 2))


def _note_song(timeline: Timeline, now: SpeakerState, at: Seconds) -> Timeline:
    song = now.playing
    if song is None or now.shown.paused or (timeline.songs and timeline.songs[-1].uri == song.uri):
        return timeline
    kept = tuple(mark for mark in timeline.songs if mark.at > at - WEEK)[-_MOST_SONGS + 1 :]
    return replace(timeline, songs=(*kept, SongMark(at, song.title, song.artist, song.uri)))


def _since(points: TimelinePoints, moment: Seconds) -> TimelinePoints:
    """Return the points after `moment`; usually there is one to drop."""
    first = next((index for index, point in enumerate(points) if point.at > moment), len(points))
    return points[first:]
