"""Learn: one recipe, from nothing or from its last checkpoint, to the weights that quantise reads."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from mien_training.augment import augmented, mixed, standardised
from mien_training.dataset import PUBLIC, TRAINING, Faces, load_faces
from mien_training.framing import kept_framings
from mien_training.network import CLASSES, EmotionNetwork
from mien_training.place import best_place, place_of, said_at
from mien_training.recipe import Recipe, Schedule
from mien_training.teach import begin_as, taught, teacher_of

Batch = tuple[Tensor, Tensor]


@dataclass(slots=True)
class Learning:
    """All that changes while learning; what a checkpoint holds."""

    network: EmotionNetwork
    mean: EmotionNetwork  # running mean of the weights: the one that is used
    optimizer: torch.optim.Optimizer
    dice: torch.Generator
    epoch: int = 0
    steps: int = 0


def train(recipe: Recipe) -> None:
    """Learn until the recipe's last epoch; a checkpoint and a line of log per epoch."""
    recipe.run.mkdir(parents=True, exist_ok=True)
    faces, chooser = load_faces(recipe.data, TRAINING), load_faces(recipe.data, PUBLIC)
    framings = torch.from_numpy(kept_framings(recipe.run.parent / "framings.npy", faces.images))
    targets = soft_targets(faces, recipe.schedule.smoothing)
    images = torch.from_numpy(faces.images)
    if recipe.teach is not None:
        targets = taught(recipe, recipe.teach, (images, framings, targets))
    learning = started(recipe, recipe.run)
    while learning.epoch < recipe.schedule.epochs:
        began = time.monotonic()
        loss = one_epoch(learning, recipe, (images, framings, targets))
        keep(learning, recipe.run)
        _log(recipe.run, learning, loss, chooser, time.monotonic() - began)


def soft_targets(faces: Faces, smoothing: float) -> Tensor:
    """Return float [N,14]: the smoothed FER2013 label, then the FER+ votes among the seven emotions."""
    label = functional.one_hot(torch.from_numpy(faces.labels), CLASSES).float()
    label = label * (1 - smoothing) + smoothing / CLASSES
    votes = torch.from_numpy(faces.votes)
    return torch.cat([label, votes / votes.sum(1, keepdim=True).clamp(min=0.1)], 1)


def rate_at(step: float, schedule: Schedule) -> float:
    """Return the learning rate at `step` (epochs): up, level, and down to nothing at the end.

    Level in between, so that a run can be cut short by moving the end.
    """
    rising = (step + 0.01) / schedule.warm if schedule.warm else 1.0
    falling = (schedule.epochs - step) / schedule.cool
    return schedule.peak * min(1.0, rising, max(falling, 0.0))


def started(recipe: Recipe, folder: Path) -> Learning:
    """Return the learning as the last checkpoint in `folder` left it, or a new one."""
    torch.manual_seed(recipe.seed)
    network, mean = (EmotionNetwork(recipe.widths, recipe.blocks) for _ in range(2))
    mean.load_state_dict(network.state_dict())
    for one in (network, mean):
        one.to(best_place(), memory_format=torch.channels_last)  # type: ignore[call-overload,unused-ignore]
    learning = Learning(network, mean.eval(), _optimizer(network, recipe.schedule), torch.Generator())
    learning.dice.manual_seed(recipe.seed)
    checkpoint = folder / "last.pt"
    if checkpoint.exists():
        _restore(learning, checkpoint)
    elif recipe.teach is not None:
        teacher = teacher_of(folder.parent, recipe.teach)
        for one in (network, mean):
            begin_as(one, teacher)
    return learning


def _optimizer(network: nn.Module, schedule: Schedule) -> torch.optim.Optimizer:
    """Return SGD that lets only the convolutions' and the head's weights decay, not norms and offsets."""
    decaying = [p for p in network.parameters() if p.ndim > 1]
    free = [p for p in network.parameters() if p.ndim <= 1]
    groups = [{"params": decaying, "weight_decay": schedule.decay}, {"params": free, "weight_decay": 0.0}]
    return torch.optim.SGD(groups, lr=schedule.peak, momentum=0.9, nesterov=True)


