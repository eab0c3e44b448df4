"""The analysis as a service: works whenever the board is idle, and again whenever the library changes.

Any signal ends it at once, even in the middle of a song: only the work on that song is lost. Without MPD it
ends too, and systemd starts it again.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from mien.health.sd_notify import Tell, sd_notify
from mien.music.analysis.analysis import Analysis
from mien.music.analysis.conditions import Board, Conditions, board
from mien.music.analysis.mood_lists import write_mood_lists
from mien.music.analysis.progress import AnalysisProgress, in_words, read_progress, write_progress
from mien.music.analysis.song_listener import Listener
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import Subsystem
from mien.types import Seconds

logger = logging.getLogger(__name__)

LOOK_EVERY: Seconds = 10.0
"""How often the board is checked while it is busy."""
SETTLED: Seconds = 30.0
"""Music that is being copied arrives piece by piece."""
PUBLISH_EVERY = 500
"""Number of songs after which the mood playlists are written again."""


def progress_file(environment: Mapping[str, str]) -> Path | None:
    """Return where to note the progress: in the folder that systemd made for this service, if it did."""
    folder = environment.get("RUNTIME_DIRECTORY")
    return Path(folder) / "progress.json" if folder else None


async def run_in_background(
    player: MpdPlayer, music: Path, listener: Listener, *, playlists: bool = True
) -> None:
    """Analyse the remaining songs, and any that are added later, for ever.

    Raises:
        PlayerGoneError: MPD is gone.
    """
    file, tell = progress_file(os.environ), sd_notify(os.environ)
    tell("READY=1")
    before = read_progress(file) if file is not None else None
    changed = asyncio.Event()
    watching = asyncio.create_task(_watch(player, changed))
    try:
        while True:
            analysis = Analysis(player, music, listener, _noter(file, tell), may_work)
            await _run_once(player, analysis, before, playlists=playlists)
            before = None
            await asyncio.wait({watching, asyncio.create_task(changed.wait())}, return_when="FIRST_COMPLETED")
            if watching.done():
                watching.result()
            await asyncio.sleep(SETTLED)
            changed.clear()
    finally:
        watching.cancel()


async def may_work(say: Callable[[str], None], look: Callable[[], Board] = board) -> None:
    """Return once the board is cool and idle; until then report why it isn't."""
    conditions = Conditions().after(look())
    while conditions.waiting:
        say(conditions.waiting)
        await asyncio.sleep(LOOK_EVERY)
        conditions = conditions.after(look())


async def _run_once(
    player: MpdPlayer, analysis: Analysis, before: AnalysisProgress | None, *, playlists: bool
) -> None:
    count = 0
    async for song in analysis.run(before):
        count += 1
        if song.sound.problem:
            logger.info("%s is skipped: %s.", song.uri, song.sound.problem)
        if playlists and count % PUBLISH_EVERY == 0:
            await write_mood_lists(player)
    if count:
        logger.info("%d songs analysed.", count)
    if count and playlists:
        await write_mood_lists(player)


async def _watch(player: MpdPlayer, changed: asyncio.Event) -> None:
    """Note whenever the library changes; ping MPD in between."""
    async for what in player.changes():
        if Subsystem.DATABASE in what:
            changed.set()


def _noter(file: Path | None, tell: Tell) -> Callable[[AnalysisProgress], None]:
    def note(progress: AnalysisProgress) -> None:
        tell(f"STATUS={in_words(progress)}")
        if file is not None:
            write_progress(file, progress)

    return note
