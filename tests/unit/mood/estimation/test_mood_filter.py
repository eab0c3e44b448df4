"""The filter of one face: what is evidence, how much of it, and what is remembered."""

from dataclasses import replace
from math import exp, log, tanh

import pytest

from mien.mood.emotion import Emotion
from mien.mood.estimation import filter as filters
from mien.mood.estimation import network
from mien.mood.estimation.bank import (
    LASTS,
    MOODS,
    NEUTRAL,
    Bank,
    average_of,
    how_errors_come,
    logs_of,
    stepped,
    views,
)
from mien.mood.estimation.filter import (
    EMOTIONS,
    EVEN,
    LOG_SCALE,
    LONGEST_GAP,
    NOTHING,
    STEP,
    UNIFORM,
    FaceFilter,
    filter_from,
    predict,
    update,
)
from mien.mood.estimation.hysteresis import settled_towards
from mien.mood.estimation.network import log_odds, weights_from
from mien.mood.estimation.network_weights import FIRST, ROOM, SECOND, TABLE, VIEWS
from unit.mood.glancing import face

NEW = filter_from(UNIFORM)
FOUR = LASTS.index(4.0)
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


def assert_same(one: Bank, other: Bank) -> None:
    """See that two faces were averaged alike."""
    for row, twin in zip((*one.sums, one.misses), (*other.sums, other.misses), strict=True):
        assert row == pytest.approx(twin)
    assert (one.predicted, one.read) == pytest.approx((other.predicted, other.read))


def average(belief: FaceFilter, number: int = FOUR) -> list[float]:
    """Return one of the averages of what a face showed."""
    return average_of(belief.bank.sums[number])


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

    assert_same(blink.bank, stepped(Bank(), [x * 4.0 for x in mean], STEP))


def test_each_step_begins_empty() -> None:
    two = watched(NEW, Emotion.SAD, 2 * STEP)
    one = watched(NEW, Emotion.SAD, STEP)

    assert one.sums == NOTHING
    again = [x / 0.25 for x in update(one, face(Emotion.SAD), 0.25).sums]
    assert_same(two.bank, stepped(one.bank, again, STEP))


def test_long_looks_are_several_steps() -> None:
    assert_same(watched(NEW, Emotion.SAD, 1.0, every=1.0).bank, watched(NEW, Emotion.SAD, 1.0).bank)


def test_a_gap_is_time_without_evidence() -> None:
    before = watched(NEW, Emotion.SAD, 10.0)
    gap = update(before, face(Emotion.SAD), 6.0)
    unread = watched(predict(before, 5.0), Emotion.SAD, 1.0)

    assert_same(gap.bank, unread.bank)
    assert gap.seen == pytest.approx(before.seen + unread.seen - before.seen)


def test_what_happened_longest_ago_is_not_stepped_through() -> None:
    before = watched(NEW, Emotion.SAD, 10.0)
    longest = predict(before, LONGEST_GAP).bank

    assert predict(before, 2.0 * LONGEST_GAP).bank == longest
    assert predict(before, 1e12).bank == longest


def test_a_face_that_can_hardly_be_read_says_little() -> None:
    plain, poor = update(NEW, face(Emotion.SAD), 0.25), update(NEW, face(Emotion.SAD, quality=0.3), 0.25)

    assert poor.sums == pytest.approx([x * 0.25 for x in plain.sums])


def test_a_face_that_can_hardly_be_read_is_averaged_as_it_looks_only_more_slowly() -> None:
    poor = NEW
    for _ in range(400):
        poor = update(poor, face(Emotion.SAD, quality=0.3), 0.25)

    plain = watched(NEW, Emotion.SAD, 100.0)
    assert sum(average(poor)) == pytest.approx(1.0)
    assert average(poor)[SAD] == pytest.approx(average(plain)[SAD], abs=0.05)
    assert poor.bank.sums[-1][-1] == pytest.approx(plain.bank.sums[-1][-1] / 4.0, rel=0.2)


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

    unbelieved = watched(NEW, Emotion.ANGRY, STEP)
    assert at_first.moods()[SAD] > 3.0 * unbelieved.moods()[SAD]
    assert later.moods() == pytest.approx(alone.moods(), abs=0.02)
    assert unread.seen == 0.0
    assert unread.moods()[SAD] > 2.0 * predict(NEW, 50.0).moods()[SAD]


