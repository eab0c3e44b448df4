"""An untagged library beside the same with tags: how many of the first songs for a mood fit (Jamendo).

A pick fits if its true genre is one of the mood's. Jamendo has no sound, so the estimates are drawn: right
with a given probability, else another genre as it is frequent. The network's own figure is in its card.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.music import jamendo
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import Family, shipped_genres
from mien.music.library.library import build_library
from mien.music.selection.constraints import Limits
from mien.music.selection.criteria import Moment
from mien.music.selection.rank import RankingConfig, rank
from mien.music.selection.rules import default_rules
from mien.music.song import Song

RIGHT = (0.4, 0.55, 0.7, 0.85)
"""How often the estimated genre is right."""
FIRST = 50


def fitting(songs: Sequence[Song], truth: dict[str, Family]) -> float:
    """Return the share of the first songs for each mood whose true genre is one of the mood's."""
    library, shares = build_library(songs, shipped_genres()), []
    for emotion in Emotion:
        target = default_rules().wanted(emotion, Policy.MATCH)
        picks = rank(library, Moment(target), RankingConfig(limits=Limits(artist_apart=0)), FIRST).picks
        shares.append(np.mean([truth[pick.song.uri] in target.families for pick in picks]))
    return float(np.mean(shares))


def estimated(songs: Sequence[Song], truth: dict[str, Family], right: float) -> list[Song]:
    """Return the songs without tags, with a genre that is right with this probability."""
    rng = np.random.default_rng(5)
    families = list(truth.values())
    drawn = []
    for song in songs:
        family = truth[song.uri] if rng.random() < right else str(rng.choice(families))
        drawn.append(replace(song, genres=(), estimated_genre=family))
    return drawn


def untagged_table(folder: Path) -> str:
    """Return the share of picks that fit, by what the library says of genres."""
    table = shipped_genres()
    songs = [song for song, _ in jamendo.tracks(folder) if len(song.genres) == 1]
    truth = {song.uri: table.families(song.genres[0])[0] for song in songs}
    rows = {"tags": fitting(songs, truth)}
    for right in RIGHT:
        rows[f"no tags, estimates right {right:.0%}"] = fitting(estimated(songs, truth, right), truth)
    rows["no tags, no estimates"] = fitting([replace(song, genres=()) for song in songs], truth)
    lines = [f"{len(songs)} songs of one genre each, the first {FIRST} for each of seven moods.\n"]
    lines += ["| the library has | picks that fit |", "|---|---:|"]
    return "\n".join(lines + [f"| {name} | {share:.0%} |" for name, share in rows.items()])
