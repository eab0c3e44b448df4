"""Small types that every layer shares: times, points and boxes in a picture, the state of a player."""

from enum import StrEnum
from typing import TypeAlias

Seconds: TypeAlias = float
Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""x, y of the upper left corner, width, height; pixels of the frame."""
Percent: TypeAlias = int
EntryId: TypeAlias = int
"""Names one entry of the player's queue for as long as the player runs; it moves with the entry."""

LEAST_RATE, MOST_RATE = 0.5, 30.0  # allowed glances per second


class PlayState(StrEnum):
    """What MPD is doing, in MPD's own terms."""

    PLAY = "play"
    PAUSE = "pause"
    STOP = "stop"