def test_what_is_believed_is_a_third_the_network_and_the_rest_the_last_second() -> None:
    after = watched(NEW, Emotion.SAD, STEP)
    network_says = [exp(x) for x in log_odds(*views(after.bank))]
    third = network_says[SAD] / sum(network_says) / 3.0 + average(after, LASTS.index(1.0))[SAD] * 2.0 / 3.0

    assert after.moods()[SAD] == pytest.approx(third, abs=0.001)


def test_an_average_is_of_the_time_it_lasts() -> None:
    sad = watched(NEW, Emotion.SAD, 4.0)
    weight = sum(0.5 * exp(-i / 8.0) for i in range(8))

    assert sad.bank.sums[FOUR][-1] == pytest.approx(weight)
    assert average(sad)[SAD] == pytest.approx((0.9 * weight + 0.25 / 7.0) / (weight + 0.25))
    assert average_of(Bank().sums[0]) == [pytest.approx(1.0 / 7.0)] * 7


def test_while_a_face_cannot_be_read_its_averages_stay_and_it_is_known_less() -> None:
    sad = watched(NEW, Emotion.SAD, 60.0)
    unread = predict(sad, 60.0)
    read_again = watched(unread, Emotion.SAD, 4.0)

    assert average(unread)[SAD] == pytest.approx(average(sad)[SAD], abs=0.08)
    assert unread.bank.sums[0][-1] == pytest.approx(sad.bank.sums[0][-1] * exp(-1.0), rel=0.02)
    assert unread.known == pytest.approx(exp(-1.0), abs=0.01)
    assert max(unread.moods()) < 0.5 < max(sad.moods())
    assert read_again.known == pytest.approx(1.0 - (1.0 - exp(-1.0)) * exp(-1.0), abs=0.01)


