"""The mistakes that rules can have."""

from collections.abc import Iterator

from mien.config.toml_table import TomlMistakes, TomlTable, did_you_mean
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import Genres

ANSWERS = (Policy.MATCH, Policy.LIFT)

_MOODS = tuple(emotion.value for emotion in Emotion)
_KEYS = ("genres", "valence", "arousal")
_FEWEST_STEPS, _MOST_STEPS = 2, 50


def mistakes(table: TomlTable, genres: Genres) -> TomlMistakes:
    """Yield every mistake in the rules `table`, lazily."""
    for name in table.values:
        about = table.within(name)
        if name == "ramp":
            yield from _ramp_mistakes(table, about)
        elif name not in _MOODS:
            yield table.mistake(f"[{name}] isn't a mood{did_you_mean(name, (*_MOODS, 'ramp'))}", name)
        elif about is None:
            yield table.mistake(f"{name} must be a table, [{name}.match] or [{name}.lift]", name)
        else:
            for policy in about.values:
                yield from _answer_mistakes(about, policy, genres)


def _ramp_mistakes(table: TomlTable, ramp: TomlTable | None) -> TomlMistakes:
    if ramp is None or set(ramp.values) != {"songs"}:
        yield table.mistake("[ramp] has one key, songs", "ramp")
        return
    songs = ramp.values["songs"]
    if not isinstance(songs, int) or not _FEWEST_STEPS <= songs <= _MOST_STEPS:
        yield ramp.mistake(
            f"ramp.songs must be a whole number from {_FEWEST_STEPS} to {_MOST_STEPS}", "songs"
        )


def _answer_mistakes(mood: TomlTable, policy: str, genres: Genres) -> TomlMistakes:
    name = f"{mood.name}.{policy}"
    if policy not in ANSWERS:
        close = did_you_mean(policy, [p.value for p in ANSWERS])
        yield mood.mistake(f"[{name}] is neither match nor lift{close}", policy)
        return
    answer = mood.within(policy)
    if answer is None:
        yield mood.mistake(f"{name} must be a table", policy)
        return
    yield from answer.unknown_keys(_KEYS, about=f"{name}.")
    if "genres" in answer.values:
        yield from (
            answer.mistake(f"{name}.{says}", "genres")
            for says in _genre_mistakes(answer.values["genres"], genres)
        )
    for key in ("valence", "arousal"):
        if key in answer.values:
            yield from answer.number(key, -1, 1, about=f"{name}.")


def _genre_mistakes(value: object, genres: Genres) -> Iterator[str]:
    if not isinstance(value, list) or not value or not all(isinstance(genre, str) for genre in value):
        yield "genres must be a list of names, with at least one"
        return
    yield from (f"genres: {says}" for says in genres.unknown(value))
