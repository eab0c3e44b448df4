"""How often the house hears of the speaker."""

from dataclasses import dataclass

from mien.types import Seconds


@dataclass(frozen=True, slots=True)
class HomePace:
    """Intervals and limits."""

    spacing: Seconds = 0.5
    """The least time between two states."""
    drift: Seconds = 5.0
    """Between two states that differ in how sure, strong or fleeting a mood is, and in nothing else."""
    diagnostics: Seconds = 60.0
    """Time between two publications of the numbers; state and availability are corrected then as well."""
    senses: Seconds = 10.0
    """Between two looks at the senses: the numbers are published at once if one says something else."""
    birth: Seconds = 3.0
    """Home Assistant gets its answer within this time after its start; not from every device at once."""
    room: Seconds = 1.0
    """Time between two checks of our own room, for those that share its mood."""
    flood_rest: Seconds = 60.0
    """How long commands are ignored after a flood."""


USUAL_PACE = HomePace()
