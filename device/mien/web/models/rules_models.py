"""The rules from mood to music, their mistakes, and their effect."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mien.mood.emotion import Emotion
from mien.web.models.state_models import UpcomingModel


@dataclass(frozen=True, slots=True)
class RulesMistake:
    """What is wrong with a rules text."""

    line: int
    """From 1; 0: the whole text."""
    says: str
    """One sentence."""


@dataclass(frozen=True, slots=True)
class RulesModel:
    """The rules from mood to music."""

    text: str
    """The rules in force, as TOML."""
    shipped: str
    """The built-in rules, as TOML."""
    genres: tuple[str, ...] = ()
    """The names of genres that rules may use."""

    @property
    def tag(self) -> str:
        """Return a tag that identifies this text."""
        return rules_tag(self.text)


def rules_tag(text: str) -> str:
    """Return a tag that identifies a rules text: another browser may save one in the meantime."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class RuleModel:
    """The rule for one mood, under match or lift."""

    genres: tuple[str, ...]
    """The best first."""
    valence: float
    """How pleasant the music should feel; -1 to 1."""
    arousal: float
    """How lively; -1 to 1."""


@dataclass(frozen=True, slots=True)
class PreviewModel:
    """The effect of a rules text: its mistakes, or what would play."""

    mistakes: tuple[RulesMistake, ...] = ()
    """In the order of the text."""
    rules: Mapping[Emotion, RuleModel] = field(default_factory=lambda: MappingProxyType({}))
    """The rule for each mood."""
    songs: Mapping[Emotion, tuple[UpcomingModel, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The first songs for each mood."""
