"""Analyses a file: decodes it, and runs the song network on it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mien.errors import MienError
from mien.music.audio import features
from mien.music.audio.decode import samples_of
from mien.music.audio.features import Samples
from mien.music.audio.song_network import SongNetwork
from mien.music.audio.sound import Sound

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listener:
    """Describes what songs sound like."""

    by: str
    """Its name in stickers; a song that another listener analysed is analysed again."""
    judge: Callable[[Samples], Sound | None]
    """Returns what samples sound like, None if they are too short or silent."""

    def hear(self, file: Path) -> Sound | None:
        """Return what a file sounds like, None if it is too short or silent.

        Raises:
            DecodeError: it isn't music that can be read.
        """
        return self.judge(samples_of(file))


def listener() -> Listener:
    """Return the song network; simple features if its files or an interpreter are missing."""
    try:
        network = SongNetwork()
    except MienError as why:
        logger.warning("Songs are analysed by simple features, without a genre: %s", why)
        return Listener(features.BY, features.sound_of)
    return Listener(f"network {network.manifest.version}", network.sound_of)
