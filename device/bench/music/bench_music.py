"""What the music costs for 1,000 to 100,000 songs; prints Markdown tables, and draws how cost grows.

    make bench-music      or: python -m bench.music.bench_music [--songs N ...] [--mpd N ...] [--svg FILE]

Songs are made up from a seed: genres as people write them, a third of the songs with measured valence and
arousal. Our ranking and the naive one take turns in one run, so that other work of the machine slows both.
Times in memory are CPU time, medians of the turns; those with MPD are by the clock.
"""

import argparse
import asyncio
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[3] / "tests"))  # silent songs

from bench.music.naive import Plain, naive_best
from fakes.silent_songs import write_song
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library import browse
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library
from mien.music.library.search import SearchIndex
from mien.music.library.update import updated
from mien.music.player.mpd import MpdPlayer
from mien.music.player.mpd_connection import MpdConnection
from mien.music.player.mpd_protocol import command
from mien.music.player.player import PlayerGoneError
from mien.music.player.private_mpd import PrivateMpd
from mien.music.selection.alike.similar import similar
from mien.music.selection.criteria import Moment
from mien.music.selection.decision.mcdm import Method
from mien.music.selection.heard import DISLIKED, LIKED, REMEMBERED
from mien.music.selection.rank import RankingConfig, rank
from mien.music.selection.rules import default_rules
from mien.music.song import Song

TAGS = (
    "Pop",
    "Rock",
    "Jazz",
    "Classical",
    "Lo-Fi Hip Hop",
    "Metal",
    "Ambient",
    "Acoustic",
    "Folk/Rock",
    "Odd",
)
TURNS = 15
CHANGED = 20
COLUMNS = """CPU milliseconds (median); memory in MB. All are TOPSIS but where a method is named.

update: 20 songs changed, 1 gone; first: right after it; used: 2,000 songs heard, 300 opinions;
rested: after half a second of sleep; naive: the same ranking in plain Python.
"""
RESTED = 0.5
"""Seconds of sleep, in which a busy machine gives the caches to others."""
TYPED = ("track 12", "artist 7 album", "lo-fi", "classical track", "nothing like it")
AN_ALBUM = browse.AlbumKey("Album 7", "", "artist0000/album00007")
BROWSED: Mapping[str, Callable[[Library], object]] = {
    "artists": browse.artists,
    "albums": browse.albums,
    "genres": browse.genres,
    "folders": browse.folders,
    "genre": lambda library: browse.songs_of_genre(library, "Jazz"),
    "album": lambda library: browse.songs_on_album(library, AN_ALBUM),
    "recent": lambda library: browse.songs_recently_added(library, 500),
}
"""What is browsed; a list is made once for each state of the library."""
_Made = TypeVar("_Made")
SAD = default_rules().wanted(Emotion.SAD, Policy.MATCH)


def songs_made_up(count: int) -> Iterator[Song]:
    """Yield songs: 10 to an album, 5 albums to an artist."""
    rng = random.Random(1)  # noqa: S311  # repeatable
    for number in range(count):
        measured = number % 3 == 0
        yield Song(
            f"artist{number // 50:04}/album{number // 10:05}/{number:06}.mp3",
            f"Track {number}",
            f"Artist {number // 50}",
            f"Album {number // 10}",
            (rng.choice(TAGS),),
            track=number % 10 + 1,
            added=1.6e9 + number,
            duration=200.0,
            valence=rng.uniform(-1, 1) if measured else None,
            arousal=rng.uniform(-1, 1) if measured else None,
        )


@dataclass
class Turns:
    """What turns cost."""

    took: dict[str, list[float]] = field(default_factory=dict)
    """Milliseconds of CPU by name, one entry per turn."""

    def time(self, name: str, turn: Callable[[], object]) -> None:
        """Do one turn and note how long it took."""
        begin = time.thread_time()
        turn()
        self.took.setdefault(name, []).append((time.thread_time() - begin) * 1e3)

    def typical(self, name: str) -> float:
        """Return the median, in milliseconds."""
        return statistics.median(self.took[name])


def in_memory(count: int) -> dict[str, float]:
    """Return milliseconds and MB for a library of `count` songs."""
    songs = list(songs_made_up(count))
    turns = Turns()
    turns.time("build", lambda: build_library(songs, shipped_genres()))
    library, size = _sized(lambda: build_library(songs, shipped_genres()))
    heard = tuple(song.uri for song in songs[: 200 * 7 : 7])
    moment, plain = Moment(SAD, heard), Plain.of(library)
    used = Moment(
        SAD,
        tuple(song.uri for song in songs[: REMEMBERED * 7 : 7]),
        {song.uri: LIKED if place % 3 else DISLIKED for place, song in enumerate(songs[: 300 * 37 : 37])},
    )
    for _ in range(TURNS):
        turns.time("update", lambda: updated(library, (songs[0].uri,), songs[1 : CHANGED + 1]))
        turns.time("first", lambda: rank(library, moment, RankingConfig(), 3))
        turns.time("used", lambda: rank(library, used, RankingConfig(), 3))
        time.sleep(RESTED)
        turns.time("rested", lambda: rank(library, moment, RankingConfig(), 3))
        for method in Method:
            turns.time(method, lambda method=method: rank(library, moment, RankingConfig(method), 3))  # type: ignore[misc]
    for _ in range(3):
        turns.time("naive", lambda: naive_best(plain, SAD, heard, 3))
    return {name: turns.typical(name) for name in turns.took} | {"memory": size}


