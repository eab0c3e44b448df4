"""Rules: what music is wanted for a mood under a policy. Read from TOML that the owner may change."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeAlias

from mien.mood.emotion import Emotion, MoodName, Place
from mien.mood.mood import Policy
from mien.music.genres import Family, Genres, shipped_genres
from mien.trouble import MienError

Steps: TypeAlias = int

_ANSWERS = (Policy.MATCH, Policy.LIFT)
_KEYS = ("genres", "valence", "arousal")
_FEWEST_STEPS, _MOST_STEPS = 2, 50


class RulesError(MienError, ValueError):
    """The rules have mistakes; one sentence each in `problems`, with the line where it is known."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Wanted:
    """What music is wanted: genres, the most wanted first, and how it should feel.

    `genres` as the rules name them, for people; `families`: the same for the library, each once.
    """

    emotion: Emotion
    policy: Policy
    genres: tuple[str, ...]
    families: tuple[Family, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Answer:
    """One table of the rules."""

    genres: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Rules:
    """What music answers which mood."""

    answers: Mapping[tuple[Emotion, Policy], Answer]
    steps: Steps
    genres: Genres = field(repr=False)

    def wanted(self, mood: MoodName, policy: Policy, step: int = 0) -> Wanted:
        """Return what is wanted for a mood; nobody and unsure are answered like neutral.

        `step` counts the songs since the mood began, from 0; it matters for Policy.RAMP only, which stands
        at match with step 0 and has arrived at lift with step `steps` - 1.
        """
        emotion = mood if isinstance(mood, Emotion) else Emotion.NEUTRAL
        if policy is not Policy.RAMP:
            return self._wanted(emotion, policy, self.answers[emotion, policy])
        way = min(max(step, 0) / (self.steps - 1), 1.0)
        begin, end = self.answers[emotion, Policy.MATCH], self.answers[emotion, Policy.LIFT]
        return self._wanted(emotion, policy, Answer(_mixed(begin, end, way), _between(begin, end, way)))

    def _wanted(self, emotion: Emotion, policy: Policy, answer: Answer) -> Wanted:
        families = (self.genres.family(genre) for genre in answer.genres)
        known = tuple(dict.fromkeys(family for family in families if family is not None))
        return Wanted(emotion, policy, answer.genres, known, answer.place)


def read_rules(text: str, genres: Genres, base: Rules | None = None) -> Rules:
    """Read rules; what they leave out is taken from `base`.

    Raises:
        RulesError: with all mistakes at once.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as low:
        raise RulesError((f"the rules are no TOML: {low}",)) from low
    problems = tuple(_problems(table, text, genres))
    if problems:
        raise RulesError(problems)
    answers = dict(base.answers) if base is not None else {}
    for emotion, policy in ((e, p) for e in Emotion for p in _ANSWERS):
        said = table.get(emotion, {}).get(policy)
        if said is not None:
            answers[emotion, policy] = _answer(said, answers.get((emotion, policy)))
    missing = tuple(f"no rule for {e} / {p}" for e in Emotion for p in _ANSWERS if (e, p) not in answers)
    if missing:
        raise RulesError(missing)
    steps = table.get("ramp", {}).get("songs", base.steps if base is not None else 6)
    return Rules(MappingProxyType(answers), steps, genres)


@cache
def default_rules() -> Rules:
    """Return the rules that come with the speaker."""
    return read_rules(default_text(), shipped_genres())


def default_text() -> str:
    """Return the text of the rules that come with the speaker: the manual of its keys."""
    return files("mien.music").joinpath("rules.default.toml").read_text(encoding="utf-8")


def _mixed(begin: Answer, end: Answer, way: float) -> tuple[str, ...]:
    """Return the genres on the way: the nearer end's first, both ends' while in between."""
    if way in (0.0, 1.0):
        return (end if way else begin).genres
    near, far = (begin, end) if way < 0.5 else (end, begin)
    return tuple(dict.fromkeys(near.genres + far.genres))


def _between(begin: Answer, end: Answer, way: float) -> Place:
    def mix(a: float, b: float) -> float:
        return a * (1 - way) + b * way

    return Place(mix(begin.place.valence, end.place.valence), mix(begin.place.arousal, end.place.arousal))


def _answer(said: Mapping[str, Any], before: Answer | None) -> Answer:
    known = before or Answer((), Place(0.0, 0.0))
    valence = float(said.get("valence", known.place.valence))
    arousal = float(said.get("arousal", known.place.arousal))
    return Answer(tuple(said.get("genres", known.genres)), Place(valence, arousal))


def _problems(table: Mapping[str, Any], text: str, genres: Genres) -> Iterator[str]:
    """Yield every mistake as a sentence."""
    for name, about in table.items():
        where = _line(text, rf"\[?\s*{re.escape(name)}\b")
        if name == "ramp":
            yield from _ramp_problems(about, text)
        elif name not in set(Emotion):
            yield f"{where}[{name}] is no mood{_meant(name, [*(e.value for e in Emotion), 'ramp'])}"
        elif not isinstance(about, dict):
            yield f"{where}{name} must be a table, [{name}.match] or [{name}.lift]"
        else:
            for policy, answer in about.items():
                yield from _answer_problems(name, policy, answer, text, genres)


def _ramp_problems(about: object, text: str) -> Iterator[str]:
    if not isinstance(about, dict) or set(about) != {"songs"}:
        line = _line(text, r"\[\s*ramp")
        yield f"{line}[ramp] has one key, songs"
    elif not isinstance(about["songs"], int) or not _FEWEST_STEPS <= about["songs"] <= _MOST_STEPS:
        line = _line(text, r"songs\s*=", after=r"\[\s*ramp")
        yield f"{line}ramp.songs must be a whole number from {_FEWEST_STEPS} to {_MOST_STEPS}"


def _answer_problems(mood: str, policy: str, answer: object, text: str, genres: Genres) -> Iterator[str]:
    name = f"{mood}.{policy}"
    where = _line(text, rf"\[\s*{re.escape(mood)}\s*\.\s*{re.escape(policy)}\s*\]")
    if policy not in _ANSWERS:
        yield f"{where}[{name}] is neither match nor lift{_meant(policy, [p.value for p in _ANSWERS])}"
        return
    if not isinstance(answer, dict):
        yield f"{where}{name} must be a table"
        return
    for key, value in answer.items():
        line = _line(text, rf"{re.escape(key)}\s*=", after=rf"\[\s*{mood}\s*\.\s*{policy}\s*\]")
        if key not in _KEYS:
            yield f"{line}{name}.{key} is no key{_meant(key, list(_KEYS))}"
        elif key == "genres":
            yield from (f"{line}{name}.{problem}" for problem in _genre_problems(value, genres))
        elif isinstance(value, bool) or not isinstance(value, int | float) or not -1 <= value <= 1:
            yield f"{line}{name}.{key} must be a number from -1 to 1, not {value!r}"


def _genre_problems(value: object, genres: Genres) -> Iterator[str]:
    if not isinstance(value, list) or not value or not all(isinstance(genre, str) for genre in value):
        yield "genres must be a list of names, with one at least"
        return
    for genre in value:
        if genres.family(genre) is None:
            close = _meant(genre.casefold(), list(genres.places))
            yield f"genres: {genre!r} is not in the table of genres{close}"


def _line(text: str, pattern: str, after: str = "") -> str:
    """Return "line N: " of the first line that begins with `pattern`, below one that begins with `after`."""
    begun = not after
    for number, line in enumerate(text.splitlines(), 1):
        begun = begun or re.match(rf"\s*{after}", line) is not None
        if begun and re.match(rf"\s*{pattern}", line):
            return f"line {number}: "
    return ""


def _meant(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, 1)
    return f"; did you mean {close[0]!r}?" if close else ""
