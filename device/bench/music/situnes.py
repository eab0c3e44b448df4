"""SiTunes (Li et al., CHIIR 2024): plays with the listener's feeling before and after, the time, the weather.

For evaluation only; the data is not part of the project. `Rand` plays are of a song drawn at random, and so
say without bias how a song is liked. Songs have Spotify's valence, 0..1, here -1..1, and its energy, 0..1.
"""

import csv
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mien.mood.emotion import AFFECTS, Emotion
from mien.music.selection.context import Circumstances
from mien.music.song import Song

HOUR = {1: 10.0, 2: 15.0, 3: 21.0}  # the middle of each of its times of day
LIGHT = {0: 0.8, 1: 0.5, 2: 0.3}  # sunny, cloudy, rainy: a guess at how bright the room is


@dataclass(frozen=True)
class Play:
    """One song heard by one listener."""

    listener: str
    """Who listened."""
    uri: str
    """Which song."""
    rating: int
    """How it was liked, 1 to 5."""
    before: tuple[float, float]
    """Valence and arousal before, -1..1."""
    after: tuple[float, float]
    """Valence and arousal after, -1..1."""
    circumstances: Circumstances
    """The time of day, the weekday and the light."""
    is_random: bool
    """Whether the song was drawn at random."""

    def emotion(self) -> Emotion:
        """Return the emotion nearest to the feeling before."""
        return min(AFFECTS, key=lambda e: math.dist(self.before, (AFFECTS[e].valence, AFFECTS[e].arousal)))


def songs(folder: Path) -> Iterator[Song]:
    """Yield the songs."""
    with (folder / "songs.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Song(
                uri=str(int(float(row["i_id_c"]))),
                title=row["music"],
                artist=row["singer"],
                genres=(row["general_genre"],),
                duration=float(row["duration"] or 0) / 1000,
                valence=2 * float(row["valence"]) - 1 if row["valence"] else None,
                energy=float(row["energy"]) if row["energy"] else None,
            )


def first_plays(folder: Path) -> Iterator[tuple[str, str, float, float]]:
    """Yield listener, song, valence and arousal after it, of stage 1: in a laboratory, the same for all.

    Its arousal seems to have the opposite sign: it falls with a song's energy (-0.39), while that of stage 2
    rises (0.15). The sign is flipped here.
    """
    with (folder / "stage1.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row["user_id"], row["item_id"], float(row["emo_valence"]), -float(row["emo_arousal"])


def plays(folder: Path) -> Iterator[Play]:
    """Yield the plays of stage 2."""
    around = json.loads((folder / "stage2_env.json").read_text(encoding="utf-8"))
    with (folder / "stage2.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            here = around.get(row["inter_id"], {})
            day = datetime.fromtimestamp(int(row["timestamp"]), UTC).weekday()
            weather = here.get("weather", [None])[0]
            yield Play(
                listener=row["user_id"],
                uri=row["item_id"],
                rating=int(row["rating"]),
                before=(float(row["emo_pre_valence"]), float(row["emo_pre_arousal"])),
                after=(float(row["emo_post_valence"]), float(row["emo_post_arousal"])),
                circumstances=Circumstances(HOUR.get(here.get("time", 0)), day, light=LIGHT.get(weather)),
                is_random=row["rec_type"] == "Rand",
            )