def _sized(make: Callable[[], _Made]) -> tuple[_Made, float]:
    """Return what is made, and the MB it holds."""
    tracemalloc.start()
    made = make()
    size = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return made, size


def by_the_owner(count: int) -> dict[str, float]:
    """Return milliseconds and MB for searching and browsing a library of `count` songs."""
    library = build_library(songs_made_up(count), shipped_genres())
    turns = Turns()
    index, size = _sized(lambda: SearchIndex.of(library))
    turns.time("index", lambda: SearchIndex.of(library))
    for _ in range(TURNS // 5):
        for query in TYPED:
            for letters in range(1, len(query) + 1):
                turns.time("search", partial(index.search, query[:letters]))
        for name, listed in BROWSED.items():
            turns.time(name, partial(listed, library))
        turns.time("more like", lambda: similar(library, count // 2, 10))
    found = {name: turns.typical(name) for name in turns.took}
    return found | {"worst search": max(turns.took["search"]), "memory": size}


async def with_mpd(count: int) -> dict[str, float]:
    """Return milliseconds for reading a real MPD's library, and for MPD's own way to find a song."""
    with tempfile.TemporaryDirectory(prefix="mien-") as there:
        for song in songs_made_up(count):
            write_song(
                Path(there) / "music",
                Song(song.uri, song.title, song.artist, song.album, song.genres, duration=0.2),
            )
        async with PrivateMpd(Path(there), Path(there) / "music").running() as player:
            took = {"first load": await _timed(lambda: _all_songs(player))}
            took["find + random"] = await _timed(lambda: _find(there))
            took["listallinfo"] = await _timed(lambda: _everything_at_once(there))
            return took


async def _timed(doing: Callable[[], object]) -> float:
    begin = time.perf_counter()
    did = await doing()  # type: ignore[misc]  # every caller passes a coroutine
    return float("nan") if did is False else (time.perf_counter() - begin) * 1e3


async def _all_songs(player: MpdPlayer) -> Library:
    pages = [page async for page in player.songs()]
    return build_library((song for page in pages for song in page), shipped_genres())


async def _find(there: str) -> None:
    connection = await MpdConnection.open(str(Path(there) / "mpd.socket"), None, 60.0)
    answer = (await connection.ask(command("find", "(genre == 'Classical')"))).all()[0]
    random.Random(1).choice([value for key, value in answer if key == "file"])  # noqa: S311  # as above
    await connection.close()


async def _everything_at_once(there: str) -> bool:
    """Ask for all songs in one answer; return whether MPD could."""
    connection = await MpdConnection.open(str(Path(there) / "mpd.socket"), None, 60.0)
    try:
        await connection.ask(command("listallinfo"))
    except PlayerGoneError:
        return False
    await connection.close()
    return True


def table(rows: dict[int, dict[str, float]]) -> str:
    """Return a Markdown table, one row for each number of songs."""
    names = list(next(iter(rows.values())))
    lines = ["| songs | " + " | ".join(names) + " |", "|" + "---:|" * (len(names) + 1)]
    for count, row in rows.items():
        shown = ["dropped" if row[name] != row[name] else f"{row[name]:.3g}" for name in names]
        lines.append(f"| {count:,} | " + " | ".join(shown) + " |")
    return "\n".join(lines)


def main() -> int:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description="What the music costs.")
    parser.add_argument("--songs", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--mpd", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--svg", type=Path)
    asked = parser.parse_args()
    ours = {count: in_memory(count) for count in asked.songs}
    print(COLUMNS)
    print(table(ours))
    print("\nSearching, letter by letter, and browsing; CPU milliseconds, memory of the index in MB.\n")
    print(table({count: by_the_owner(count) for count in asked.songs}))
    theirs = {count: asyncio.run(with_mpd(count)) for count in asked.mpd}
    if theirs:
        print(f"\nA real MPD ({_version()}), milliseconds.\n")
        print(table(theirs))
    if asked.svg:
        from bench.music.growth import picture

        asked.svg.write_text(picture(ours), encoding="utf-8")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"\nMost memory this measurement held: {most:.0f} MB")
    return 0


def _version() -> str:
    said = subprocess.run(["mpd", "--version"], capture_output=True, text=True, check=False).stdout
    return said.partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
