"""How strangers are scored; skipped where the training environment is not."""

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch comes with `make train`")

from mien_training.evaluation import strangers  # noqa: E402 - only with torch
from mien_training.release.strangers_card import by_source, failures, recall_by_source, together  # noqa: E402

ANGRY, HAPPY, SAD = 0, 3, 5
READERS = ("ours", "carefully", "before", "baseline")


def sure(emotion: int, count: int, by: float) -> Any:
    """Return logits that favour `emotion` by `by`, [count,7]."""
    logits = np.zeros((count, 7))
    logits[:, emotion] = by
    return logits


def test_a_source_tells_the_recall_of_the_emotions_that_it_has() -> None:
    shares = sure(HAPPY, 10, 1.0)
    truths = np.array([HAPPY] * 6 + [SAD] * 4)

    found = strangers.figures(shares, truths)

    assert found["recall"] == {"happy": 1.0, "sad": 0.0}
    assert found["counts"] == {"happy": 6, "sad": 4}
    assert found["seven"] == found["five"] == 0.6


def test_a_source_without_any_of_the_five_has_no_five_class_figure() -> None:
    found = strangers.figures(sure(1, 3, 1.0), np.array([1, 1, 2]))

    assert found["five"] is None


def test_answers_that_are_too_sure_get_a_higher_temperature() -> None:
    """Right half of the time and 77 % sure: a temperature of 1.67 makes that 50 %."""
    truths = np.array([HAPPY, SAD] * 200)
    answers = [(sure(HAPPY, 400, 3.0), truths)]

    plain, cooled = strangers.calibration(answers, 1.0), strangers.calibration(answers, 3.0 / np.log(6))

    assert plain["temperature"] == cooled["temperature"] == pytest.approx(3.0 / np.log(6), rel=0.1)
    assert plain["ece"] == pytest.approx(0.27, abs=0.01)
    assert cooled["ece"] < 0.01


def test_a_small_source_counts_as_much_as_a_large_one() -> None:
    right, wrong = (sure(HAPPY, 4000, 3.0), np.full(4000, HAPPY)), (sure(HAPPY, 40, 3.0), np.full(40, SAD))

    both = strangers.calibration([right, wrong], 1.0)

    assert both["abstain"][0]["right"] == pytest.approx(0.5)


def test_the_card_names_the_worst_recall_first_and_leaves_out_what_is_too_few_to_tell() -> None:
    figures = {
        name: {
            "pictures": 200,
            "seven": five,
            "five": five,
            "recall": {"angry": angry, "sad": 0.5, "surprised": 0.0},
            "counts": {"angry": 100, "sad": 90, "surprised": 10},
        }
        for name, five, angry in (("stock", 0.8, 0.9), ("films", 0.5, 0.2))
    }
    seen = {
        "sources": {
            name: dict.fromkeys(("ours", "carefully", "before", "baseline"), one)
            for name, one in figures.items()
        }
    }

    assert failures(seen).splitlines()[0].startswith("- angry in films: 20 % of 100 pictures")
    assert "surprised in" not in failures(seen)
    assert by_source(seen).splitlines()[2].startswith("| films | 200 | 50 % |")
    assert "| 20 % | - | - | - | - | 50 % | - |" in recall_by_source(seen)


def test_sources_that_share_photographs_count_as_one_and_the_worst_is_named() -> None:
    """AffectNet's two: 300 sad of .5 and 100 of .9 are one source of .6; the other has .8."""
    parts = {"affectnet_oval": (300, 0.5), "affectnet96": (100, 0.9), "films": (60, 0.8)}
    of = {
        name: {"five": right, "recall": {"sad": right}, "counts": {"sad": count}}
        for name, (count, right) in parts.items()
    }
    seen = {"sources": {name: dict.fromkeys(READERS, one) for name, one in of.items()}}

    assert "| five emotions | 70 %, 60 % |" in together(seen)
    assert "| sad | 70 %, 60 % |" in together(seen)
