"""What the house hears at once, and what can wait."""

from dataclasses import replace

from mien.app.app_state import StatusChanged
from mien.app.home.news_filter import NewsFilter
from mien.mood.emotion import Emotion
from mien.mood.events import Seen
from mien.mood.glance import Glance
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import DisplayState, EyeState

HAPPY = Mood(Emotion.HAPPY, 0.8, 0.4, 0.93)
SHOWN = DisplayState(HAPPY, HAPPY, Policy.MATCH)
NOBODY_SEEN = Seen(Glance(at=0.0), at=0.0)


def test_a_mood_that_only_varies_is_no_news() -> None:
    news = NewsFilter()
    surer = replace(SHOWN, settled=replace(HAPPY, confidence=0.5))
    fleeting = replace(SHOWN, moment=Mood(Emotion.SAD))

    told = [news.is_news(shown, 1) for shown in (SHOWN, surer, fleeting, SHOWN)]

    assert told == [True, False, False, False]


def test_another_mood_policy_or_camera_is_news() -> None:
    for other in (
        replace(SHOWN, settled=Mood(Emotion.SAD)),
        replace(SHOWN, policy=Policy.LIFT),
        replace(SHOWN, eye=EyeState.CLOSED),
        replace(SHOWN, by_owner=True),
    ):
        news = NewsFilter()
        news.is_news(SHOWN, 1)

        assert news.is_news(other, 1)


def test_a_glance_is_news_only_if_somebody_came_or_went() -> None:
    news = NewsFilter()

    assert [news.is_news(NOBODY_SEEN, people) for people in (0, 1, 1, 0)] == [False, True, False, True]


def test_whatever_else_happens_is_news() -> None:
    assert NewsFilter().is_news(StatusChanged(), 0)
