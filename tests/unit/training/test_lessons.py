"""What a picture is taken to show, and how often it is drawn; skipped without torch."""

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch comes with `make train`")

from mien_training.data.dataset import EMOTIONS, Faces  # noqa: E402 - only with torch
from mien_training.data.sources import GROUPS, OVAL, group_of  # noqa: E402
from mien_training.learning.lessons import chances, leaning, smoothed, softened, voted  # noqa: E402
from mien_training.recipe import Labels, Trust  # noqa: E402

FEARFUL, HAPPY, SAD = 2, 3, 5
PLAIN = Labels(votes=0.75, smoothing=0.0, prior=dict.fromkeys(map(str, EMOTIONS), 1 / 7))


def faces(label: int, votes: Any) -> Faces:
    image = np.zeros((1, 48, 48), np.uint8)
    return Faces(image, np.array([label]), np.array([votes], np.float32), np.array([False]), np.array([0]))


def test_votes_and_label_are_mixed_and_what_nobody_could_name_is_left_out() -> None:
    """Six of ten voters named an emotion; the others said unknown."""
    (target,) = voted(faces(SAD, [0, 0, 0.4, 0, 0, 0.2, 0]), PLAIN)

    assert target[FEARFUL] == pytest.approx(0.75 * 4 / 6)
    assert target[SAD] == pytest.approx(0.75 * 2 / 6 + 0.25)


def test_the_label_stands_alone_where_nobody_voted() -> None:
    (target,) = voted(faces(SAD, [0] * 7), PLAIN)

    assert target[SAD] == pytest.approx(1)


def test_others_have_the_share_of_a_say_that_the_source_is_given() -> None:
    label = np.eye(7, dtype=np.float32)[[HAPPY]]

    mixed = softened(label, np.eye(7, dtype=np.float32)[[SAD]], Trust(weight=1.0, opinion=0.25))

    assert mixed[0, [HAPPY, SAD]].tolist() == pytest.approx([0.75, 0.25])


def test_an_answer_leans_towards_what_is_more_common_and_its_sum_stays() -> None:
    """Even between two, of which one becomes three times as common: three to one."""
    shares = (np.eye(7)[[HAPPY]] + np.eye(7)[[SAD]]) / 2

    leant = leaning(shares, 1 + 2 * np.eye(7)[SAD])

    assert leant[0, [HAPPY, SAD]].tolist() == pytest.approx([0.25, 0.75])


def test_smoothing_keeps_the_sum() -> None:
    assert smoothed(np.eye(7, dtype=np.float32), 0.3).sum(1) == pytest.approx(np.ones(7))


def test_emotions_are_drawn_as_often_as_the_prior_says_however_many_pictures_there_are() -> None:
    targets = torch.eye(7)[[HAPPY] * 90 + [SAD] * 10]
    prior = dict.fromkeys(map(str, EMOTIONS), 0.1)

    drawn = chances(targets, torch.ones(100), prior)

    assert drawn[:90].sum().item() == pytest.approx(drawn[90:].sum().item())


def test_within_an_emotion_a_cleaner_source_is_drawn_more_often() -> None:
    targets = torch.eye(7)[[HAPPY, HAPPY]]

    clean, dirty = chances(
        targets, torch.tensor([2.0, 0.5]), dict.fromkeys(map(str, EMOTIONS), 1 / 7)
    ).tolist()

    assert clean == pytest.approx(4 * dirty)


def test_both_selections_of_affectnet_are_left_out_together() -> None:
    assert {group_of(source) for source in (*OVAL, "affectnet96")} == {"affectnet"}
    assert len({source for members in GROUPS.values() for source in members}) == 13
