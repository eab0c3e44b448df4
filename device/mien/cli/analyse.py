"""`mien library analyse`: what untagged songs sound like, kept at the player for every client to see.

A song's Mood tag is believed; songs without one are analysed. It can be stopped and started again (a song
that is done is left alone), runs at the lowest priority, and is not part of the running speaker.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from mien.music.audio.decode import DecodeError, samples_of
from mien.music.audio.features import sound_of
from mien.music.audio.sound import SOUND, Sound
from mien.music.library.mood_tags import feeling_of
from mien.music.library.stations import is_endless
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import PlayerError, PlayerRefusedError
from mien.music.song import Uri

BY_TAG = "mood tag"
EVERY = 10
"""Songs between two lines of progress, if the output isn't a terminal."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """A song that was analysed."""

    uri: Uri
    """Which song."""
    place: int
    """Its number in this run, from 1."""
    of: int
    """How many songs this run has."""
    sound: Sound | None
    """What it sounds like; None if that can't be said."""
    why: str = ""
    """Why not, "" if it can."""


async def analysed(
    player: MpdPlayer, music: Path, analyse: Callable[[Path], Awaitable[Sound | None]]
) -> AsyncGenerator[Analysed]:
    """Analyse all songs that have no sticker yet, one after the other; write each result, and yield it."""
    done = await player.stickers(SOUND)
    left = [uri for uri in await player.uris() if uri not in done and not is_endless(uri)]
    for place, uri in enumerate(left, 1):
        why = "too short or silent"
        try:
            sound = _by_tag(await player.moods(uri)) or await analyse(music / uri)
        except (DecodeError, PlayerRefusedError) as no:
            sound, why = None, str(no)
        if sound is not None:
            await player.set_sticker(uri, SOUND, sound.note())
        yield Analysed(uri, place, len(left), sound, "" if sound else why)


def analyse_command(address: str, password: str | None, music: Path | None, out: TextIO, err: TextIO) -> int:
    """Run `analyse_library`, and let everything else on the machine go first."""
    os.nice(19)
    return analyse_library(address, password, music, out, err)


def analyse_library(address: str, password: str | None, music: Path | None, out: TextIO, err: TextIO) -> int:
    """Analyse an MPD's library; return the exit status: 1 if it failed, or if some songs did.

    `music`: MPD's music folder; None asks MPD, which names it only over its UNIX socket.
    """
    try:
        failed = asyncio.run(_analyse(address, password, music, out, err))
    except PlayerError as no:
        err.write(f"mien library analyse: {no}.\n")
        return 1
    return int(failed > 0)


async def _analyse(address: str, password: str | None, music: Path | None, out: TextIO, err: TextIO) -> int:
    player = await MpdPlayer.connected(address, password)
    try:
        folder = music or await player.music_folder()
        if folder is None:
            raise PlayerRefusedError(
                "MPD doesn't name its music folder over the network; name it with --music"
            )
        return await _progress(analysed(player, folder, _analyse_file), out, err)
    finally:
        await player.close()


async def _analyse_file(path: Path) -> Sound | None:
    """Analyse in a thread: the connection to MPD must be kept alive meanwhile."""
    return await asyncio.to_thread(lambda: sound_of(samples_of(path)))


async def _progress(songs: AsyncGenerator[Analysed], out: TextIO, err: TextIO) -> int:
    """Report progress; return how many songs could not be analysed."""
    done = failed = 0
    async for song in songs:
        done, failed = done + 1, failed + (song.sound is None)
        if song.sound is None:
            err.write(f"{song.uri}: {song.why}\n")
        if out.isatty():
            full = 30 * song.place // song.of
            out.write(f"\r[{'#' * full}{'.' * (30 - full)}] {song.place:,} of {song.of:,}")
        elif song.place % EVERY == 0 or song.place == song.of:
            out.write(f"{song.place:,} of {song.of:,}\n")
    out.write("\n" if out.isatty() else "")
    out.write(f"{done - failed:,} songs analysed, {failed:,} could not be.\n")
    return failed


def _by_tag(moods: tuple[str, ...]) -> Sound | None:
    feeling = feeling_of(moods)
    return None if feeling is None else Sound(BY_TAG, feeling.valence, feeling.arousal)
