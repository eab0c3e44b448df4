"""What music there is."""

from collections.abc import Mapping
from dataclasses import dataclass

from mien.mood.emotion import Emotion


@dataclass(frozen=True, slots=True)
class LibraryModel:
    """The library, in numbers."""

    songs: int
    """How many there are."""
    moods: Mapping[Emotion, int]
    """How many songs fit each mood."""
    strangers: tuple[tuple[str, int], ...] = ()
    """Genres that no rule knows, and how many songs have them."""
    stations: tuple[str, ...] = ()
    """The names of the radio stations."""
    reading: bool = False
    """It is still being read."""
