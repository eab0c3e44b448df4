"""The way of Ease: how even and how small its steps are, beside today's ramp and a random order.

    python -m bench.music.way_of_ease [--sounds FILE [--bred COUNT]]

FILE has songs as JSON Lines: uri, valence, arousal, tempo, loudness, key, embedding (base64), genre. Without
it songs are made up whose sound follows their feeling, with noise. `--bred` makes more of those in FILE: each
lies between two of them that sound alike, nearer to the first. `Before` is the same ranking where the sound
of songs is not known. The first step leads from any song of the library to one that suits the mood, so it is
counted by itself; the way is the five steps after it.
"""

import argparse
import base64
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library
from mien.music.selection.alike.embeddings import angle, vector_of
from mien.music.selection.alike.flow import following
from mien.music.selection.criteria import feeling_fit
from mien.music.selection.rank import RankingConfig
from mien.music.selection.rules import default_rules
from mien.music.selection.selector import Selector
from mien.music.song import EMBEDDING_SIZE, Song, Uri

MOODS = (Emotion.SAD, Emotion.ANGRY, Emotion.FEARFUL)
WALKS = 60
KIN = 12
"""How many of the nearest songs a bred one may lie towards."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One way from a song to where the rules lead."""

    steps: tuple[float, ...]
    """The angle between each song and the next, radians; the first leads to the way."""
    follows: float
    """How well each follows by tempo, key and loudness, 0 to 1, on average."""
    feels: float
    """How close each song is to the feeling that the rules ask for at its step, 0 to 1, on average."""


def songs_of(file: Path) -> list[Song]:
    """Return the songs of a file."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [
        Song(
            row["uri"],
            valence=row["valence"],
            arousal=row["arousal"],
            tempo=row["tempo"],
            loudness=row["loudness"],
            key=row.get("key", ""),
            estimated_genre=row["genre"],
            duration=200.0,
            embedding=base64.b64decode(row["embedding"]),
        )
        for row in rows
    ]


def bred(songs: Sequence[Song], count: int) -> list[Song]:
    """Return as many songs, each between two real ones that sound alike."""
    rng = np.random.default_rng(2)
    vectors = np.stack([np.frombuffer(song.embedding or b"", np.int8) for song in songs]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    near = np.argsort(-vectors @ vectors.T, axis=1)[:, 1 : KIN + 1]
    made = []
    for number in range(count):
        one, other = int(rng.integers(len(songs))), int(rng.integers(KIN))
        share = float(rng.uniform(0, 0.5))
        made.append(_between(songs[one], songs[int(near[one, other])], share, number))
    return made


def _between(one: Song, other: Song, share: float, number: int) -> Song:
    def mixed(mine: float | None, its: float | None) -> float:
        return (1 - share) * (mine or 0.0) + share * (its or 0.0)

    ends = (np.frombuffer(each.embedding or bytes(EMBEDDING_SIZE), np.int8) / 127 for each in (one, other))
    vector = (1 - share) * next(ends) + share * next(ends)
    return replace(
        one,
        uri=f"{number}.mp3",
        embedding=np.rint(127 * vector / np.linalg.norm(vector)).astype(np.int8).tobytes(),
        valence=mixed(one.valence, other.valence),
        arousal=mixed(one.arousal, other.arousal),
        tempo=mixed(one.tempo, other.tempo),
        loudness=mixed(one.loudness, other.loudness),
    )


def walked(library: Library, begin: Uri, mood: Emotion) -> list[Uri]:
    """Return the songs of a way, the one before it first."""
    selector = Selector(default_rules(), RankingConfig(), library).following(mood, Policy.RAMP)
    selector, uris = selector.after_song(begin, ours=False), [begin]
    for _ in range(default_rules().steps):
        (pick,) = selector.choose(1).picks
        selector = selector.after_song(pick.song.uri, ours=True)
        uris.append(pick.song.uri)
    return uris


def measured(library: Library, uris: Sequence[Uri], mood: Emotion) -> Walk:
    """Measure a way."""
    rows = [row for row in library.rows(tuple(uris)) if row is not None]
    vectors = [vector for row in rows if (vector := vector_of(library, row)) is not None]
    steps = tuple(angle(one, other) for one, other in pairwise(vectors))
    fits = [float(following(library, one, np.array([other]))[0]) for one, other in pairwise(rows)]
    places = [default_rules().wanted(mood, Policy.RAMP, step).place for step in range(len(rows) - 1)]
    feels = [
        float(feeling_fit(library, place, np.array([row]))[0])
        for place, row in zip(places, rows[1:], strict=True)
    ]
    return Walk(steps, float(np.mean(fits)), float(np.mean(feels)))


def table(songs: Sequence[Song]) -> str:
    """Return the figures as Markdown."""
    library = build_library(songs, shipped_genres())
    unheard = (replace(song, embedding=None, tempo=None, loudness=None, key="") for song in songs)
    deaf = build_library(unheard, shipped_genres())
    rng = np.random.default_rng(1)
    walks: dict[str, list[Walk]] = {"the way of Ease": [], "before": [], "random": []}
    for number in range(WALKS):
        begin, mood = songs[int(rng.integers(len(songs)))].uri, MOODS[number % len(MOODS)]
        steps = default_rules().steps
        drawn = [begin, *(songs[int(row)].uri for row in rng.choice(len(songs), steps, replace=False))]
        walks["the way of Ease"].append(measured(library, walked(library, begin, mood), mood))
        walks["before"].append(measured(library, walked(deaf, begin, mood), mood))
        walks["random"].append(measured(library, drawn, mood))
    lines = ["| | into the way | step | longest | deviation / mean | tempo, key, loudness | feeling |"]
    lines.append("|---|---:|---:|---:|---:|---:|---:|")
    for name, ways in walks.items():
        steps_of = np.array([way.steps for way in ways])
        into, on = steps_of[:, 0].mean(), steps_of[:, 1:]
        mean, longest, uneven = on.mean(), on.max(axis=1).mean(), (on.std(axis=1) / on.mean(axis=1)).mean()
        follows, feels = np.mean([(way.follows, way.feels) for way in ways], axis=0)
        row = f"{into:.2f} | {mean:.2f} | {longest:.2f} | {uneven:.2f} | {follows:.2f} | {feels:.2f}"
        lines.append(f"| {name} | {row} |")
    return f"{len(songs)} songs, {WALKS} ways; angles in radians.\n\n" + "\n".join(lines)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How even the way of Ease is.")
    parser.add_argument("--sounds", type=Path)
    parser.add_argument("--bred", type=int)
    asked = parser.parse_args()
    if asked.sounds is None:
        sys.path.insert(0, str(Path(__file__).parents[3] / "tests"))
        from unit.music.selection.alike.sounding import crowd

        print(table(crowd(2000)))
    else:
        songs = songs_of(asked.sounds)
        print(table(songs if asked.bred is None else bred(songs, asked.bred)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
