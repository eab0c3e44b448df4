"""What a listener's first likes say about other songs: liked above disliked, k likes known (SiTunes).

SiTunes has no sound, so the songs' own features (a service's and openSMILE's, scaled) stand in for the
embedding, through the same code. For each listener the first k songs that were liked, in the order of the
study, are known; the plays of all other songs are judged, once for each song.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.music import situnes
from bench.music.bootstrap import auc, estimate
from bench.music.moments import DISLIKED, LIKED
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library
from mien.music.selection.alike.taste import Taste
from mien.music.song import EMBEDDING_SIZE, Song

KNOWN = (0, 1, 3, 10)
FEATURES = (
    *("loudness", "danceability", "energy", "speechiness", "acousticness", "instrumentalness", "valence"),
    *("tempo", "F0final_sma_amean", "F0final_sma_stddev", "audspec_lengthL1norm_sma_stddev"),
    *("pcm_RMSenergy_sma_stddev", "pcm_fftMag_psySharpness_sma_amean", "pcm_fftMag_psySharpness_sma_stddev"),
    *("pcm_zcr_sma_amean", "pcm_zcr_sma_stddev"),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A song that a listener liked or disliked, and how it was scored before."""

    listener: str
    """Who."""
    is_liked: bool
    """Liked; otherwise disliked."""
    score: float
    """The score."""


def with_features(folder: Path) -> list[Song]:
    """Return the songs with their features as embeddings."""
    with (folder / "songs.csv").open(encoding="utf-8", newline="") as lines:
        rows = {str(int(float(row["i_id_c"]))): row for row in csv.DictReader(lines)}
    table = np.array([[float(row[name] or "nan") for name in FEATURES] for row in rows.values()])
    scaled = np.nan_to_num((table - np.nanmean(table, axis=0)) / np.nanstd(table, axis=0)).clip(-3, 3)
    places = dict(zip(rows, scaled, strict=True))
    return [replace(song, embedding=_bytes(places[song.uri])) for song in situnes.songs(folder)]


def _bytes(place: np.ndarray[tuple[int], np.dtype[np.float64]]) -> bytes:
    vector = np.zeros(EMBEDDING_SIZE)
    vector[: len(place)] = place
    return np.rint(127 * vector / np.linalg.norm(vector)).astype(np.int8).tobytes()


def judged(library: Library, plays: Sequence[situnes.Play], known: int) -> list[Judged]:
    """Return the songs of each listener that aren't among the first `known` liked ones, with their taste."""
    rows = []
    for listener, heard in _by_listener(plays).items():
        liked = [uri for uri, rating in heard.items() if rating >= LIKED][:known]
        values = Taste().after(library, dict.fromkeys(liked, 1.0)).values
        for uri, rating in heard.items():
            row = library.row(uri)
            if uri not in liked and row is not None and not DISLIKED < rating < LIKED:
                rows.append(Judged(listener, rating >= LIKED, 0.0 if values is None else float(values[row])))
    return rows


def popularity(library: Library, plays: Sequence[situnes.Play]) -> list[Judged]:
    """Return the same, scored by how many other listeners liked the song."""
    by_listener = _by_listener(plays)
    rows = []
    for listener, heard in by_listener.items():
        for uri, rating in heard.items():
            others = sum(its.get(uri, 0) >= LIKED for who, its in by_listener.items() if who != listener)
            if library.row(uri) is not None and not DISLIKED < rating < LIKED:
                rows.append(Judged(listener, rating >= LIKED, float(others)))
    return rows


def _by_listener(plays: Sequence[situnes.Play]) -> Mapping[str, dict[str, int]]:
    """Return each listener's songs in the order of the study, with the first rating of each."""
    found: dict[str, dict[str, int]] = {}
    for play in plays:
        found.setdefault(play.listener, {}).setdefault(play.uri, play.rating)
    return found


def within_listeners(rows: Sequence[Judged]) -> float:
    """Return how often a liked song of a listener's is scored above a disliked one of the same listener."""
    pairs: list[tuple[float, int]] = []
    for listener in {row.listener for row in rows}:
        liked, disliked = (
            np.array([row.score for row in rows if row.listener == listener and row.is_liked is kind])
            for kind in (True, False)
        )
        if len(liked) and len(disliked):
            pairs.append((auc(liked, disliked), len(liked) * len(disliked)))
    return float(np.average([value for value, _ in pairs], weights=[count for _, count in pairs]))


def taste_table(folder: Path) -> str:
    """Return how well liked and disliked songs are told apart, by how many likes are known."""
    library = build_library(with_features(folder), shipped_genres())
    plays = list(situnes.plays(folder))
    lines = [
        f"{len({p.listener for p in plays})} listeners, {len(plays)} plays; within each listener.\n",
        "| known | songs judged | liked above disliked |",
        "|---|---:|---|",
    ]
    judgements = {f"{known} likes": judged(library, plays, known) for known in KNOWN}
    judgements["popularity with others"] = popularity(library, plays)
    for name, rows in judgements.items():
        lines.append(
            f"| {name} | {len(rows)} | {estimate(rows, lambda row: row.listener, within_listeners)} |"
        )
    return "\n".join(lines)
