"""How a song feels by its Mood tags: one readable table (moods.toml). Pure."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from mien.config.toml_table import read_toml
from mien.mood.emotion import Affect

_WORDS = re.compile(r"[^\W\d_]+")


def feeling_of(moods: Iterable[str]) -> Affect | None:
    """Return the mean of the places of the words in these tags, None if none is known."""
    table = mood_words()
    words = (word for mood in moods for word in _WORDS.findall(mood[:256].casefold()))
    places = [table[word] for word in words if word in table]
    if not places:
        return None
    valence = sum(place.valence for place in places) / len(places)
    return Affect(valence, sum(place.arousal for place in places) / len(places))


@cache
def mood_words() -> Mapping[str, Affect]:
    """Return the built-in table."""
    table = read_toml(files("mien.music.library").joinpath("moods.toml").read_text(encoding="utf-8"))
    return MappingProxyType({word: Affect(*place) for word, place in table.values.items()})
