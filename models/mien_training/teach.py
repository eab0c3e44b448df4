"""A run that is over teaches the next one: what it says to several views of a picture, beside the targets.

Distillation into a network of the same size ("Born-Again Neural Networks", Furlanello et al. 2018). A picture
that is labelled wrongly loses some of its say, and one that could be two things says so.
"""

from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from mien_training.augment import augmented
from mien_training.network import CLASSES, EmotionNetwork
from mien_training.recipe import Augment, Recipe, Teach

_BATCH = 256


def weights_of(runs: Path, teach: Teach) -> dict[str, Tensor]:
    """Return the weights that the teacher ended with; a run not in `runs` is a `FileNotFoundError`."""
    state = torch.load(runs / teach.run / "last.pt", weights_only=True)
    weights: dict[str, Tensor] = state["mean"]
    return weights


def taught(recipe: Recipe, teach: Teach, data: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    """Return the targets, float [N,14], with the teacher's answers mixed in.

    `data`: images uint8 [N,S,S], framings [N,2,3], targets float [N,14]. A picture without votes gets the
    teacher's at their full.
    """
    images, framings, targets = data
    teacher = EmotionNetwork(recipe.widths, recipe.blocks)
    teacher.load_state_dict(weights_of(recipe.run.parent, teach))
    answers = _answers(teacher.eval(), images, framings, (recipe.augment.calmer(), teach.views, recipe.seed))
    return mixed_in(targets, answers, teach.share)


def mixed_in(targets: Tensor, answers: Tensor, share: float) -> Tensor:
    """Return `share` of the answers and the rest of the targets; where there are no votes, answers alone."""
    mixed = targets.lerp(answers, share)
    voteless = targets[:, CLASSES:].sum(1) == 0
    mixed[voteless, CLASSES:] = answers[voteless, CLASSES:]
    return mixed


def _answers(
    teacher: EmotionNetwork, images: Tensor, framings: Tensor, views: tuple[Augment, int, int]
) -> Tensor:
    by, count, seed = views
    dice = torch.Generator().manual_seed(seed)
    total = torch.zeros(len(images), 2 * CLASSES)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for _ in tqdm(range(count), "views for the teacher"):
            for start in range(0, len(images), _BATCH):
                chosen = slice(start, start + _BATCH)
                pictures = augmented(images[chosen], framings[chosen], by, dice)
                logits = teacher(pictures.to(memory_format=torch.channels_last)).float()
                total[chosen] += torch.cat([part.softmax(1) for part in logits.split(CLASSES, 1)], 1)
    return total / count
