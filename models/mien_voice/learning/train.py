"""Train all runs of a recipe, each from its last checkpoint: the folds, each corpus alone, and what ships."""

import json
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from mien_training.learning.device import predict
from mien_training.learning.train import averaged_in, decaying_apart, rate_at
from mien_voice.data.augment import RAW_FRAMES, Changed
from mien_voice.data.corpora import (
    AROUSED,
    CLASSES,
    CORPORA,
    PLEASED,
    SPOKEN_BY,
    Array,
    Corpus,
    learnt_from,
    load_corpus,
)
from mien_voice.data.music import load_music
from mien_voice.data.other_speakers import load_others
from mien_voice.learning.judge import judge_run
from mien_voice.learning.network import VoiceNetwork
from mien_voice.recipe import Recipe

PIECE = (45, 115)
"""The shortest and the longest piece, in frames of 20 ms: 0.9 to 2.3 s, as short sentences are."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What one run learns from; utterances of all corpora, one after the other."""

    loud: list[Tensor]
    """decibels [frames, BANDS]"""
    others: list[list[Tensor]]
    """the same, as other speakers would say it"""
    targets: Tensor
    """[N, OUTPUTS]: shares of the classes, how excited, how pleased"""
    spoken: Tensor
    """bool [N, classes]: the classes of the corpus that the utterance is from"""
    chances: Tensor
    """how often each is drawn"""


def train(recipe: Recipe) -> None:
    """Learn every run of the recipe to its end, and judge each on those that it never heard."""
    torch.set_num_threads(1)
    corpora = [load_corpus(name) for name in CORPORA]
    for part in recipe.parts():
        train_part(recipe, part, corpora)


def train_part(recipe: Recipe, part: str, corpora: list[Corpus]) -> None:
    """Learn one run to its end; a checkpoint and a line of log every few epochs."""
    folder = recipe.run(part)
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "answers.npz").exists():
        return
    lessons = lessons_of(recipe, part, corpora)
    learning = Learning(recipe, part)
    while learning.epoch < recipe.schedule.epochs:
        began = time.process_time()
        loss = learning.one_epoch(lessons)
        if learning.epoch % 5 == 0:
            learning.keep()
        line = {"epoch": learning.epoch, "loss": round(loss, 4), "cpu": round(time.process_time() - began, 1)}
        with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
    learning.keep()
    judge_run(learning.mean, recipe, part, corpora)


def lessons_of(recipe: Recipe, part: str, corpora: list[Corpus]) -> Lessons:
    """Return what the run `part` learns from."""
    loud, others, targets, spoken, chances = [], [], [], [], []
    for corpus in corpora:
        used = np.flatnonzero(learnt_from(corpus, part, recipe.folds))
        if not len(used):
            continue
        label = corpus.label[used]
        loud += [torch.from_numpy(corpus.loud[one]) for one in used]
        changed = load_others(corpus.name)
        others += [[torch.from_numpy(other) for other in changed[one]] for one in used]
        targets.append(_targets(label, corpus.strong[used], SPOKEN_BY[corpus.name], recipe.smoothing))
        mask = torch.tensor([name in SPOKEN_BY[corpus.name] for name in CLASSES])
        spoken.append(mask.expand(len(used), -1))
        each = 1.0 / np.bincount(label, minlength=len(CLASSES))[label]
        chances.append(torch.from_numpy(recipe.shares[corpus.name] * each / each.sum()))
    return Lessons(loud, others, torch.cat(targets), torch.cat(spoken), torch.cat(chances))


def _targets(label: Array, strong: Array, classes: tuple[str, ...], smoothing: float) -> Tensor:
    """Return the targets [N, OUTPUTS] of utterances with these labels."""
    names = [CLASSES[one] for one in label]
    even = torch.tensor([name in classes for name in CLASSES]) / len(classes)
    sure = nn.functional.one_hot(torch.from_numpy(label), len(CLASSES))
    aroused = torch.tensor([AROUSED[name] for name in names])
    aroused = torch.where(torch.from_numpy(strong), aroused + 0.15 * (1.0 - aroused), aroused)
    pleased = torch.tensor([PLEASED[name] for name in names])
    shares = (1.0 - smoothing) * sure + smoothing * even
    return torch.cat([shares, aroused[:, None], pleased[:, None]], 1)


