"""Rules: the target music for each mood and policy, read from TOML that the owner may change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import dist, inf
from types import MappingProxyType
from typing import Any, TypeAlias

from mien.config.toml_table import TomlError, TomlMistake, read_toml, refuse
from mien.mood.emotion import Affect, Emotion, MoodName
from mien.mood.mood import Policy
from mien.music.library.genres import Family, Genres, shipped_genres
from mien.music.selection.rule_mistakes import ANSWERS, mistakes

Steps: TypeAlias = int


class RulesError(TomlError):
    """The rules have mistakes."""


@dataclass(frozen=True, slots=True)
class MusicTarget:
    """The music to look for."""

    emotion: Emotion
    """The mood it responds to."""
    policy: Policy
    """How it responds to the mood."""
    genres: tuple[str, ...]
    """As the rules name them, for people to read; the best first."""
    families: tuple[Family, ...]
    """The same for the library, each once."""
    place: Affect
    """How it should feel."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One table of the rules."""

    genres: tuple[str, ...]
    """As the owner names them; the best first."""
    place: Affect
    """How the music should feel."""


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules."""

    answers: Mapping[tuple[Emotion, Policy], Rule]
    """A rule for each mood under match and lift."""
    steps: Steps
    """Length of a ramp from match to lift, in songs."""
    genres: Genres = field(repr=False)
    """The table of genres that the rules were read with."""

    def wanted(self, mood: MoodName, policy: Policy, step: int = 0) -> MusicTarget:
        """Return the target for a mood; nobody and unsure count as neutral.

        `step` counts the songs since the mood began, from 0; it matters for Policy.RAMP only, which is at
        match at step 0 and reaches lift at step `steps` - 1.
        """
        emotion = mood if isinstance(mood, Emotion) else Emotion.NEUTRAL
        if policy is not Policy.RAMP:
            return self._wanted(emotion, policy, self.answers[emotion, policy])
        way = min(max(step, 0) / (self.steps - 1), 1.0)
        begin, end = self.answers[emotion, Policy.MATCH], self.answers[emotion, Policy.LIFT]
        place = _between(begin, end, way)
        return self._wanted(emotion, policy, Rule(self._genres_between(begin, end, way, place), place))

    def _genres_between(self, begin: Rule, end: Rule, way: float, place: Affect) -> tuple[str, ...]:
        """Return the genres at `place` on the ramp: at an end its own, in between both ends', nearest first.

        In the order of one end the ramp would be a cliff: its first genre half of the way, the other's after
        that.
        """
        if way in (0.0, 1.0):
            return (end if way else begin).genres
        near, far = (begin, end) if way < 0.5 else (end, begin)
        return tuple(
            sorted(dict.fromkeys(near.genres + far.genres), key=lambda name: self._distance(name, place))
        )

    def _distance(self, genre: str, place: Affect) -> float:
        """Return how far a genre's music usually lies from `place`; one that we do not know goes last."""
        family = self.genres.family(genre)
        if family is None:
            return inf
        its = self.genres.places[family]
        return dist((its.valence, its.arousal), (place.valence, place.arousal))

    def _wanted(self, emotion: Emotion, policy: Policy, answer: Rule) -> MusicTarget:
        families = (self.genres.family(genre) for genre in answer.genres)
        known = tuple(dict.fromkeys(family for family in families if family is not None))
        return MusicTarget(emotion, policy, answer.genres, known, answer.place)


def read_rules(text: str, genres: Genres, base: Rules | None = None) -> Rules:
    """Read rules; what they leave out is taken from `base`.

    Raises:
        RulesError: with all mistakes at once.
    """
    written = read_toml(text, RulesError)
    refuse(mistakes(written, genres), RulesError)
    table = written.values
    answers = dict(base.answers) if base is not None else {}
    for emotion, policy in ((e, p) for e in Emotion for p in ANSWERS):
        said = table.get(emotion, {}).get(policy)
        if said is not None:
            answers[emotion, policy] = _answer(said, answers.get((emotion, policy)))
    missing = tuple(
        TomlMistake(0, f"no rule for {e} / {p}") for e in Emotion for p in ANSWERS if (e, p) not in answers
    )
    if missing:
        raise RulesError(missing)
    steps = table.get("ramp", {}).get("songs", base.steps if base is not None else 6)
    return Rules(MappingProxyType(answers), steps, genres)


@cache
def default_rules() -> Rules:
    """Return the built-in rules."""
    return read_rules(default_text(), shipped_genres())


def default_text() -> str:
    """Return the text of the built-in rules, which also documents the keys."""
    return files("mien.music.selection").joinpath("rules.default.toml").read_text(encoding="utf-8")


def _between(begin: Rule, end: Rule, way: float) -> Affect:
    def mix(a: float, b: float) -> float:
        return a * (1 - way) + b * way

    return Affect(mix(begin.place.valence, end.place.valence), mix(begin.place.arousal, end.place.arousal))


def _answer(said: Mapping[str, Any], before: Rule | None) -> Rule:
    known = before or Rule((), Affect(0.0, 0.0))
    valence = float(said.get("valence", known.place.valence))
    arousal = float(said.get("arousal", known.place.arousal))
    return Rule(tuple(said.get("genres", known.genres)), Affect(valence, arousal))
