"""What there is to learn: every picture's canvas, what it is taken to show, and how often it is drawn.

FER2013 brings ten people's votes. Every other source brings one label, cleaner or dirtier, so part of the
target is what other networks say: the second opinion, and earlier runs that never saw that source. How often
a picture is drawn depends on its source's `weight` and on the prior. FER2013's voters call a faint feeling
neutral, other people's labels name it; `lean` keeps both, so that neither moves the other's line.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from mien_training.data.augment import cropped
from mien_training.data.canvas import kept_canvases
from mien_training.data.dataset import EMOTIONS, TRAINING, Array, Faces, load_faces
from mien_training.data.sources import OVAL, group_of, load_sources
from mien_training.learning.network import CLASSES, SIDE
from mien_training.learning.second_opinion import kept_opinions
from mien_training.learning.teaching import kept_teaching
from mien_training.recipe import MODELS, Labels, Recipe, Trust

FER2013 = "fer2013"
RUNS = MODELS / "runs"
_FER2013_FILE, _FACES_FILE = RUNS / "fer2013plus.npz", RUNS / "faces.npz"
_PARTS = ("training", "public", "private")
_ROOM = 1.4  # side of the other sources' crops by FER2013's framing


@dataclass(frozen=True, slots=True)
class Lessons:
    """Training pictures; all share their first axis."""

    canvases: Tensor
    """uint8 [N,S,S]; background is 0"""
    targets: Tensor
    """float [N,7], sums to 1"""
    chances: Tensor
    """float [N], how often each is drawn"""

    def __len__(self) -> int:
        return len(self.canvases)


def fer2013_canvases(usage: int) -> tuple[Array, Faces]:
    """Return the canvases of one part of FER2013, uint8 [N,S,S], and the part."""
    faces = load_faces(_FER2013_FILE, usage)
    file = RUNS / f"canvas_{FER2013}_{_PARTS[usage]}.npy"
    return kept_canvases(file, faces.images, None, masked=False, room=1.0), faces


def framed_fer2013(usage: int, nearer: float) -> Faces:
    """Return one part of FER2013 as the eye would crop its faces: `images` uint8 [N,48,48]."""
    drawn, faces = fer2013_canvases(usage)
    crops = cropped(torch.from_numpy(np.array(drawn)), nearer, SIDE)[:, 0].round().to(torch.uint8)
    return replace(faces, images=crops.numpy())


def source_canvases(sources: Iterable[str]) -> dict[str, tuple[Array, Array]]:
    """Return for each source its canvases, uint8 [N,S,S], and labels, int [N]."""
    files = {source: (RUNS / f"canvas_{source}.npy", RUNS / f"labels_{source}.npy") for source in sources}
    if not all(file.exists() for pair in files.values() for file in pair):
        _draw_all(files)
    return {
        source: (np.load(canvas, mmap_mode="r"), np.load(labels))
        for source, (canvas, labels) in files.items()
    }


def _draw_all(files: dict[str, tuple[Path, Path]]) -> None:
    faces = load_sources(_FACES_FILE)
    for source, (canvas, labels) in files.items():
        own = faces.source == source
        kept_canvases(canvas, faces.images[own], faces.points[own], masked=source in OVAL, room=_ROOM)
        np.save(labels, faces.labels[own])


def load_lessons(recipe: Recipe) -> Lessons:
    """Return everything that `recipe` learns from."""
    parts: list[tuple[Array, Array, Array]] = []
    if FER2013 in recipe.trust and FER2013 not in recipe.leave_out:
        drawn, faces = fer2013_canvases(TRAINING)
        trust = recipe.trust[FER2013]
        targets = softened(voted(faces, recipe.labels), _others(FER2013, drawn, recipe), trust)
        parts.append((drawn, targets, np.full(len(drawn), trust.weight)))
    kept = [
        source for source in recipe.trust if source != FER2013 and group_of(source) not in recipe.leave_out
    ]
    lean = np.exp([recipe.labels.lean.get(emotion, 0.0) for emotion in EMOTIONS])
    for source, (drawn, labels) in source_canvases(kept).items():
        trust = recipe.trust[source]
        plain = smoothed(np.eye(CLASSES, dtype=np.float32)[labels], recipe.labels.smoothing)
        others = _others(source, drawn, recipe)
        targets = softened(plain, None if others is None else leaning(others, lean), trust)
        parts.append((drawn, targets, trust.weight * lean[targets.argmax(1)]))
    everything = torch.from_numpy(np.concatenate([targets for _, targets, _ in parts]))
    weights = torch.from_numpy(np.concatenate([weights for _, _, weights in parts])).float()
    canvases = torch.from_numpy(np.concatenate([drawn for drawn, _, _ in parts]))
    return Lessons(canvases, everything, chances(everything, weights, recipe.labels.prior))


def voted(faces: Faces, labels: Labels) -> Array:
    """Return FER2013's targets, float32 [N,7]: votes and label mixed, the label alone where nobody voted."""
    label = np.eye(CLASSES, dtype=np.float32)[faces.labels]
    given = faces.votes.sum(1, keepdims=True)
    votes = np.where(given > 0, faces.votes / np.maximum(given, 1e-6), label)
    return smoothed(labels.votes * votes + (1 - labels.votes) * label, labels.smoothing / 2)


def smoothed(targets: Array, share: float) -> Array:
    """Return `targets` [N,7] with `share` of them spread evenly."""
    spread: Array = (1 - share) * targets + np.float32(share / CLASSES)
    return spread.astype(np.float32)


def softened(targets: Array, others: Array | None, trust: Trust) -> Array:
    """Return `targets` [N,7] with the other networks' share of a say."""
    if others is None:
        return targets
    mixed: Array = (1 - trust.opinion) * targets + trust.opinion * others
    return mixed.astype(np.float32)


def leaning(shares: Array, lean: Array) -> Array:
    """Return `shares` [N,7] as they would be if each emotion were `lean` [7] times as common."""
    leant = shares * lean
    fair: Array = leant / leant.sum(1, keepdims=True)
    return fair.astype(np.float32)


def _others(source: str, drawn: Array, recipe: Recipe) -> Array | None:
    """Return the mean answer of the second opinion, the start, and earlier runs that never saw `source`."""
    said = [] if source == FER2013 else [kept_opinions(RUNS, source, drawn)]
    for run in recipe.labels.previous:
        file = RUNS / run / f"answers_{source}.npy"
        said += [np.load(file)] if file.exists() else []
    if recipe.labels.taught:
        # As much as all the others together: it knows the rest of what is learnt from.
        said += [kept_teaching(recipe, source, drawn)] * max(1, len(said))
    return np.mean(said, 0, dtype=np.float32) if said else None


def chances(targets: Tensor, weights: Tensor, prior: dict[str, float]) -> Tensor:
    """Return how often each picture is drawn, [N], so that the emotions come as often as `prior` says."""
    shown = targets.argmax(1)
    there = torch.zeros(CLASSES).index_add_(0, shown, weights)
    wanted = torch.tensor([prior[emotion] for emotion in EMOTIONS])
    return weights * (wanted / there.clamp(min=1e-6))[shown]
