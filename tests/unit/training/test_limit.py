"""What one answer can do for two targets; skipped where the training environment is not."""

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch comes with `make train`")

from mien_training.dataset import Faces  # noqa: E402 - only with torch
from mien_training.limit import Both, best_with, frontier, judged  # noqa: E402


def shares(*largest: int) -> Any:
    """Return distributions in which the emotion named has six tenths."""
    spread = torch.full((len(largest), 7), 0.4 / 6)
    spread[torch.arange(len(largest)), torch.tensor(largest)] = 0.6
    return spread


def test_more_weight_moves_the_answer_from_the_label_to_the_majority() -> None:
    """Of two pictures, the second's voters contradict its label."""
    votes = torch.nn.functional.one_hot(torch.tensor([3, 4]), 7).numpy().astype(np.float32)
    faces = Faces(np.zeros((2, 48, 48)), np.array([3, 5]), votes, np.zeros(2, bool), np.arange(2))

    both = frontier(shares(3, 5), shares(3, 4), faces)

    assert both[0] == Both(label=1.0, majority=0.5)
    assert both[-1] == Both(label=0.5, majority=1.0)


def test_a_picture_without_a_majority_counts_for_the_label_alone() -> None:
    votes = np.array([[0, 0, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0.5, 0.5, 0]], np.float32)
    faces = Faces(np.zeros((2, 48, 48)), np.array([3, 4]), votes, np.zeros(2, bool), np.arange(2))

    assert frontier(shares(3, 5), shares(3, 5), faces)[0] == Both(label=0.5, majority=1.0)


def test_the_best_with_enough_majorities_has_the_most_labels() -> None:
    both = [Both(0.9, 0.7), Both(0.8, 0.88), Both(0.7, 0.9)]

    assert best_with(both, 0.875) == Both(0.8, 0.88)
    assert best_with(both, 0.95) is None


def test_a_judge_knows_nothing_of_the_pictures_it_judges() -> None:
    """Labels thrown by dice cannot be told from what is seen, however much of it there is."""
    dice = torch.Generator().manual_seed(5)
    labels = torch.randint(0, 7, (700,), generator=dice)

    said = judged(torch.randn(700, 60, generator=dice), labels)

    assert (said.argmax(1) == labels).float().mean().item() == pytest.approx(1 / 7, abs=0.05)


def test_a_judge_learns_what_can_be_seen() -> None:
    labels = torch.arange(700) // 3 % 7

    said = judged(torch.nn.functional.one_hot(labels, 7).float(), labels)

    assert (said.argmax(1) == labels).all()
