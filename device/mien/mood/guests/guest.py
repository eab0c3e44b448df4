"""Who else may have the loudspeaker: a phone or a computer that plays on it without MPD. Values only."""

from dataclasses import dataclass
from enum import StrEnum


class GuestPlayer(StrEnum):
    """How a guest's music comes in."""

    AIRPLAY = "airplay"
    BLUETOOTH = "bluetooth"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody whose music plays instead of ours."""

    player: GuestPlayer
    """Its way in."""
    name: str = ""
    """The name of the phone or computer; "" if unknown."""
