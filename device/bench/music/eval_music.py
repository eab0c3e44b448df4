"""Does the music fit? Measured offline on other people's plays and tags; prints Markdown.

    make eval-music       or: python -m bench.music.eval_music --data FOLDER [--only PART]

FOLDER has `situnes/` and `jamendo/` (see situnes.py and jamendo.py). Figures that depend on
a sample have a 95 % interval; nothing beyond it is claimed.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np

from bench.music import jamendo, situnes
from bench.music.bootstrap import auc, estimate
from bench.music.lift import lift_table, pool
from bench.music.moments import DISLIKED, LIKED, Ranker, Scores, moments, rows_of
from bench.music.taste_by_sound import taste_table
from bench.music.untagged import untagged_table
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library
from mien.music.selection.constraints import Limits
from mien.music.selection.context import default_table
from mien.music.selection.criteria import Criterion, Moment, criteria, kind_fit
from mien.music.selection.decision.ahp import default_weights
from mien.music.selection.decision.mcdm import METHODS, Method
from mien.music.selection.heard import heard_songs
from mien.music.selection.rank import RankingConfig, rank
from mien.music.selection.rules import default_rules
from mien.music.selection.selector import Selector
from mien.music.song import Song


@dataclass(frozen=True)
class Heard:
    """A play, and where a ranking puts its song."""

    play: situnes.Play
    """The play."""
    place: int
    """The song's place, from 0 at the top."""
    score: float
    """The song's score."""


def scores_of(library: Library, play: situnes.Play, policy: Policy, method: Method = Method.TOPSIS) -> Scores:
    """Return our scores of all songs for the moment of a play; listener and history are unknown."""
    target = default_rules().wanted(play.emotion(), policy)
    moment = Moment(target, preference=default_table().leaning(play.circumstances))
    rows = np.arange(len(library))
    table = criteria(library, moment, heard_songs(library, ()), rows)
    return METHODS[method](table, default_weights().array())


def rankers(library: Library, plays: Sequence[situnes.Play]) -> dict[str, Ranker]:
    """Return our ranking and the simple ones it is compared with."""
    liked: dict[str, dict[str, int]] = {}
    for play in plays:
        if play.rating >= LIKED:
            of = liked.setdefault(play.uri, {})
            of[play.listener] = of.get(play.listener, 0) + 1

    def popular(play: situnes.Play) -> Scores:
        """Score by how often others liked the song, the listener's own plays left out."""
        counts = {uri: sum(of.values()) - of.get(play.listener, 0) for uri, of in liked.items()}
        return np.array([counts.get(uri, 0) for uri in library.uris], np.float32)

    def by_genre(play: situnes.Play) -> Scores:
        fit: Scores = kind_fit(library, default_rules().wanted(play.emotion(), Policy.MATCH))[library.tagged]
        return fit

    ours = {f"ours, {m}": _ranker(library, m) for m in Method}
    return ours | {
        "genre only": by_genre,
        "popularity": popular,
    }


def _ranker(library: Library, method: Method) -> Ranker:
    return lambda play: scores_of(library, play, Policy.MATCH, method)


def heard(library: Library, plays: Sequence[situnes.Play], ranker: Ranker) -> list[Heard]:
    """Return where the ranker puts the song of each play; songs with equal scores are shuffled."""
    rng, rows = np.random.default_rng(2), []
    for play in plays:
        row = library.row(play.uri)
        if row is None:
            continue
        scores = ranker(play)
        above, equal = int((scores > scores[row]).sum()), int((scores == scores[row]).sum())
        rows.append(Heard(play, above + int(rng.integers(equal)), float(scores[row])))
    return rows


def auc_of(rows: Sequence[Heard]) -> float:
    """Return how often a liked play was scored above a disliked one; 0.5 is chance."""
    liked = np.array([-row.place for row in rows if row.play.rating >= LIKED], np.float64)
    disliked = np.array([-row.place for row in rows if row.play.rating <= DISLIKED], np.float64)
    return auc(liked, disliked)