class Learning:
    """A network that learns; what a checkpoint holds."""

    def __init__(self, recipe: Recipe, part: str) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.folder = recipe, recipe.run(part)
        self.network, self.mean = VoiceNetwork(recipe), VoiceNetwork(recipe).eval()
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload,unused-ignore]
        self.mean.load_state_dict(self.network.state_dict())
        schedule = recipe.schedule
        self.optimizer = torch.optim.AdamW(
            decaying_apart(self.network, schedule.decay), lr=schedule.peak, betas=(0.9, 0.99)
        )
        self.rng = torch.Generator()
        self.rng.manual_seed(recipe.seed)
        self.epoch = self.steps = 0
        self._restore()

    def one_epoch(self, lessons: Lessons) -> float:
        """Draw the sounds of one epoch and learn from them; return the mean loss."""
        self.network.train()
        schedule, augment = self.recipe.schedule, self.recipe.augment
        torch.manual_seed(self.recipe.seed + self.epoch)  # for dropout
        calm = self.epoch >= schedule.epochs - schedule.calm
        changed = Changed(augment, self.rng, load_music())
        count = schedule.sounds // schedule.batch
        drawn = torch.multinomial(lessons.chances, count * schedule.batch, True, generator=self.rng)  # noqa: FBT003 - with replacement
        losses = []
        for number, chosen in enumerate(drawn.split(schedule.batch)):
            raw = torch.stack([self._cut(self.said(lessons, one)) for one in chosen.tolist()])
            windows, targets, spoken = changed(raw), lessons.targets[chosen], lessons.spoken[chosen]
            if not calm and float(torch.rand(1, generator=self.rng)) < augment.mixup:
                windows, targets, spoken = _mixed(windows, targets, spoken, self.rng)
            for group in self.optimizer.param_groups:
                group["lr"] = rate_at(self.epoch + number / count, schedule)
            losses.append(self._step(windows, targets, spoken))
        self.epoch += 1
        return float(np.mean(losses))

    def said(self, lessons: Lessons, one: int) -> Tensor:
        """Return the utterance, or how somebody else would say it."""
        if float(torch.rand(1, generator=self.rng)) >= self.recipe.augment.others:
            return lessons.loud[one]
        others = lessons.others[one]
        return others[int(torch.randint(len(others), (1,), generator=self.rng))]

    def _cut(self, loud: Tensor) -> Tensor:
        """Return `RAW_FRAMES` of an utterance from a place drawn; a short one begins again."""
        if float(torch.rand(1, generator=self.rng)) < self.recipe.augment.short:
            loud = self.piece(loud)
        if len(loud) < RAW_FRAMES + 1:
            loud = loud.repeat(-(-(RAW_FRAMES + 1) // len(loud)), 1)
        start = int(torch.randint(len(loud) - RAW_FRAMES, (1,), generator=self.rng))
        return loud[start : start + RAW_FRAMES]

    def piece(self, loud: Tensor) -> Tensor:
        """Return a piece of an utterance, its length and its place drawn; all of it if it is no longer."""
        frames = int(torch.randint(PIECE[0], PIECE[1] + 1, (1,), generator=self.rng))
        start = int(torch.randint(max(1, len(loud) - frames + 1), (1,), generator=self.rng))
        return loud[start : start + frames]

    def _step(self, windows: Tensor, targets: Tensor, spoken: Tensor) -> float:
        logits = predict(torch.device("cpu"), self.network, windows)
        loss = self._loss(logits, targets, spoken)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.steps += 1
        averaged_in(self.mean, self.network, self.steps, self.recipe.schedule.average)
        return float(loss.item())

    def _loss(self, logits: Tensor, targets: Tensor, spoken: Tensor) -> Tensor:
        """Return the loss; a class that the corpus does not have is no rival."""
        kinds = len(CLASSES)
        named = logits[:, :kinds].masked_fill(~spoken, -30.0).log_softmax(1)
        emotion = -(targets[:, :kinds] * named).sum(1).mean()
        pair = nn.functional.binary_cross_entropy_with_logits(
            logits[:, kinds:], targets[:, kinds:], reduction="none"
        ).mean(0)
        return emotion + self.recipe.arousal * pair[0] + self.recipe.valence * pair[1]

    def keep(self) -> None:
        """Write the checkpoint so that a cut-off never leaves half of one."""
        state = {
            "network": self.network.state_dict(),
            "mean": self.mean.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "rng": self.rng.get_state(),
            "epoch": self.epoch,
            "steps": self.steps,
        }
        torch.save(state, self.folder / "next.pt")
        (self.folder / "next.pt").replace(self.folder / "last.pt")

    def _restore(self) -> None:
        if not (self.folder / "last.pt").exists():
            return
        state = torch.load(self.folder / "last.pt", map_location="cpu", weights_only=True)
        self.network.load_state_dict(state["network"])
        self.mean.load_state_dict(state["mean"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.rng.set_state(state["rng"])
        self.epoch, self.steps = state["epoch"], state["steps"]


def _mixed(
    windows: Tensor, targets: Tensor, spoken: Tensor, rng: torch.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Return a batch mixed with itself in another order."""
    share = 0.5 + 0.5 * torch.rand(1, generator=rng)
    order = torch.randperm(len(windows), generator=rng)
    mixed = share * windows + (1.0 - share) * windows[order]
    return mixed, share * targets + (1.0 - share) * targets[order], spoken | spoken[order]
