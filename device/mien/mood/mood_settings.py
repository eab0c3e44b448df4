"""The settings of the mood core; the configuration passes them on."""

from dataclasses import dataclass

from mien.mood.estimation.room import Following
from mien.mood.mood import Policy
from mien.types import Percent, Seconds


@dataclass(frozen=True, slots=True)
class MoodSettings:
    """How the speaker reads the room.

    `listener`: whom it follows if there are several people: "main", "majority" or "average". `certainty`
    (0.5..1): how far ahead a new mood must be before the music follows; `hold`: the
    shortest time it must lead. `rest`: the pause after a change before the next.
    `override_hold`: how long a mood chosen by hand stays. `empty_pause`: in a room empty for this long the
    music pauses until somebody comes back; 0: never. `policy`: how the music responds to a mood at the start.
    `pairing`: how long the pair button lets a new browser in. `duck`: decibels by which the music falls while
    people talk; 0: not at all. `follow_noise`: between which volumes it follows the room's noise; None: it
    doesn't.
    """

    listener: Following = Following.MAIN
    certainty: float = 0.93
    hold: Seconds = 0.4
    rest: Seconds = 5.0
    override_hold: Seconds = 3600.0
    empty_pause: Seconds = 900.0
    policy: Policy = Policy.MATCH
    pairing: Seconds = 120.0
    duck: float = 0.0
    follow_noise: tuple[Percent, Percent] | None = None