def fit_table(folder: Path) -> str:
    """Return how well the rankers find what was liked: among all songs, and among those ever played."""
    songs, plays = list(situnes.songs(folder)), list(situnes.plays(folder))
    ever = {play.uri for play in plays}
    lines = [f"{len(plays)} plays of {len({p.listener for p in plays})} listeners.\n"]
    for among in (songs, [song for song in songs if song.uri in ever]):
        library = build_library(among, shipped_genres())
        these, by = moments(library, plays), rankers(library, plays)
        lines += [
            f"Among {len(library)} songs, {len(these)} moments at which one was liked:\n",
            "| ranking | precision@10 | nDCG@10 | hit rate@10 |",
            "|---|---|---|---|",
            *(f"| {name} | {cells} |" for name, cells in rows_of(these, by, len(library)).items()),
            "",
        ]
    return "\n".join([*lines, telling_table(folder)])


def telling_table(folder: Path) -> str:
    """Return how often a liked play was scored above a disliked one, all plays and the random ones."""
    library, plays = build_library(situnes.songs(folder), shipped_genres()), list(situnes.plays(folder))
    in_pool = {play.uri for play in pool(folder)[1]}
    lines = [
        "Liked above disliked (0.5 is chance):\n",
        "| ranking | all plays | random plays | those, songs resampled too |",
        "|---|---|---|---|",
    ]
    for name, ranker in rankers(library, plays).items():
        rows = heard(library, plays, ranker)
        drawn = [row for row in rows if row.play.is_random and row.play.uri in in_pool]
        figures = [estimate(part, lambda row: row.play.listener, auc_of) for part in (rows, drawn)]
        both = estimate(drawn, lambda row: row.play.listener, auc_of, also=lambda row: row.play.uri)
        lines.append(f"| {name} | " + " | ".join(map(str, [*figures, both])) + " |")
    return "\n".join(lines)


def mood_table(folder: Path) -> str:
    """Return how many of the first songs for a mood have a hidden word for it, and how many of all do."""
    tracks = [(song, words) for song, words in jamendo.tracks(folder) if song.genres]
    library = build_library((song for song, _ in tracks), shipped_genres())
    words = {song.uri: of for song, of in tracks}
    lines = [f"{len(library)} tracks with a theme that says something of genre.\n"]
    lines += ["| mood | of the first 50 | of the first 200 | of all |", "|---|---:|---:|---:|"]
    for emotion, feelings in jamendo.FEELINGS.items():
        moment = Moment(default_rules().wanted(emotion, Policy.MATCH))
        picks = rank(library, moment, RankingConfig(limits=Limits(artist_apart=0)), 200).picks
        found = [bool(words[pick.song.uri] & feelings) for pick in picks]
        everywhere = sum(bool(of & feelings) for of in words.values()) / len(words)
        lines.append(f"| {emotion} | {np.mean(found[:50]):.0%} | {np.mean(found):.0%} | {everywhere:.0%} |")
    return "\n".join(lines)


def variety_table(folder: Path, *, days: int = 30, songs_a_day: int = 120) -> str:
    """Return how varied the music is: artists and albums in 50 songs, repeats a day over a month."""
    every = [song for song, _ in jamendo.tracks(folder)]
    lines = ["| songs | artists in 50 | albums in 50 | repeats a day | songs heard in the month |"]
    lines.append("|---:" * 5 + "|")
    for count in (200, 1000, len(every)):
        played = month(every[:count], days, songs_a_day)
        first = played[0][:50]
        repeats = np.mean([len(day) - len({song.uri for song in day}) for day in played])
        different = len({song.uri for day in played for song in day})
        artists, albums = len({s.artist for s in first}), len({s.album for s in first})
        lines.append(f"| {count:,} | {artists} | {albums} | {repeats:.1f} | {different:,} |")
    return "\n".join(lines)


