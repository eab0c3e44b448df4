"""What the analysis found: `mien library skipped`, `moods` and `export`."""

import argparse
import asyncio
import csv
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TextIO, TypeAlias, TypeVar

import numpy as np

from mien.cli.choose import library_of_mpd
from mien.music.analysis.mood_lists import mood_word, remove_mood_lists, write_mood_lists
from mien.music.analysis.progress import SERVICE_FILE, in_words, read_progress
from mien.music.audio.sound import SOUND, read_sound
from mien.music.library.library import Library
from mien.music.player.mpd import MpdPlayer
from mien.music.song import Song, Uri

_Made = TypeVar("_Made")
LibraryCommand: TypeAlias = Callable[[str, str | None, argparse.Namespace, TextIO], int]

COLUMNS = ("uri", "title", "artist", "album", "genres", "estimated_genre", "mood")
MEASURES = ("valence", "arousal", "energy", "tempo", "loudness", "key")


def analysis_report(library: Library) -> str:
    """Return how much of a library was analysed, and what the service is doing."""
    heard, estimated = int(library.embedding.any(axis=1).sum()), int(library.estimated[library.tagged].sum())
    measured = int((~np.isnan(library.measures["valence"])).sum())
    lines = f"{max(heard, measured):,} songs analysed, {estimated:,} with an estimated genre\n"
    progress = read_progress(SERVICE_FILE)
    return lines + (f"In the background: {in_words(progress)}\n" if progress is not None else "")


def skipped(address: str, password: str | None, _: argparse.Namespace, out: TextIO) -> int:
    """List the songs that can't be analysed, each with the reason."""
    problems = _with_player(address, password, _problems)
    out.writelines(f"{uri}: {why}\n" for uri, why in sorted(problems.items()))
    out.write(f"{len(problems):,} songs can't be analysed.\n" if problems else "All songs can be analysed.\n")
    return 0


def moods(address: str, password: str | None, arguments: argparse.Namespace, out: TextIO) -> int:
    """Write the playlists of moods, or delete them and the notes of moods."""
    if arguments.remove:
        songs = _with_player(address, password, remove_mood_lists)
        out.write(f"The playlists are deleted, and the moods of {songs:,} songs.\n")
        return 0
    lists = _with_player(address, password, write_mood_lists)
    out.write(f"{lists} {'playlist' if lists == 1 else 'playlists'} written.\n")
    return 0


def export(address: str, password: str | None, _: argparse.Namespace, out: TextIO) -> int:
    """Write what is known of all songs as CSV."""
    rows = csv.writer(out)
    rows.writerow((*COLUMNS, *MEASURES))
    rows.writerows(map(_cells, library_of_mpd(address, password).songs()))
    return 0


COMMANDS: Mapping[str, LibraryCommand] = MappingProxyType(
    {"skipped": skipped, "moods": moods, "export": export}
)


def _cells(song: Song) -> tuple[str, ...]:
    about = (song.uri, song.title, song.artist, song.album, "; ".join(song.genres), song.estimated_genre)
    measured = [getattr(song, name) for name in MEASURES]
    shown = ("" if each is None else f"{each:.3g}" if isinstance(each, float) else each for each in measured)
    return tuple(map(_harmless, (*about, mood_word(song.valence, song.arousal), *shown)))


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet mistakes for a formula; numbers may begin with a minus."""
    try:
        float(cell)
    except ValueError:
        return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
    return cell


async def _problems(player: MpdPlayer) -> dict[Uri, str]:
    found: dict[Uri, str] = {}
    async for page in player.songs():
        notes = await player.stickers(SOUND, [song.uri for song in page])
        sounds = ((uri, read_sound(note)) for uri, note in notes.items())
        found |= {uri: sound.problem for uri, sound in sounds if sound is not None and sound.problem}
    return found


def _with_player(address: str, password: str | None, do: Callable[[MpdPlayer], Awaitable[_Made]]) -> _Made:
    async def once() -> _Made:
        player = await MpdPlayer.connected(address, password)
        try:
            return await do(player)
        finally:
            await player.close()

    return asyncio.run(once())
