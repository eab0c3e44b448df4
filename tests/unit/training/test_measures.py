from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mien.mood.emotion import Emotion
from mien_training.data.dataset import EMOTIONS
from mien_training.evaluation import measures

ANGRY, DISGUSTED, HAPPY = (EMOTIONS.index(e) for e in (Emotion.ANGRY, Emotion.DISGUSTED, Emotion.HAPPY))


def sure_of(*answers: int, certainty: float = 1.0) -> NDArray[np.float64]:
    """Return shares, one row per answer, with `certainty` on it and the rest spread evenly."""
    shares = np.full((len(answers), 7), (1 - certainty) / 6)
    shares[np.arange(len(answers)), answers] = certainty
    return shares


def test_five_classes_leave_out_fear_and_disgust_as_truths_and_as_answers() -> None:
    shares = sure_of(DISGUSTED, HAPPY, certainty=0.5)
    shares[0, ANGRY] = 0.4

    five, truths = measures.five_class(shares, np.array([ANGRY, DISGUSTED]))

    assert truths.tolist() == [ANGRY]
    assert five.argmax(1).tolist() == [ANGRY]


def test_a_rate_lies_in_its_interval_and_more_pictures_narrow_it() -> None:
    few, many = (measures.rate(np.arange(count) % 4 > 0) for count in (100, 10_000))

    assert few["value"] == many["value"] == 0.75
    assert width(many) < width(few) / 5


def width(rate: dict[str, Any]) -> float:
    low, high = rate["interval"]
    assert low < rate["value"] < high
    return float(high - low)


def test_a_difference_is_paired() -> None:
    ours, theirs = np.array([True, True, False, True]), np.array([False, True, False, False])

    assert measures.difference(ours, theirs)["value"] == 0.5


def test_balanced_counts_every_emotion_alike() -> None:
    shares, truths = sure_of(HAPPY, HAPPY, HAPPY, HAPPY), np.array([HAPPY, HAPPY, HAPPY, ANGRY])

    assert measures.balanced(shares, truths) == 0.5
    assert measures.recalls(shares, truths)["happy"] == 1.0


def test_the_confusion_has_truths_as_rows() -> None:
    table = measures.confusion(sure_of(HAPPY), np.array([ANGRY]))

    assert table[ANGRY][HAPPY] == 1
    assert sum(map(sum, table)) == 1


@pytest.mark.parametrize(("certainty", "error"), [(1.0, 0.5), (0.5, 0.0)])
def test_calibration_error_is_the_gap_between_certain_and_right(certainty: float, error: float) -> None:
    shares, truths = sure_of(HAPPY, HAPPY, certainty=certainty), np.array([HAPPY, ANGRY])

    assert measures.calibration_error(measures.reliability(shares, truths)) == pytest.approx(error)


def test_a_higher_threshold_answers_less() -> None:
    shares = np.concatenate([sure_of(HAPPY, certainty=0.95), sure_of(HAPPY, certainty=0.35)])

    curve = measures.abstain_curve(shares, np.array([HAPPY, ANGRY]))

    assert [at["answered"] for at in curve] == [1.0] * 4 + [0.5] * 6
    assert curve[-1]["right"] == 1.0
