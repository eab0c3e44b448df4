"""Can one answer please both targets? What is reachable with the answers of the judges in hand.

FER2013's label and the FER+ majority contradict each other on three clear pictures in ten, so an answer that
is right about both needs to know which pictures those are. Here a judge gets what the network says of each
PublicTest picture and, in two steps, what no network can have: the picture's own majority, and all ten votes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from mien_training.dataset import PUBLIC, Faces, load_faces
from mien_training.network import CLASSES
from mien_training.recipe import Recipe
from mien_training.serve import trained_network
from mien_training.train import logits_of

_FOLDS = 10
_HOLD = 2e-3  # on the judge's weights: a picture is judged by what the other nine tenths taught
_WEIGHTS = np.arange(0, 4, 0.02)


@dataclass(frozen=True, slots=True)
class Both:
    """The shares right of one rule: of the labels, and of the majorities where there is one."""

    label: float
    majority: float


def limit(recipe: Recipe, least: float = 0.875) -> None:
    """Print the best share of labels that goes with `least` of the majorities, for each kind of judge."""
    faces = load_faces(recipe.data, PUBLIC)
    for name, label, majority in _judges(logits_of(trained_network(recipe), faces), faces):
        best = best_with(frontier(label, majority, faces), least)
        print(f"{name:44} {f'{best.label:.1%} / {best.majority:.1%}' if best else 'out of reach'}")


def _judges(logits: Tensor, faces: Faces) -> Iterator[tuple[str, Tensor, Tensor]]:
    """Yield who judges, what they make of the label and what of the majority, both float [N,7]."""
    votes = torch.from_numpy(faces.votes)
    known = functional.one_hot(votes.argmax(1), CLASSES) * (votes > 0.5).any(1, keepdim=True)
    said = torch.cat([part.log_softmax(1) for part in logits.split(CLASSES, 1)], 1)
    alone = judged(said, torch.from_numpy(faces.labels))
    pairs = (said[:, :CLASSES].exp()[:, :, None] * votes[:, None]).flatten(1)
    with_votes = judged(torch.cat([said, votes, pairs], 1), torch.from_numpy(faces.labels))
    yield "the network", alone, said[:, CLASSES:].exp()
    yield "the network, told the majority", alone, known.float()
    yield "the network, told the majority and all votes", with_votes, known.float()


def judged(seen: Tensor, labels: Tensor) -> Tensor:
    """Return the probability of each label, float [N,7], by logistic regression on `seen` [N,F].

    Each tenth of the pictures is judged by what the others taught.
    """
    seen = (seen - seen.mean(0)) / seen.std(0).clamp(min=1e-3)
    folds = torch.arange(len(seen)) % _FOLDS
    shares = torch.zeros(len(seen), CLASSES)
    for fold in range(_FOLDS):
        taught = folds != fold
        shares[~taught] = _regression(seen[taught], labels[taught])(seen[~taught]).softmax(1).detach()
    return shares


def _regression(seen: Tensor, labels: Tensor) -> torch.nn.Linear:
    line = torch.nn.Linear(seen.shape[1], CLASSES)
    torch.nn.init.zeros_(line.weight)
    search = torch.optim.LBFGS(line.parameters(), max_iter=60, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        search.zero_grad()
        missed = functional.cross_entropy(line(seen), labels) + _HOLD * line.weight.square().sum()
        missed.backward()
        return missed

    search.step(loss)
    return line


def frontier(label: Tensor, majority: Tensor, faces: Faces) -> list[Both]:
    """Return what comes of answering the largest of `label` + w x `majority`, [N,7] each, for rising w."""
    clear = faces.votes.max(1) > 0.5
    truths = faces.votes.argmax(1)
    answers = ((label + float(w) * majority).argmax(1).numpy() for w in _WEIGHTS)
    return [
        Both(float((said == faces.labels).mean()), float((said == truths)[clear].mean())) for said in answers
    ]


def best_with(both: list[Both], least: float) -> Both | None:
    """Return the one with the most labels among those with at least `least` of the majorities."""
    return max((one for one in both if one.majority >= least), key=lambda one: one.label, default=None)
