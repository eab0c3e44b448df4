"""What music there is, in words: how much for each mood, and the genres nobody understood."""

from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.library import Library
from mien.music.selection.criteria import songs_wanted
from mien.music.selection.rules import Rules

MOST_STRANGERS = 30


def in_words(library: Library, rules: Rules) -> str:
    """Return a library as lines for its owner."""
    lines = [f"{len(library):,} songs"]
    for emotion in Emotion:
        wanted = rules.wanted(emotion, Policy.MATCH)
        lines.append(f"  {emotion:<10} {songs_wanted(library, wanted):>7,}   {', '.join(wanted.genres)}")
    strangers = sorted(library.unknown.items(), key=lambda item: (-item[1], item[0]))
    if strangers:
        lines.append("Genres not understood, and how many songs have them:")
        lines += [f"  {name:<30} {count:>7,}" for name, count in strangers[:MOST_STRANGERS]]
    return "\n".join(lines) + "\n"
