"""What `mien library` shows: how much music fits each mood, and which genres no rule knows."""

from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.library import Library
from mien.music.selection.criteria import songs_wanted
from mien.music.selection.rules import Rules

MOST_UNKNOWN = 30


def library_report(library: Library, rules: Rules) -> str:
    """Return the report on a library, in lines."""
    lines = [f"{len(library):,} songs"]
    for emotion in Emotion:
        wanted = rules.wanted(emotion, Policy.MATCH)
        lines.append(f"  {emotion:<10} {songs_wanted(library, wanted):>7,}   {', '.join(wanted.genres)}")
    unknown = sorted(library.unknown.items(), key=lambda item: (-item[1], item[0]))
    if unknown:
        lines.append("Unrecognised genres, and how many songs have them:")
        lines += [f"  {name:<30} {count:>7,}" for name, count in unknown[:MOST_UNKNOWN]]
    return "\n".join(lines) + "\n"