def mistaken(*, each: int) -> FaceFilter:
    """Return the belief about a face that looks like something else after so many steps."""
    belief = NEW
    for i in range(240):
        look = (Emotion.SAD, Emotion.HAPPY, Emotion.SAD, Emotion.ANGRY)[i // each % 4]
        belief = update(belief, face(look), STEP)
    return belief


def test_the_longest_average_predicts_best_where_errors_come_one_by_one() -> None:
    belief, changing = mistaken(each=1), mistaken(each=20)

    assert belief.bank.misses[0] > belief.bank.misses[4]
    assert changing.bank.misses[0] < changing.bank.misses[4]
    assert belief.bank.predicted == pytest.approx(30.0, rel=0.05)


def test_errors_last_where_the_last_second_predicts_better_than_the_last_eight() -> None:
    alike = Bank().misses
    a_little, better = ((*alike[:3], 0.1 * exp(nats) - 0.1, *alike[4:]) for nats in (-0.025, 0.2))

    assert how_errors_come(Bank()) == (0.0, 0.0)
    assert how_errors_come(mistaken(each=1).bank) == (0.0, 1.0)
    assert how_errors_come(mistaken(each=20).bank) == (1.0, 0.0)
    assert how_errors_come(Bank(misses=better)) == pytest.approx((0.5, 0.0))
    assert how_errors_come(Bank(misses=a_little)) == pytest.approx((0.0, 0.5))


def test_where_errors_come_one_by_one_two_seconds_are_averaged() -> None:
    belief = mistaken(each=1)
    network_says = [exp(x) for x in log_odds(*views(belief.bank))]
    third = network_says[SAD] / sum(network_says) / 3.0 + average(belief, LASTS.index(2.0))[SAD] * 2.0 / 3.0

    assert belief.moods()[SAD] == pytest.approx(third, abs=0.002)
    assert abs(average(belief, 1)[SAD] - average(belief, 0)[SAD]) > 0.02


def test_where_errors_last_the_scores_of_the_last_second_keep_their_doubts() -> None:
    belief = mistaken(each=20)
    network_says = [exp(x) for x in log_odds(*views(belief.bank))]
    doubts = [exp(EVEN / LOG_SCALE * x) for x in logs_of(belief.bank.sums[0])]
    third = network_says[SAD] / sum(network_says) / 3.0 + doubts[SAD] / sum(doubts) * 2.0 / 3.0

    assert belief.moods()[SAD] == pytest.approx(third, abs=0.002)
    assert abs(doubts[SAD] / sum(doubts) - average(belief, 0)[SAD]) > 0.005


def test_what_the_network_is_given_says_what_the_room_is_like() -> None:
    bank = watched(NEW, Emotion.SAD, 60.0).bank
    moods, room = views(bank)
    missed = [log((miss + 0.1) / (bank.predicted + 0.2)) for miss in bank.misses]

    assert (len(moods), len(moods[0]), len(room)) == (MOODS, VIEWS, ROOM)
    assert moods[SAD][: len(LASTS)] == pytest.approx([average_of(row)[SAD] for row in bank.sums])
    assert moods[SAD][len(LASTS)] == pytest.approx(bank.sums[0][MOODS + SAD] / (bank.sums[0][-1] + 0.25))
    assert room[:9] == pytest.approx(
        [2.0 * (x - sum(missed) / 8.0) for x in missed] + [sum(missed) / 16.0 + 1.0]
    )
    assert room[9] == pytest.approx(sum(p * p for p in average_of(bank.sums[0])))
    assert room[17:33] == moods[NEUTRAL]
    assert room[33] == pytest.approx(bank.sums[0][-1] / (bank.sums[0][-1] + 1.0))
    assert room[-2:] == pytest.approx((1.0, 1.0))


def test_a_mood_long_seen_outlasts_a_short_look() -> None:
    sad = watched(NEW, Emotion.SAD, 120.0)
    smiled = watched(sad, Emotion.HAPPY, 1.0)

    assert sad.moods()[SAD] > 0.75
    assert settled_towards(sad.moods(), smiled.moods(), 1.0, 0.9)[SAD] > 0.5
    assert watched(smiled, Emotion.HAPPY, 60.0).moods()[SAD] < 0.1


def test_the_networks_layers_are_what_they_say() -> None:
    """By hand: with every weight nought but one of each kind, what comes out are known numbers."""

    def rows(count: int, columns: int, last: int = 0, first: int = 0) -> str:
        return " ".join([f"{first} " + "0 " * (columns - 2) + str(last)] * count)

    table = " ".join(
        [
            rows(FIRST, VIEWS, first=1000),
            rows(FIRST, VIEWS + 1, last=200),
            rows(FIRST, ROOM + 1, last=100),
            rows(SECOND, FIRST + 1, last=300, first=500),
            rows(SECOND, FIRST, first=250),
            "150 " * SECOND,
            rows(1, SECOND + 1, last=50, first=1000),
            rows(1, VIEWS, first=2000),
            " ".join(str(i) for i in range(MOODS)),
        ]
    )
    moods = [(0.1 * i, *(0.0,) * (VIEWS - 1)) for i in range(MOODS)]
    shipped, network.WEIGHTS = network.WEIGHTS, weights_from(table)
    try:
        odds = log_odds(moods, (0.0,) * ROOM)
    finally:
        network.WEIGHTS = shipped

    first = [tanh(0.1 * i + 0.1 + (0.2 if i == NEUTRAL else 0.0)) for i in range(MOODS)]
    mean = sum(first) / MOODS
    for i in range(MOODS):
        second = tanh(0.5 * first[i] + 0.3 + 0.25 * mean + (0.15 if i == NEUTRAL else 0.0))
        assert odds[i] == pytest.approx(second + 0.05 + 0.2 * i + 0.001 * i)


def test_what_is_known_of_one_emotion_is_known_of_all_but_calm() -> None:
    odds = {
        emotion: log_odds(*views(watched(NEW, emotion, 20.0).bank))[EMOTIONS.index(emotion)]
        - network.WEIGHTS.often[EMOTIONS.index(emotion)]
        for emotion in EMOTIONS
        if emotion is not Emotion.NEUTRAL
    }

    assert list(odds.values()) == [pytest.approx(odds[Emotion.SAD])] * (MOODS - 1)


def test_the_table_has_as_many_numbers_as_the_network() -> None:
    of_first, of_second = FIRST * (2 * VIEWS + 1 + ROOM + 1), SECOND * (2 * FIRST + 1) + 2 * SECOND + 1

    assert len(TABLE.split()) == of_first + of_second + VIEWS + MOODS


def test_valence_follows_the_face_and_stays_when_it_cannot_be_read() -> None:
    happy = watched(NEW, Emotion.HAPPY, 10.0)
    unread = predict(replace(happy), 3.0)

    assert happy.soon is not None
    assert happy.soon[0] > 0.5
    assert unread.soon == happy.soon
    assert unread.read < happy.read
