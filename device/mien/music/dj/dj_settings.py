"""What can be set about the music."""

from dataclasses import dataclass, field

from mien.music.dj.failures import FIRST_REST
from mien.music.player.player import PlaybackOptions
from mien.music.selection.rank import RankingConfig
from mien.music.song import Song
from mien.types import Seconds


@dataclass(frozen=True, slots=True)
class DjSettings:
    """`ahead`: songs of ours to keep queued. `fade`: seconds in which a song left early goes quiet; 0 cuts.

    `manners`: how songs follow each other. `taste`: how songs are compared. `seed` decides between equals.
    `rest`: seconds until it tries again when no song can be played, longer each time.
    `notes`: keep what the owner said of songs, as stickers. `stations`: play while the library is empty.
    """

    ahead: int = 3
    fade: Seconds = 1.2
    manners: PlaybackOptions = field(default_factory=PlaybackOptions)
    taste: RankingConfig = field(default_factory=RankingConfig)
    seed: int = 0
    rest: Seconds = FIRST_REST
    notes: bool = True
    stations: tuple[Song, ...] = ()
