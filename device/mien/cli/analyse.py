"""`mien library analyse`: what songs sound like, kept at the player for every client to see.

Run by hand, it shows its progress and ends; with --follow it is the service that works while the board is
idle.
"""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from mien.music.analysis.analysis import Analysed, Analysis
from mien.music.analysis.background import run_in_background
from mien.music.analysis.mood_lists import write_mood_lists
from mien.music.analysis.song_listener import Listener, listener
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import PlayerError, PlayerRefusedError

EVERY = 10
"""Songs between two lines of progress, if the output isn't a terminal."""


@dataclass(frozen=True, slots=True)
class AnalyseOptions:
    """What the command line asks for."""

    music: Path | None = None
    """MPD's music folder; None asks MPD, which names it only over its UNIX socket."""
    follow: bool = False
    """Whether to keep running, while the board is idle."""
    playlists: bool = True
    """Whether to write playlists of moods."""


def analyse_command(
    address: str, password: str | None, options: AnalyseOptions, out: TextIO, err: TextIO
) -> int:
    """Run `analyse_library` at the lowest priority, and end at once when asked to."""
    with contextlib.suppress(PermissionError):  # systemd has set it already, and forbids the call
        os.nice(19)
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.SIG_DFL)  # in the middle of a song: each result is safe at MPD
    if options.follow:
        from mien.health.journal import log_handler

        logging.basicConfig(level=logging.INFO, handlers=[log_handler("mien-songs")])
    return analyse_library(address, password, options, out, err)


def analyse_library(
    address: str, password: str | None, options: AnalyseOptions, out: TextIO, err: TextIO
) -> int:
    """Analyse an MPD's library; return the exit status, 1 if it failed or some songs can't be analysed."""
    try:
        failed = asyncio.run(_analyse(address, password, options, listener(), (out, err)))
    except PlayerError as no:
        err.write(f"mien library analyse: {no}.\n")
        return 1
    return int(failed > 0)


async def _analyse(
    address: str, password: str | None, options: AnalyseOptions, by: Listener, to: tuple[TextIO, TextIO]
) -> int:
    player = await MpdPlayer.connected(address, password)
    try:
        folder = options.music or await player.music_folder()
        if folder is None:
            raise PlayerRefusedError(
                "MPD doesn't name its music folder over the network; name it with --music"
            )
        if options.follow:
            await run_in_background(player, folder, by, playlists=options.playlists)
        failed = await _progress(Analysis(player, folder, by).run(), *to)
        if options.playlists:
            await write_mood_lists(player)
        return failed
    finally:
        await player.close()


async def _progress(songs: AsyncGenerator[Analysed], out: TextIO, err: TextIO) -> int:
    """Report progress; return how many songs could not be analysed."""
    done = failed = 0
    async for song in songs:
        done, failed = done + 1, failed + bool(song.sound.problem)
        of = done + song.progress.left
        if song.sound.problem:
            err.write(f"{song.uri}: {song.sound.problem}\n")
        if out.isatty():
            full = 30 * done // of
            out.write(f"\r[{'#' * full}{'.' * (30 - full)}] {done:,} of {of:,}")
        elif done % EVERY == 0 or done == of:
            out.write(f"{done:,} of {of:,}\n")
    out.write("\n" if out.isatty() else "")
    out.write(f"{done - failed:,} songs analysed, {failed:,} could not be.\n")
    return failed
