"""The filter of one face: what is evidence, how much of it, and what is remembered."""

from dataclasses import replace
from math import exp

import pytest

from mien.mood.emotion import Emotion
from mien.mood.estimation import filter as filters
from mien.mood.estimation import gru
from mien.mood.estimation.filter import (
    EMOTIONS,
    LONGEST_GAP,
    NOTHING,
    STEP,
    UNIFORM,
    FaceFilter,
    filter_from,
    predict,
    update,
)
from mien.mood.estimation.gru import BLANK, log_odds, stepped, weights_from
from mien.mood.estimation.gru_weights import INPUTS, OUTPUTS, SIZE, TABLE
from unit.mood.glancing import face

NEW = filter_from(UNIFORM)
SAD = EMOTIONS.index(Emotion.SAD)


@pytest.fixture(autouse=True)
def _scores_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the shipped network needs, these tests are of scores that need no sharpening."""
    monkeypatch.setattr(filters, "SHARPENED", 1.0)


def watched(belief: FaceFilter, emotion: Emotion, seconds: float, *, every: float = 0.25) -> FaceFilter:
    """Let the face look like this for so long; a quarter of a second divides a step without a rest."""
    for _ in range(round(seconds / every)):
        belief = update(belief, face(emotion), every)
    return belief


def test_a_face_never_seen_feels_what_the_room_felt() -> None:
    felt = tuple(0.4 if emotion is Emotion.SAD else 0.1 for emotion in EMOTIONS)

    assert filter_from(felt).moods() == felt


def test_nothing_is_concluded_before_a_whole_step_was_seen() -> None:
    half = update(NEW, face(Emotion.SAD), 0.3)
    whole = update(half, face(Emotion.SAD), 0.3)

    assert half.moods() == NEW.moods()
    assert whole.moods()[SAD] > NEW.moods()[SAD]
    assert whole.filled == pytest.approx(0.6 - STEP)
    assert whole.sums[-1] == pytest.approx(0.1)


def test_a_step_is_the_average_of_what_was_seen_in_it() -> None:
    blink = update(update(NEW, face(Emotion.SAD), 0.25), face(Emotion.HAPPY), 0.25)
    mean = [
        (a + b) / 2.0
        for a, b in zip(
            update(NEW, face(Emotion.SAD), 0.25).sums,
            update(NEW, face(Emotion.HAPPY), 0.25).sums,
            strict=True,
        )
    ]

    assert blink.state == pytest.approx(stepped(BLANK, [x * 4.0 for x in mean]))


def test_each_step_begins_empty() -> None:
    two = watched(NEW, Emotion.SAD, 2 * STEP)
    one = watched(NEW, Emotion.SAD, STEP)

    assert one.sums == NOTHING
    assert two.state == pytest.approx(
        stepped(one.state, [x / 0.25 for x in update(one, face(Emotion.SAD), 0.25).sums])
    )


def test_long_looks_are_several_steps() -> None:
    assert watched(NEW, Emotion.SAD, 1.0, every=1.0).state == pytest.approx(
        watched(NEW, Emotion.SAD, 1.0).state
    )


def test_a_gap_is_time_without_evidence() -> None:
    before = watched(NEW, Emotion.SAD, 10.0)
    gap = update(before, face(Emotion.SAD), 6.0)
    unread = watched(predict(before, 5.0), Emotion.SAD, 1.0)

    assert gap.state == pytest.approx(unread.state)
    assert gap.seen == pytest.approx(before.seen + unread.seen - before.seen)


def test_what_happened_longest_ago_is_not_stepped_through() -> None:
    before = watched(NEW, Emotion.SAD, 10.0)

    assert predict(before, 1e12).state == predict(before, LONGEST_GAP).state


def test_a_face_that_can_hardly_be_read_says_little() -> None:
    plain, poor = update(NEW, face(Emotion.SAD), 0.25), update(NEW, face(Emotion.SAD, quality=0.3), 0.25)

    assert poor.sums == pytest.approx([x * 0.25 for x in plain.sums])


def test_a_face_that_can_hardly_be_read_is_averaged_as_it_looks_only_more_slowly() -> None:
    poor = NEW
    for _ in range(400):
        poor = update(poor, face(Emotion.SAD, quality=0.3), 0.25)

    assert sum(poor.average) == pytest.approx(1.0)
    assert watched(NEW, Emotion.SAD, 100.0).average[SAD] == pytest.approx(0.9, abs=0.01)
    assert 0.7 < poor.average[SAD] < 0.9


def test_a_flat_network_is_sharpened(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = face(Emotion.SAD, p=0.5).scores
    monkeypatch.setattr(filters, "SHARPENED", 2.0)
    sharp = filters.sharpened(flat)

    assert sum(sharp.values()) == pytest.approx(1.0)
    assert sharp[Emotion.SAD] == pytest.approx(0.25 / (0.25 + 6.0 * (0.5 / 6.0) ** 2))
    assert update(NEW, face(Emotion.SAD, p=0.5), 0.25).showing[SAD] == pytest.approx(sharp[Emotion.SAD])


def test_no_score_is_surer_than_a_hundredth() -> None:
    sure, surer = (update(NEW, face(Emotion.SAD, p=p), 0.25).sums for p in (0.9999, 1.0))

    assert surer == pytest.approx(sure, abs=0.001)


def test_what_the_room_felt_gives_way_to_what_is_read() -> None:
    believed = filter_from(tuple(0.94 if emotion is Emotion.SAD else 0.01 for emotion in EMOTIONS))
    at_first, later = watched(believed, Emotion.ANGRY, STEP), watched(believed, Emotion.ANGRY, 90.0)
    unread = predict(believed, 50.0)
    alone = watched(NEW, Emotion.ANGRY, 90.0)

    of_network = [
        2.0 * b.moods()[SAD] - b.average[SAD] for b in (at_first, watched(NEW, Emotion.ANGRY, STEP))
    ]
    assert of_network[0] > 3.0 * of_network[1]
    assert later.moods() == pytest.approx(alone.moods(), abs=0.02)
    assert unread.seen == 0.0
    assert unread.moods()[SAD] > 2.0 * predict(NEW, 50.0).moods()[SAD]


def test_what_is_believed_is_half_the_networks_answer_and_half_the_average() -> None:
    sad = watched(NEW, Emotion.SAD, 3.0)
    network = [exp(x) for x in log_odds(sad.state)]

    assert sad.average[SAD] == pytest.approx(1.0 - (1.0 - 1.0 / 7.0) * exp(-0.75) - 0.1 * (1.0 - exp(-0.75)))
    assert sad.moods()[SAD] == pytest.approx((network[SAD] / sum(network) + sad.average[SAD]) / 2.0)


def test_the_average_is_forgotten_while_the_face_cannot_be_read() -> None:
    sad = watched(NEW, Emotion.SAD, 60.0)

    assert predict(sad, 2.0).average[SAD] > 0.85
    assert predict(sad, 60.0).average[SAD] == pytest.approx(
        1.0 / 7.0 + (0.9 - 1.0 / 7.0) * exp(-1.0), abs=0.01
    )


def test_a_mood_long_seen_outlasts_a_short_look() -> None:
    sad = watched(NEW, Emotion.SAD, 120.0)
    smiled = watched(sad, Emotion.HAPPY, 1.0)

    assert sad.moods()[SAD] > 0.9
    assert smiled.moods()[SAD] > 0.5
    assert watched(smiled, Emotion.HAPPY, 60.0).moods()[SAD] < 0.2


def test_a_blank_network_finds_every_mood_as_likely() -> None:
    assert log_odds(BLANK) == (0.0,) * OUTPUTS


def test_a_step_is_a_gated_recurrent_unit() -> None:
    """By hand: with every weight nought but some biases, the gates and the new state are known numbers."""
    both = INPUTS + SIZE
    rows = ["0 " * both + "1000"] * SIZE + ["0 " * both + "-1000"] * SIZE
    rows += ["0 " * INPUTS + "500"] * SIZE + ["0 " * SIZE + "250"] * SIZE + ["1000 " * SIZE] * OUTPUTS
    weights = weights_from("\n".join(rows))
    shipped, gru.WEIGHTS = gru.WEIGHTS, weights
    try:
        after = stepped((0.2,) * SIZE, NOTHING)
    finally:
        gru.WEIGHTS = shipped

    # tanh(0.5 + 0.731059 * 0.25) = 0.593313; 0.593313 + 0.268941 * (0.2 - 0.593313) = 0.487535
    assert after == pytest.approx((0.487535,) * SIZE, abs=1e-5)


def test_the_table_has_as_many_numbers_as_the_network() -> None:
    weights = gru.WEIGHTS

    assert [len(matrix) for matrix in (weights.reset, weights.update, weights.seen, weights.own)] == [
        SIZE
    ] * 4
    assert [len(row) for row in weights.out] == [SIZE] * OUTPUTS
    assert len(TABLE.split()) == sum(
        len(row) for m in (weights.reset, weights.update, weights.seen, weights.own, weights.out) for row in m
    )


def test_valence_follows_the_face_and_stays_when_it_cannot_be_read() -> None:
    happy = watched(NEW, Emotion.HAPPY, 10.0)
    unread = predict(replace(happy), 3.0)

    assert happy.soon is not None
    assert happy.soon[0] > 0.5
    assert unread.soon == happy.soon
    assert unread.read < happy.read