def one_epoch(learning: Learning, recipe: Recipe, data: tuple[Tensor, Tensor, Tensor]) -> float:
    """Go once through all pictures; return the mean loss."""
    learning.network.train()
    torch.manual_seed(recipe.seed + learning.epoch)  # for dropout, which throws dice of its own
    calm = learning.epoch >= recipe.schedule.epochs - recipe.schedule.calm
    by = recipe.augment.calmer() if calm else recipe.augment
    losses: list[float] = []
    batches = list(_batches(len(data[0]), recipe.schedule.batch, learning.dice))
    for number, chosen in enumerate(tqdm(batches, f"epoch {learning.epoch + 1}", mininterval=20)):
        images, framings, targets = (part[chosen] for part in data)
        pictures = augmented(images, framings, by, learning.dice)
        if torch.rand(1, generator=learning.dice).item() < by.mixup:
            pictures, targets = mixed(pictures, targets, learning.dice)
        for group in learning.optimizer.param_groups:
            group["lr"] = rate_at(learning.epoch + number / len(batches), recipe.schedule)
        losses.append(_step(learning, (pictures, targets)))
        _average(learning, recipe.schedule.average)
    learning.epoch += 1
    return float(np.mean(losses))


def _batches(count: int, size: int, dice: torch.Generator) -> Iterator[Tensor]:
    order = torch.randperm(count, generator=dice)
    for start in range(0, count - size + 1, size):
        yield order[start : start + size]


def _step(learning: Learning, batch: Batch) -> float:
    pictures, targets = batch
    place = place_of(learning.network)
    loss = two_losses(said_at(place, learning.network, pictures), targets.to(place))
    learning.optimizer.zero_grad()
    loss.backward()
    learning.optimizer.step()
    return float(loss.item())


def two_losses(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the mean cross entropy of both heads; [B,14] each. A picture without votes teaches one."""
    label = -(targets[:, :CLASSES] * logits[:, :CLASSES].log_softmax(1)).sum(1)
    votes = -(targets[:, CLASSES:] * logits[:, CLASSES:].log_softmax(1)).sum(1)
    return (label + votes).mean() / 2


def _average(learning: Learning, decay: float) -> None:
    """Move the running mean a little towards the weights; it moves faster while it is young."""
    learning.steps += 1
    share = 1 - min(decay, learning.steps / (learning.steps + 10))
    now = {name: value.detach() for name, value in learning.network.state_dict().items()}
    for name, held in learning.mean.state_dict().items():
        held.lerp_(now[name], share) if held.is_floating_point() else held.copy_(now[name])


def keep(learning: Learning, folder: Path) -> None:
    """Write the checkpoint so that a cut-off never leaves half of one."""
    state = {
        "widths": learning.network.widths,
        "blocks": learning.network.blocks,
        "network": learning.network.state_dict(),
        "mean": learning.mean.state_dict(),
        "optimizer": learning.optimizer.state_dict(),
        "dice": learning.dice.get_state(),
        "epoch": learning.epoch,
        "steps": learning.steps,
    }
    torch.save(state, folder / "next.pt")
    (folder / "next.pt").replace(folder / "last.pt")


def _restore(learning: Learning, checkpoint: Path) -> None:
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    learning.network.load_state_dict(state["network"])
    learning.mean.load_state_dict(state["mean"])
    learning.optimizer.load_state_dict(state["optimizer"])
    learning.dice.set_state(state["dice"])
    learning.epoch, learning.steps = state["epoch"], state["steps"]


def _log(folder: Path, learning: Learning, loss: float, chooser: Faces, seconds: float) -> None:
    logits = logits_of(learning.mean, chooser)
    line = {"epoch": learning.epoch, "loss": round(loss, 4), "seconds": round(seconds)}
    for name, votes in (("label", 0.0), ("mixed", 0.5), ("votes", 1.0)):
        mixture = logits[:, :CLASSES].lerp(logits[:, CLASSES:], votes)
        line |= public_accuracies(mixture, chooser, name)
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")


def logits_of(network: nn.Module, faces: Faces) -> Tensor:
    """Return the logits for the pictures as they are, float [N,outputs]."""
    place = place_of(network.eval())
    parts = torch.from_numpy(faces.images).float().unsqueeze(1).split(256)
    with torch.no_grad():
        return torch.cat([said_at(place, network, standardised(part)).cpu() for part in parts])


def public_accuracies(logits: Tensor, faces: Faces, name: str) -> dict[str, float]:
    """Return the shares right: of the FER2013 labels, and of the FER+ majorities where there is one."""
    answers = logits.argmax(1).numpy()
    clear = faces.votes.max(1) > 0.5
    return {
        f"{name}_fer2013": round(float((answers == faces.labels).mean()), 4),
        f"{name}_ferplus": round(float((answers == faces.votes.argmax(1))[clear].mean()), 4),
    }
