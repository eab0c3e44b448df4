"""A recipe: every number of one experiment, in one TOML file."""

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Augment:
    """How far a training picture may be changed; sizes are fractions of the picture's side."""

    nearer: tuple[float, float]
    """least and largest size of the face, times FER2013's framing"""
    turn: float
    """radians, either way"""
    shift: float
    stretch: float
    """natural logarithm of width over height, either way; also shear"""
    gamma: float
    """natural logarithm, either way"""
    side_light: float
    dim: float
    """share of pictures that lose contrast before the noise comes"""
    noise: float
    """standard deviation, of white"""
    softer: float
    """share of pictures blurred, sharpened or of lost resolution"""
    erase: float
    """share of pictures with a part covered"""
    background: float
    """share of pictures cut out as an oval on something else"""
    mixup: float
    """share of batches mixed in pairs"""

    def calmer(self) -> "Augment":
        """Return half of what hides the face; how it is framed varies as before."""
        return replace(
            self,
            dim=self.dim / 2,
            noise=self.noise / 2,
            softer=self.softer / 2,
            erase=self.erase / 2,
            mixup=0.0,
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to learn."""

    epochs: int
    pictures: int
    """drawn per epoch"""
    batch: int
    peak: float
    """learning rate"""
    warm: float
    """epochs of rising rate"""
    cool: int
    """epochs of falling rate, at the end"""
    calm: int
    """epochs with calmer pictures, at the end"""
    decay: float
    """of the weights"""
    average: float
    """decay of the running mean of the weights, per step"""


@dataclass(frozen=True, slots=True)
class Labels:
    """What a picture is taken to show."""

    votes: float
    """share of the FER+ votes in FER2013's targets; the rest is its label"""
    smoothing: float
    """share spread evenly over the seven emotions"""
    prior: dict[str, float]
    """share of each emotion among the pictures drawn"""
    previous: tuple[str, ...] = ()
    """runs whose answers soften the labels of the groups that they never saw"""
    taught: bool = False
    """whether the network that the recipe begins at has a say in every label, over sizes and mirrored"""
    lean: dict[str, float] = field(default_factory=dict)
    """natural logarithm: how much more often each emotion is learnt from other sources than from FER2013"""


@dataclass(frozen=True, slots=True)
class Trust:
    """How far one source is believed."""

    weight: float
    """how often a picture of it is drawn, against one of FER2013"""
    opinion: float
    """share of other networks' answers in its targets"""


@dataclass(frozen=True, slots=True)
class Serve:
    """How the trained network becomes the file: chosen on sources left out."""

    nearer: float
    """size of the face in the crop that the temperature is fitted on, times FER2013's framing"""
    bias: dict[str, float]
    """added to the logits: how much more often than in training an emotion is met in a room"""
    temperature: float
    """of the probabilities, fitted on sources left out"""
    abstain: float
    """the eye is unsure below this probability"""


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
    frozen: int
    """blocks that stay as they began, with the stem; -1: none, the stem learns too"""
    start: str
    """a TFLite file to begin from, or runs whose mean it is; empty: random weights"""
    folds: tuple[str, ...]
    """recipes like this one, each without some groups: they say how strangers will be read"""
    mean_of: dict[str, float]
    """runs or TFLite files whose mean ships, and the share of each; empty: the recipe's own run"""
    leave_out: tuple[str, ...]
    """groups of sources that are not learnt from"""
    augment: Augment
    schedule: Schedule
    labels: Labels
    trust: dict[str, Trust]
    """by source"""
    serve: Serve

    @property
    def run(self) -> Path:
        """The folder for checkpoints and logs; never committed."""
        return MODELS / "runs" / self.name


def load_recipe(file: Path) -> Recipe:
    """Return the recipe in `file`; an unknown or a missing key is a `TypeError` that names it.

    `like = "NAME"` takes everything else from NAME.toml, table by table; NAME is a path from `file`'s folder.
    """
    plain = _tables(file)
    network = plain.pop("network")
    augment, labels = plain.pop("augment"), plain.pop("labels")
    return Recipe(
        name=file.stem,
        widths=tuple(network["widths"]),
        blocks=tuple(network["blocks"]),
        frozen=network.get("frozen", -1),
        augment=Augment(**augment | {"nearer": tuple(augment["nearer"])}),
        schedule=Schedule(**plain.pop("schedule")),
        labels=Labels(**labels | {"previous": tuple(labels.get("previous", ()))}),
        trust={source: Trust(**row) for source, row in plain.pop("trust").items()},
        serve=Serve(**plain.pop("serve")),
        folds=tuple(plain.pop("folds", ())),
        mean_of=plain.pop("mean_of", {}),
        leave_out=tuple(plain.pop("leave_out", ())),
        **plain,
    )


def _tables(file: Path) -> dict[str, Any]:
    plain: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    if "like" not in plain:
        return plain
    base = _tables(file.parent / f"{plain.pop('like')}.toml")
    for name, value in plain.items():
        base[name] = {**base.get(name, {}), **value} if isinstance(value, dict) else value
    return base
