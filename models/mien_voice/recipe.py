"""A recipe: every number of one experiment, in one TOML file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parents[1]
RUNS = MODELS / "runs"
SHIPPED = MODELS / "voice"
"""The folder of what ships."""
SEXES = ("men", "women")
"""Runs that learn from these only."""


@dataclass(frozen=True, slots=True)
class Augment:
    """How far a training sound may be changed."""

    faster: float
    """natural logarithm of the tempo, either way"""
    higher: float
    """natural logarithm of the formants and the pitch together, either way"""
    tilt: float
    """decibels from the lowest band to the highest, either way"""
    colour: float
    """standard deviation of a smooth response of microphone and room, decibels"""
    room: float
    """share of sounds with an echo"""
    noise: float
    """share of sounds with noise"""
    babble: float
    """share of sounds with another voice behind them"""
    music: float
    """share of sounds with music behind them"""
    narrow: float
    """share of sounds with the band of a telephone or a low bit rate"""
    hide: float
    """share of sounds with stretches and bands covered"""
    mixup: float
    """share of batches mixed in pairs"""
    others: float
    """share of sounds as another speaker would say them"""
    short: float
    """share of sounds cut to a piece of a second or two"""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to learn."""

    epochs: int
    sounds: int
    """drawn per epoch"""
    batch: int
    peak: float
    """learning rate"""
    warm: float
    """epochs of rising rate"""
    cool: int
    """epochs of falling rate, at the end"""
    calm: int
    """epochs without what hides a voice, at the end"""
    decay: float
    """of the weights"""
    average: float
    """decay of the running mean of the weights, per step"""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One experiment."""

    name: str
    version: str
    data: str
    """what the card and the manifest call it"""
    seed: int
    widths: tuple[int, ...]
    blocks: tuple[int, ...]
    dropout: float
    arousal: float
    """weight of the arousal in the loss, where the emotion's is 1"""
    valence: float
    """weight of the valence in the loss"""
    smoothing: float
    """share of a label spread over the other classes"""
    shares: dict[str, float]
    """how much of what is drawn comes from each corpus"""
    folds: dict[str, int]
    """into how many groups the speakers of each corpus are dealt, to be judged on what they never taught"""
    augment: Augment
    schedule: Schedule

    def run(self, part: str) -> Path:
        """Return the folder of one run, for checkpoints and logs; never committed."""
        return RUNS / self.name / part

    def parts(self) -> tuple[str, ...]:
        """Return the names of all runs: each corpus and each sex by itself, each fold, and what ships."""
        alone = tuple(f"only_{corpus}" for corpus in self.shares)
        return (*alone, *SEXES, *(f"fold_{number}" for number in range(max(self.folds.values()))), "all")


def load_recipe(file: Path) -> Recipe:
    """Return the recipe in `file`; an unknown or a missing key is a `TypeError` that names it."""
    plain: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    network = plain.pop("network")
    return Recipe(
        name=file.stem,
        widths=tuple(network["widths"]),
        blocks=tuple(network["blocks"]),
        dropout=network["dropout"],
        augment=Augment(**plain.pop("augment")),
        schedule=Schedule(**plain.pop("schedule")),
        **plain.pop("labels"),
        **plain,
    )
