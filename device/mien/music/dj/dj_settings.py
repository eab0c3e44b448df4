"""The settings of the music."""

from dataclasses import dataclass, field
from pathlib import Path

from mien.music.dj.failures import FIRST_REST
from mien.music.player.player import PlaybackOptions
from mien.music.selection.rank import RankingConfig
from mien.music.song import Song
from mien.types import Seconds


@dataclass(frozen=True, slots=True)
class DjSettings:
    """How music is chosen and played."""

    ahead: int = 3
    """How many songs of ours to keep queued."""
    fade: Seconds = 1.2
    """Seconds in which a song that is skipped fades out; 0 cuts it off."""
    options: PlaybackOptions = field(default_factory=PlaybackOptions)
    """How songs follow each other."""
    ranking: RankingConfig = field(default_factory=RankingConfig)
    """How songs are compared."""
    seed: int = 0
    """Decides between songs that are equally good."""
    rest: Seconds = FIRST_REST
    """Seconds until it tries again when no song can be played; longer each time."""
    stickers: bool = True
    """Whether to keep at the player, as stickers, what was queued and what the owner said of songs."""
    stations: tuple[Song, ...] = ()
    """Radio stations, played while the library is empty."""
    sounds: Path | None = None
    """Where to keep what songs sound like for the next start; None: nowhere."""
