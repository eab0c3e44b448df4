"""Reading a face against its own rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.emotion import Emotion, Scores
from mien.mood.estimation.baseline import MOST, USUAL, Baseline, against, learnt
from mien.mood.estimation.estimate import Estimate, after_glance, blank
from mien.mood.glance import Face, Glance
from mien.mood.mood_settings import MoodSettings
from unit.mood.glancing import scores

CALM = scores(Emotion.NEUTRAL, 0.85)
SAD = scores(Emotion.SAD, 0.9)
HOUR = 3600.0


def sad_looking(p: float = 0.5) -> Scores:
    """Return the scores of a face at rest that looks sad, though not plainly so."""
    rest = (1.0 - p - 0.4) / 5.0
    return dict.fromkeys(Emotion, rest) | {Emotion.SAD: p, Emotion.NEUTRAL: 0.4}


def watched(look: Scores, seconds: float, resting: Baseline | None = None) -> Baseline:
    """Return what is learnt from a face that looks like this for so long."""
    resting = resting or Baseline()
    for _ in range(round(seconds)):
        resting = learnt(resting, look, 1.0)
    return resting


def seen(
    estimate: Estimate, look: Scores, *, start: float, seconds: float, certainty: float = 0.95
) -> Estimate:
    """Let the room be one face that looks like this for so long."""
    for i in range(round(seconds * 5)):
        at = start + i / 5
        glance = Glance(at, (Face(1, (100.0, 100.0, 80.0, 80.0), 0.9, look),))
        estimate = after_glance(estimate, glance, at, MoodSettings(certainty=certainty))
    return estimate


def test_a_usual_face_is_read_as_it_is() -> None:
    resting = watched(CALM, HOUR)

    assert against(resting, CALM) is CALM
    assert against(resting, SAD) is SAD


def test_a_face_that_always_looks_a_little_sad_comes_to_be_read_as_calm() -> None:
    before = seen(blank(0.0), sad_looking(), start=0.0, seconds=60.0, certainty=0.7)
    after = seen(before, sad_looking(), start=60.0, seconds=900.0, certainty=0.7)

    assert before.settled.name is Emotion.SAD
    assert after.settled.name is Emotion.NEUTRAL


def test_a_change_is_seen_against_the_face_at_rest() -> None:
    estimate = seen(blank(0.0), sad_looking(), start=0.0, seconds=900.0)
    estimate = seen(estimate, scores(Emotion.SAD, 0.97), start=900.0, seconds=60.0)

    assert estimate.settled.name is Emotion.SAD


def test_angry_looks_are_learnt_like_sad_ones() -> None:
    frown = dict(sad_looking()) | {
        Emotion.SAD: sad_looking()[Emotion.ANGRY],
        Emotion.ANGRY: sad_looking()[Emotion.SAD],
    }
    read = against(watched(frown, HOUR), frown)

    assert max(read, key=lambda emotion: read[emotion]) is Emotion.NEUTRAL


def test_it_takes_minutes_to_learn_and_to_unlearn() -> None:
    look = sad_looking()
    minute, quarter = watched(look, 60.0), watched(look, 900.0)

    assert against(minute, look) is look
    assert against(quarter, look)[Emotion.SAD] < 0.3
    assert against(watched(CALM, 150.0, quarter), look) is look


def test_what_was_learnt_is_kept_while_the_face_is_turned_away() -> None:
    estimate = seen(blank(0.0), sad_looking(), start=0.0, seconds=900.0)
    learnt_before = estimate.room.listeners[0].belief.resting
    hidden = Glance(900.2, (Face(1, (100.0, 100.0, 80.0, 80.0), 0.0, CALM, "turned"),))
    estimate = after_glance(estimate, hidden, 900.2, MoodSettings())

    assert estimate.room.listeners[0].belief.resting == learnt_before
    assert learnt_before != Baseline()


def test_a_face_that_is_plainly_sad_teaches_nothing_however_long() -> None:
    assert watched(SAD, 24 * HOUR) == Baseline()


def test_a_sad_mood_with_calm_between_its_bursts_is_no_resting_face() -> None:
    resting = Baseline()
    for _ in range(600):
        resting = watched(SAD, 3.0, resting)
        resting = watched(CALM, 3.0, resting)

    assert against(resting, SAD) is SAD


@pytest.mark.parametrize("p", [0.5, 0.7, 0.9])
@pytest.mark.parametrize("emotion", Emotion)
def test_a_mood_held_for_twenty_minutes_is_not_unlearnt(emotion: Emotion, p: float) -> None:
    settled = seen(blank(0.0), scores(emotion, p), start=0.0, seconds=60.0)
    held = seen(settled, scores(emotion, p), start=60.0, seconds=1200.0)

    assert settled.settled.name is emotion
    assert held.settled == settled.settled


looks = st.lists(st.floats(0.0, 1.0), min_size=7, max_size=7).filter(lambda mass: sum(mass) > 0.01)


@given(st.lists(st.tuples(looks, st.floats(0.0, 1000.0)), max_size=30), looks)
def test_no_face_can_teach_more_than_the_bound(
    lessons: list[tuple[list[float], float]], mass: list[float]
) -> None:
    resting = Baseline()
    for lesson, seconds in lessons:
        resting = learnt(resting, scores_of(lesson), seconds)
    read = against(resting, scores_of(mass))

    assert min(resting.sad, resting.angry) >= USUAL - 1.0
    assert max(resting.sad, resting.angry) <= USUAL + MOST
    assert sum(read.values()) == pytest.approx(1.0)


def scores_of(mass: list[float]) -> Scores:
    return {emotion: m / sum(mass) for emotion, m in zip(Emotion, mass, strict=True)}
