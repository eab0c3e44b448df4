"""Ours beside the baseline: paired, and no answer is a wrong one."""

import numpy as np
from numpy.typing import NDArray

from mien_training.evaluation.baseline import beside

ANGRY, FEARFUL, HAPPY = 0, 2, 3


def answers(*largest: int | None) -> NDArray[np.float64]:
    """Return probabilities in which the emotion named leads; `None`: no face was found."""
    return np.stack([np.full(7, -1.0) if one is None else np.eye(7)[one] for one in largest])


def test_what_only_ours_sees_is_the_difference() -> None:
    truths = np.array([HAPPY, HAPPY, ANGRY, FEARFUL])

    figures = beside(answers(HAPPY, HAPPY, HAPPY, FEARFUL), answers(HAPPY, ANGRY, HAPPY, FEARFUL), truths)

    assert figures["seven"]["value"] == 0.5
    assert figures["ours_minus_baseline_seven"]["value"] == 0.25
    assert figures["five"]["pictures"] == 3
    assert figures["ours_minus_baseline_five"]["value"] == round(1 / 3, 4)


def test_a_face_that_was_not_found_is_a_wrong_answer_for_both() -> None:
    """Without a face every share is the same, and the first emotion must not win by that."""
    figures = beside(answers(None, HAPPY), answers(None, HAPPY), np.array([ANGRY, HAPPY]))

    assert figures["seven"]["value"] == figures["five"]["value"] == 0.5
    assert figures["ours_minus_baseline_five"]["value"] == 0
