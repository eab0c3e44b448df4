"""Train one recipe, from its start or its last checkpoint, to the weights that quantise reads."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from mien_training.data.augment import augmented, mixed, plain_view
from mien_training.learning.device import best_device, device_of, predict
from mien_training.learning.lessons import Lessons, load_lessons
from mien_training.learning.network import SIDE, EmotionNetwork
from mien_training.learning.warm_start import begin
from mien_training.recipe import Recipe, Schedule

_NORMED_ON = 1024  # pictures


@dataclass(slots=True)
class Learning:
    """All that changes while learning; what a checkpoint holds."""

    network: EmotionNetwork
    mean: EmotionNetwork
    """running mean of the weights: the one that is used"""
    optimizer: torch.optim.Optimizer
    rng: torch.Generator
    epoch: int = 0
    steps: int = 0


def train(recipe: Recipe) -> None:
    """Learn until the recipe's last epoch; a checkpoint and a line of log per epoch."""
    from mien_training.evaluation.strangers import scored_run

    recipe.run.mkdir(parents=True, exist_ok=True)
    lessons = load_lessons(recipe)
    learning = started(recipe, recipe.run, lessons)
    while learning.epoch < recipe.schedule.epochs:
        began = time.monotonic()
        loss = one_epoch(learning, recipe, lessons)
        keep(learning, recipe.run)
        line = {"epoch": learning.epoch, "loss": round(loss, 4), "seconds": round(time.monotonic() - began)}
        with (recipe.run / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line | scored_run(learning.mean, recipe)) + "\n")


class RisesAndFalls(Protocol):
    """How fast to learn, epoch by epoch."""

    @property
    def peak(self) -> float:
        """Return the highest learning rate."""

    @property
    def warm(self) -> float:
        """Return for how many epochs it rises."""

    @property
    def cool(self) -> int:
        """Return for how many epochs it falls, at the end."""

    @property
    def epochs(self) -> int:
        """Return how many epochs there are."""


def rate_at(step: float, schedule: RisesAndFalls) -> float:
    """Return the learning rate at `step` (epochs): up, level, and down to nothing at the end.

    Level in between, so that a run can be cut short by moving the end.
    """
    rising = (step + 0.01) / schedule.warm if schedule.warm else 1.0
    falling = (schedule.epochs - step) / schedule.cool
    return schedule.peak * min(1.0, rising, max(falling, 0.0))


def started(recipe: Recipe, folder: Path, lessons: Lessons) -> Learning:
    """Return the learning as the last checkpoint in `folder` left it, or a new one."""
    torch.manual_seed(recipe.seed)
    network, mean = (EmotionNetwork(recipe.widths, recipe.blocks) for _ in range(2))
    if recipe.start and not (folder / "last.pt").exists():
        some = torch.linspace(0, len(lessons) - 1, min(len(lessons), _NORMED_ON)).long()
        begin(network, recipe.start, plain_view(lessons.canvases[some], 1.0, SIDE))
    mean.load_state_dict(network.state_dict())
    for one in (network, mean):
        one.to(best_device(), memory_format=torch.channels_last)  # type: ignore[call-overload,unused-ignore]
    for part in frozen_parts(network, recipe.frozen):
        part.requires_grad_(False)  # noqa: FBT003 - torch's own
    learning = Learning(network, mean.eval(), _optimizer(network, recipe.schedule), torch.Generator())
    learning.rng.manual_seed(recipe.seed)
    if (folder / "last.pt").exists():
        _restore(learning, folder / "last.pt")
    return learning


def frozen_parts(network: EmotionNetwork, blocks: int) -> list[nn.Module]:
    """Return the stem and the first `blocks` blocks, which see edges alike on every face; none for -1."""
    return [] if blocks < 0 else [network.stem, *network.stages[:blocks]]


def _optimizer(network: nn.Module, schedule: Schedule) -> torch.optim.Optimizer:
    groups = decaying_apart(network, schedule.decay)
    return torch.optim.SGD(groups, lr=schedule.peak, momentum=0.9, nesterov=True)


def decaying_apart(network: nn.Module, decay: float) -> list[dict[str, object]]:
    """Return the weights in two groups: the convolutions' and the head's decay, norms and offsets do not."""
    learnt = [p for p in network.parameters() if p.requires_grad]
    decaying = [p for p in learnt if p.ndim > 1]
    free = [p for p in learnt if p.ndim <= 1]
    return [{"params": decaying, "weight_decay": decay}, {"params": free, "weight_decay": 0.0}]


def one_epoch(learning: Learning, recipe: Recipe, lessons: Lessons) -> float:
    """Draw the pictures of one epoch and learn from them; return the mean loss."""
    learning.network.train()
    for part in frozen_parts(learning.network, recipe.frozen):
        part.eval()
    torch.manual_seed(recipe.seed + learning.epoch)  # for dropout, which draws from the global generator
    schedule = recipe.schedule
    calm = learning.epoch >= schedule.epochs - schedule.calm
    by = recipe.augment.calmer() if calm else recipe.augment
    count = schedule.pictures // schedule.batch
    drawn = torch.multinomial(lessons.chances, count * schedule.batch, True, generator=learning.rng)  # noqa: FBT003 - with replacement
    losses: list[float] = []
    for number, chosen in enumerate(
        tqdm(drawn.split(schedule.batch), f"epoch {learning.epoch + 1}", mininterval=20)
    ):
        pictures = augmented(lessons.canvases[chosen], by, SIDE, learning.rng)
        targets = lessons.targets[chosen]
        if torch.rand(1, generator=learning.rng).item() < by.mixup:
            pictures, targets = mixed(pictures, targets, learning.rng)
        for group in learning.optimizer.param_groups:
            group["lr"] = rate_at(learning.epoch + number / count, schedule)
        losses.append(_step(learning, pictures, targets))
        _average(learning, schedule.average)
    learning.epoch += 1
    return float(np.mean(losses))


def _step(learning: Learning, pictures: Tensor, targets: Tensor) -> float:
    device = device_of(learning.network)
    logits = predict(device, learning.network, pictures)
    loss = -(targets.to(device) * logits.log_softmax(1)).sum(1).mean()
    learning.optimizer.zero_grad()
    loss.backward()
    learning.optimizer.step()
    return float(loss.item())


def _average(learning: Learning, decay: float) -> None:
    learning.steps += 1
    averaged_in(learning.mean, learning.network, learning.steps, decay)


def averaged_in(mean: nn.Module, network: nn.Module, steps: int, decay: float) -> None:
    """Move the running mean a little towards the weights of `network`; it moves faster while it is young."""
    share = 1 - min(decay, steps / (steps + 10))
    now = {name: value.detach() for name, value in network.state_dict().items()}
    for name, held in mean.state_dict().items():
        held.lerp_(now[name], share) if held.is_floating_point() else held.copy_(now[name])


def keep(learning: Learning, folder: Path) -> None:
    """Write the checkpoint so that a cut-off never leaves half of one."""
    state = {
        "widths": learning.network.widths,
        "blocks": learning.network.blocks,
        "network": learning.network.state_dict(),
        "mean": learning.mean.state_dict(),
        "optimizer": learning.optimizer.state_dict(),
        "rng": learning.rng.get_state(),
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
    learning.rng.set_state(state["rng"])
    learning.epoch, learning.steps = state["epoch"], state["steps"]
