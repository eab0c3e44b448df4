"""A run that is over teaches the next one: what it says to several views of a picture, beside the targets.

Distillation into a network of about the same size ("Born-Again Neural Networks", Furlanello et al. 2018). A
picture that is labelled wrongly loses some of its say, and one that could be two things says so. The pupil
begins as its teacher; if it has blocks more, these begin as doing nothing ("Net2Net", Chen et al. 2016).
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from tqdm import tqdm

from mien_training.augment import augmented
from mien_training.network import CLASSES, EmotionNetwork
from mien_training.place import best_place, said_at
from mien_training.recipe import Augment, Recipe, Teach

_BATCH = 256


def teacher_of(runs: Path, teach: Teach) -> EmotionNetwork:
    """Return the network that the run ended with; a run not in `runs` is a `FileNotFoundError`."""
    state = torch.load(runs / teach.run / "last.pt", map_location="cpu", weights_only=True)
    teacher = EmotionNetwork(state["widths"], state["blocks"])
    teacher.load_state_dict(state["mean"])
    teacher.eval()
    return teacher


def begin_as(pupil: EmotionNetwork, teacher: EmotionNetwork) -> None:
    """Make `pupil`, which has the same widths and no fewer blocks, say what `teacher` says."""
    pupil.stem.load_state_dict(teacher.stem.state_dict())
    pupil.heads.load_state_dict(teacher.heads.state_dict())
    own, taken = iter(pupil.stages), iter(teacher.stages)
    for count, known in zip(pupil.blocks, teacher.blocks, strict=True):
        for number in range(count):
            block = next(own)
            if number < known:
                block.load_state_dict(next(taken).state_dict())
            else:
                nn.init.zeros_(block.second[1].weight)


def taught(recipe: Recipe, teach: Teach, data: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    """Return the targets, float [N,14], with the teacher's answers mixed in.

    `data`: images uint8 [N,S,S], framings [N,2,3], targets float [N,14]. A picture without votes gets the
    teacher's at their full.
    """
    images, framings, targets = data
    views = (recipe.augment.calmer(), teach.views, recipe.seed)
    answers = _answers(teacher_of(recipe.run.parent, teach), images, framings, views)
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
    place = best_place()
    teacher = teacher.to(place)
    with torch.no_grad():
        for _ in tqdm(range(count), "views for the teacher"):
            for start in range(0, len(images), _BATCH):
                chosen = slice(start, start + _BATCH)
                pictures = augmented(images[chosen], framings[chosen], by, dice)
                both = said_at(place, teacher, pictures).split(CLASSES, 1)
                total[chosen] += torch.cat([part.softmax(1) for part in both], 1).cpu()
    return total / count
