"""The recipe: what the heads say where that isn't learnt, and every number of how the rest is."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

MODELS = Path(__file__).parents[1]
SHIPPED = MODELS / "music"

Row: TypeAlias = Mapping[str, float]
"""Weights by the name of a tag or a feature; "bias" is the constant."""


@dataclass(frozen=True, slots=True)
class Piano:
    """How the heads for a piano alone are learnt."""

    valence: tuple[str, ...]
    """what valence is told by; arousal is told by everything that is heard"""
    valence_variance: float
    """of a weight, before anything was learnt: small is careful"""
    arousal_variance: float


@dataclass(frozen=True, slots=True)
class Recipe:
    """One song network."""

    name: str
    version: str
    data: str
    """what the manifest says that it learnt from"""
    patches: int
    """most that are heard of a song"""
    calibration: int
    """patches that the ranges of the int8 numbers are found on"""
    seed: int
    moods: tuple[str, ...]
    piano: Piano
    is_piano: Row
    affect: Mapping[str, Row]
    vocal: Row
    danceability: Row
    genre_evenness: float
    """0: genres are as likely as in what the networks were taught; 1: as each other, in music of all kinds"""
    genre: Mapping[str, Row]
    """by family of the table of genres"""

    @property
    def run(self) -> Path:
        """The folder for audio, checkpoints and what was heard; never committed."""
        return MODELS / "runs" / self.name


def load_recipe(file: Path) -> Recipe:
    """Return the recipe in `file`; an unknown or a missing key is a `TypeError` that names it."""
    plain = tomllib.loads(file.read_text(encoding="utf-8"))
    piano = plain.pop("piano")
    return Recipe(
        name=file.stem,
        moods=tuple(plain.pop("moods")),
        piano=Piano(**piano | {"valence": tuple(piano["valence"])}),
        **plain,
    )