def month(songs: Sequence[Song], days: int, songs_a_day: int) -> list[list[Song]]:
    """Return what plays on each day; the mood changes at random, about every sixth song."""
    rng = np.random.default_rng(3)
    selector = Selector(default_rules(), RankingConfig(), build_library(songs, shipped_genres()), seed=1)
    selector = selector.following(Emotion.NEUTRAL, Policy.MATCH)
    played = []
    for day in range(days):
        selector, today = replace(selector, seed=day), []
        for _ in range(songs_a_day):
            if rng.random() < 1 / 6:
                selector = selector.following(Emotion(str(rng.choice(list(Emotion)))), Policy.MATCH)
            (pick,) = selector.choose(1).picks
            selector = selector.after_song(pick.song.uri, ours=True)
            today.append(pick.song)
        played.append(today)
    return played


Felt: TypeAlias = tuple[str, Song, float, float]
"""Listener, song, and the valence and arousal after it."""


def sound_table(folder: Path) -> str:
    """Return how well measures of a song predict how listeners feel after it: a bound for our features."""
    songs = {song.uri: song for song in situnes.songs(folder)}
    plays = [(who, songs[uri], v, a) for who, uri, v, a in situnes.first_plays(folder) if uri in songs]
    known = [row for row in plays if row[1].energy is not None and row[1].valence is not None]
    lines = [
        f"{len(known)} plays. Correlations; arousal's sign is flipped, see situnes.py.\n",
        "| of the song | with the listener's valence | with the listener's arousal |",
        "|---|---|---|",
    ]
    for measured in ("energy", "valence"):
        figures = (estimate(known, lambda row: row[0], _likeness(measured, felt)) for felt in (2, 3))
        lines.append(f"| {measured} | " + " | ".join(map(str, figures)) + " |")
    return "\n".join(lines)


def _likeness(measured: str, felt: int) -> Callable[[Sequence[Felt]], float]:
    def figure(rows: Sequence[Felt]) -> float:
        of_song = np.array([getattr(row[1], measured) for row in rows], np.float64)
        of_listener = np.array([row[felt] for row in rows], np.float64)
        return float(np.corrcoef(of_song, of_listener)[0, 1])

    return figure


def reversal_table(_: Path, *, tables: int = 300, songs: int = 40) -> str:
    """Return how often two songs swap places when a third, worse by every criterion, is removed."""
    rng, weights = np.random.default_rng(4), default_weights().array()
    turned = dict.fromkeys(Method, 0)
    for _table in range(tables):
        table = rng.random((len(Criterion), songs), np.float32)
        table[:, 0] = table[:, 1:].min(axis=1) * np.float32(rng.random())
        for method in Method:
            whole = METHODS[method](table.copy(), weights)[1:]
            less = METHODS[method](table[:, 1:].copy(), weights)
            order = np.sign(np.subtract.outer(whole, whole)) * np.sign(np.subtract.outer(less, less))
            turned[method] += int((order < 0).sum()) // 2
    pairs = tables * (songs - 1) * (songs - 2) // 2
    rows = "\n".join(f"| {method} | {count / pairs:.3%} |" for method, count in turned.items())
    return f"| method | pairs turned, of {pairs:,} |\n|---|---:|\n{rows}"


def lifted(folder: Path) -> str:
    """Return the change of valence under the policies."""
    return lift_table(folder, scores_of)


PARTS: dict[str, tuple[str, str, Callable[[Path], str]]] = {
    "fit": ("Songs that were liked at a moment, found among all (SiTunes, stage 2)", "situnes", fit_table),
    "lift": ("Valence under a policy, from random plays (SiTunes)", "situnes", lifted),
    "sound": ("What can be measured of a song, and how it feels (SiTunes, stage 1)", "situnes", sound_table),
    "mood": ("Hidden words for feelings among the first songs (Jamendo)", "jamendo", mood_table),
    "taste": ("Liked above disliked, the first likes known (SiTunes)", "situnes", taste_table),
    "untagged": ("An untagged library beside the same with tags (Jamendo)", "jamendo", untagged_table),
    "reversal": ("Rank reversal when a dominated song is removed (random tables)", "", reversal_table),
    "variety": ("Variety (Jamendo)", "jamendo", variety_table),
}


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Does the music fit?")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", choices=PARTS)
    asked = parser.parse_args()
    for name, (title, folder, make) in PARTS.items():
        if asked.only in {None, name}:
            print(f"### {title}\n\n{make(asked.data / folder)}\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
