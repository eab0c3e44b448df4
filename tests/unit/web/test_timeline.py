"""The timeline: what is kept of the mood, and for how long."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mien.mood.emotion import Emotion
from mien.mood.mood import Mood, Policy, nobody
from mien.mood.wishes import DisplayState, EyeState
from mien.web.api.views.timeline_views import timeline_table, timeline_view
from mien.web.backend import PlayingModel, SpeakerState
from mien.web.live.timeline import (
    COARSE,
    COARSEST,
    DAY,
    EMPTY,
    FINE,
    HOUR,
    WEEK,
    SongMark,
    Timeline,
    TimelinePoint,
    note,
)

HAPPY = Mood(Emotion.HAPPY, 0.8, 0.4, 0.9)
SAD = Mood(Emotion.SAD, -0.7, -0.5, 0.9)


def now(
    moment: Mood = HAPPY, settled: Mood = HAPPY, song: str = "a.flac", eye: EyeState = EyeState.OPEN
) -> SpeakerState:
    """Return a moment in the room."""
    shown = DisplayState(moment, settled, Policy.MATCH, eye=eye)
    return SpeakerState(shown, PlayingModel(song, song.title()))


def after(seconds: int, step: float = FINE, start: Timeline = EMPTY) -> Timeline:
    """Return the timeline after so long a happy time."""
    timeline = start
    for tick in range(int(seconds / step)):
        timeline = note(timeline, now(), tick * step)
    return timeline


def test_an_hour_is_kept_in_fine_steps_and_a_day_in_coarse_ones() -> None:
    timeline = after(2 * int(HOUR))

    assert len(timeline.hour) == HOUR / FINE
    assert len(timeline.day) == 2 * HOUR / COARSE


def test_a_day_and_no_more_is_kept() -> None:
    timeline = after(30 * 3600, step=COARSE)

    assert len(timeline.day) == DAY / COARSE
    assert timeline.day[0].at >= 6 * 3600


def test_a_week_and_no_more_is_kept_in_steps_of_ten_minutes() -> None:
    timeline = after(8 * 24 * 3600, step=120.0)

    assert len(timeline.week) == WEEK / COARSEST
    assert timeline.week[0].at >= DAY
    assert timeline_view(timeline, WEEK, 8 * DAY, kept=None).points[-1].name == "happy"


def test_the_table_has_the_last_day_by_the_minute_what_was_before_and_the_songs() -> None:
    timeline = Timeline(
        day=(TimelinePoint(900.0, "sad", -0.5, 0.1),),
        songs=(SongMark(800.0, "=cmd()", 'A "B"', "a.flac"),),
        week=(TimelinePoint(300.0, "happy", 0.5, 0.2), TimelinePoint(901.0, "sad", -0.4, 0.1)),
    )

    assert timeline_table(timeline, lambda moment: f"at {moment:.0f}").splitlines() == [
        "time,mood,valence,arousal,song,artist",
        "at 300,happy,0.5,0.2,,",
        """at 800,,,,'=cmd(),"A ""B""\"""",
        "at 900,sad,-0.5,0.1,,",
    ]


def test_what_changes_faster_than_the_steps_does_not_grow_it() -> None:
    timeline = EMPTY
    for tick in range(1000):
        timeline = note(timeline, now(), tick * 0.01)

    assert len(timeline.hour) == 2


def test_an_empty_room_and_a_closed_eye_have_no_place_but_a_name() -> None:
    empty = note(EMPTY, now(moment=nobody(0.0)), 0.0).hour[0]
    shut = note(EMPTY, now(eye=EyeState.CLOSED), 0.0).hour[0]

    assert (empty.name, empty.valence) == ("nobody", None)
    failed = note(EMPTY, now(eye=EyeState.GONE), 0.0).hour[0]
    assert (shut.name, shut.valence) == ("closed", None)
    assert (failed.name, failed.valence) == ("gone", None)


def test_it_is_named_after_the_settled_mood_and_placed_where_the_face_is() -> None:
    point = note(EMPTY, now(moment=HAPPY, settled=SAD), 0.0).hour[0]

    assert (point.name, point.valence) == ("sad", 0.8)


def test_a_song_is_marked_once_when_it_begins() -> None:
    timeline = note(note(note(EMPTY, now(), 0.0), now(), 6.0), now(song="b.flac"), 7.0)

    assert [(mark.at, mark.title) for mark in timeline.songs] == [(0.0, "A.Flac"), (7.0, "B.Flac")]


def test_a_song_that_waits_while_the_music_is_paused_is_not_marked() -> None:
    paused = replace(now(), shown=replace(now().shown, paused=True))

    assert note(EMPTY, paused, 0.0).songs == ()


def test_the_chart_gets_the_span_it_asked_for() -> None:
    timeline = after(int(HOUR) + 600)
    view = timeline_view(timeline, HOUR, HOUR + 600, kept=None)

    assert all(point.at > 600 for point in view.points)
    assert timeline_view(timeline, DAY, HOUR + 600, kept=None).points[0].at == 0


def test_a_speaker_of_two_minutes_has_a_day_and_a_week_too() -> None:
    timeline = after(120)

    for span in (DAY, WEEK):
        points = timeline_view(timeline, span, 120, kept=None).points
        assert [point.at for point in points] == sorted({point.at for point in points})
        assert (points[0].at, points[-1].at) == (0, 115)
        assert len(points) > 2


def test_a_chart_of_a_week_goes_up_to_now_and_each_moment_is_in_it_once() -> None:
    timeline = after(3 * int(DAY), step=50.0)
    points = timeline_view(timeline, WEEK, 3 * DAY, kept=None).points

    assert points[-1].at == 3 * DAY - 50
    assert len({point.at for point in points}) == len(points) <= len(timeline.week) + 10 + 12


@given(st.lists(st.tuples(st.floats(0, 5000), st.booleans()), max_size=50))
def test_its_points_are_in_order_and_never_too_old(steps: list[tuple[float, bool]]) -> None:
    timeline, at = EMPTY, 0.0
    for gap, there in steps:
        at += gap
        timeline = note(timeline, now(moment=HAPPY if there else nobody(at)), at)

    for points, span in ((timeline.hour, HOUR), (timeline.day, DAY)):
        times = [point.at for point in points]
        assert times == sorted(times)
        assert not times or times[-1] - times[0] < span
