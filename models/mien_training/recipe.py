"""A recipe: every number of one experiment, in one TOML file."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Augment:
    """How far a training picture may be changed; sizes are fractions of the picture's side."""

    aligned: float  # share of pictures moved to the framing the eye uses
    turn: float  # radians, either way
    shift: float
    scale: float  # natural logarithm, either way
    stretch: float  # natural logarithm of width over height, either way; also shear
    gamma: float  # natural logarithm, either way
    side_light: float
    noise: float  # standard deviation, of white
    softer: float  # share of pictures blurred, sharpened or of lost resolution
    erase: float  # share of pictures with a part covered
    mixup: float  # share of batches mixed in pairs

    def calmer(self) -> "Augment":
        """Return half of what hides the face; how it is framed varies as before."""
        return replace(self, noise=self.noise / 2, softer=self.softer / 2, erase=self.erase / 2, mixup=0.0)


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to learn."""

    epochs: int
    batch: int
    peak: float  # learning rate
    warm: int  # epochs of rising rate
    cool: int  # epochs of falling rate, at the end
    calm: int  # epochs with calmer pictures, at the end
    decay: float  # of the weights
    smoothing: float  # of the FER2013 label
    average: float  # decay of the running mean of the weights, per step


@dataclass(frozen=True, slots=True)
class Serve:
    """How the trained heads become the file: chosen on PublicTest."""

    votes: float  # share of the FER+ head in the logits, the rest is FER2013's
    evenly: float  # how much of the training pictures' prior is taken back
    abstain: float  # the eye is unsure below this probability


@dataclass(frozen=True, slots=True)
class Teach:
    """An earlier run, to begin from and to learn from; its network has the same widths and no more blocks."""

    run: str  # name of its recipe
    share: float  # of its answers in the targets
    views: int  # of each picture that it is asked about


@dataclass(frozen=True, slots=True)
class Recipe:
    """One experiment."""

    name: str
    version: str
    seed: int
    data: Path
    widths: tuple[int, ...]
    blocks: tuple[int, ...]
    augment: Augment
    schedule: Schedule
    serve: Serve
    teach: Teach | None

    @property
    def run(self) -> Path:
        """The folder for checkpoints and logs; never committed."""
        return Path(__file__).parents[1] / "runs" / self.name


def load_recipe(file: Path) -> Recipe:
    """Return the recipe in `file`; an unknown or a missing key is a `TypeError` that names it."""
    plain: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    network = plain.pop("network")
    return Recipe(
        name=file.stem,
        data=Path(__file__).parents[1] / plain.pop("data"),
        widths=tuple(network["widths"]),
        blocks=tuple(network["blocks"]),
        augment=Augment(**plain.pop("augment")),
        schedule=Schedule(**plain.pop("schedule")),
        serve=Serve(**plain.pop("serve")),
        teach=Teach(**plain.pop("teach")) if "teach" in plain else None,
        **plain,
    )
