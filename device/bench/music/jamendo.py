"""MTG-Jamendo moodtheme: tracks with artist, album, duration and tags of moods and themes.

For evaluation only (CC BY-NC-SA metadata); the data is not part of the project. It has no genres, but some of
its themes say much the same ("ambiental", "ballad", "trailer", "groovy"): the ranking sees these as genres.
The words for feelings are hidden from it, to see whether songs that are called sad come first for a sad mood.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from mien.mood.emotion import Emotion
from mien.music.song import Song

FEELINGS: Mapping[Emotion, frozenset[str]] = MappingProxyType(
    {
        Emotion.HAPPY: frozenset({"happy", "fun", "upbeat", "party", "positive", "summer"}),
        Emotion.SAD: frozenset({"sad", "melancholic", "emotional", "drama"}),
        Emotion.ANGRY: frozenset({"heavy", "powerful", "fast", "action", "energetic", "dark"}),
        Emotion.NEUTRAL: frozenset({"calm", "relaxing", "soft", "background", "cool"}),
    }
)
GENRE_OF: Mapping[str, str] = MappingProxyType(
    {
        "ambiental": "Ambient",
        "meditative": "New Age",
        "soundscape": "Ambient",
        "space": "Ambient",
        "nature": "New Age",
        "ballad": "Ballad",
        "slow": "Ballad",
        "children": "Children",
        "film": "Soundtrack",
        "movie": "Soundtrack",
        "trailer": "Soundtrack",
        "documentary": "Soundtrack",
        "game": "Soundtrack",
        "epic": "Epic",
        "groovy": "Funk",
        "sexy": "R&B",
        "retro": "Disco",
        "sport": "Rock",
        "dream": "Dream Pop",
        "deep": "House",
    }
)


def tracks(folder: Path) -> Iterator[tuple[Song, frozenset[str]]]:
    """Yield songs as the ranking may see them, and all tags that listeners gave them."""
    lines = (folder / "autotagging_moodtheme.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        track, artist, album, _path, duration, *tags = line.split("\t")
        words = frozenset(tag.removeprefix("mood/theme---") for tag in tags)
        genres = tuple(sorted({GENRE_OF[word] for word in words if word in GENRE_OF}))
        yield Song(track, track, artist, album, genres, duration=float(duration)), words
