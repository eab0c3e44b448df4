"""What can be wrong with rules: each mistake as a sentence, with its line where that is known."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from mien.config.toml_lines import Lines
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import Genres

ANSWERS = (Policy.MATCH, Policy.LIFT)
MOST_DOTS = 50
"""Dots in a line. Of a key with thousands (a.a.a...) the reader of TOML takes many seconds."""

_MOODS = tuple(emotion.value for emotion in Emotion)
_KEYS = ("genres", "valence", "arousal")
_FEWEST_STEPS, _MOST_STEPS = 2, 50
_HUGE = 10**9


def too_deep(text: str) -> str:
    """Return what is wrong with a text that is not to be read at all, "" if nothing is."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS and not line.lstrip().startswith("#"):
            return f"line {number}: there are more than {MOST_DOTS} dots in it"
    return ""


def mistakes(table: Mapping[str, Any], text: str, genres: Genres) -> Iterator[str]:
    """Yield every mistake in the rules `table`, which were read from `text`, as a sentence.

    The text is looked at once; each mistake costs next to nothing more.
    """
    lines = Lines(text)
    for name, about in table.items():
        if name == "ramp":
            yield from _ramp_mistakes(about, lines)
        elif name not in _MOODS:
            yield f"{lines.where(name)}[{name}] is no mood{_meant(name, [*_MOODS, 'ramp'])}"
        elif not isinstance(about, dict):
            yield f"{lines.where(name)}{name} must be a table, [{name}.match] or [{name}.lift]"
        else:
            for policy, answer in about.items():
                yield from _answer_mistakes(name, policy, answer, lines, genres)


def _ramp_mistakes(about: object, lines: Lines) -> Iterator[str]:
    if not isinstance(about, dict) or set(about) != {"songs"}:
        yield f"{lines.where('ramp')}[ramp] has one key, songs"
    elif not isinstance(about["songs"], int) or not _FEWEST_STEPS <= about["songs"] <= _MOST_STEPS:
        where = lines.where("ramp", "songs")
        yield f"{where}ramp.songs must be a whole number from {_FEWEST_STEPS} to {_MOST_STEPS}"


def _answer_mistakes(mood: str, policy: str, answer: object, lines: Lines, genres: Genres) -> Iterator[str]:
    name = f"{mood}.{policy}"
    if policy not in ANSWERS:
        close = _meant(policy, [p.value for p in ANSWERS])
        yield f"{lines.where(mood, policy)}[{name}] is neither match nor lift{close}"
        return
    if not isinstance(answer, dict):
        yield f"{lines.where(mood, policy)}{name} must be a table"
        return
    for key, value in answer.items():
        where = lines.where(mood, policy, key)
        if key not in _KEYS:
            yield f"{where}{name}.{key} is no key{_meant(key, list(_KEYS))}"
        elif key == "genres":
            yield from (f"{where}{name}.{mistake}" for mistake in _genre_mistakes(value, genres))
        elif isinstance(value, bool) or not isinstance(value, int | float) or not -1 <= value <= 1:
            yield f"{where}{name}.{key} must be a number from -1 to 1, not {_shown(value)}"


def _genre_mistakes(value: object, genres: Genres) -> Iterator[str]:
    if not isinstance(value, list) or not value or not all(isinstance(genre, str) for genre in value):
        yield "genres must be a list of names, with one at least"
        return
    for genre in value:
        if genres.family(genre) is None:
            close = _meant(genre.casefold(), list(genres.places))
            yield f"genres: {genre!r} is not in the table of genres{close}"


def _shown(value: object) -> str:
    """Return a value in short: tables can be too deep to be written out, and numbers too long."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return "a huge number" if isinstance(value, int) and abs(value) > _HUGE else repr(value)


def _meant(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, 1)
    return f"; did you mean {close[0]!r}?" if close else ""
