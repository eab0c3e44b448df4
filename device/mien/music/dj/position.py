"""Where the player is in its song, also between two requests. Pure: the time, in seconds, is an argument.

The player says how much of a song has played only when it is asked. From then on the position follows from
the time that has passed; asking again confirms it, unless somebody sought, or the song began with a delay.
"""

from dataclasses import dataclass, replace
from typing import Self

from mien.music.player.player import Playing
from mien.types import EntryId, PlayState, Seconds

JUMP: Seconds = 0.4
"""The player's own figures are off by a few tenths of a second; more than this is a seek."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where the player was at a moment, and whether it has been moving since."""

    entry: EntryId | None = None
    """The current entry, None without one."""
    elapsed: Seconds = 0.0
    """How much of it had played at `at`."""
    at: Seconds = 0.0
    """The moment of asking."""
    duration: Seconds = 0.0
    """How long the song is; 0 if that is unknown."""
    is_moving: bool = False
    """Whether it plays."""
    least: Seconds = 0.0
    """What was shown already: after a small correction the position waits here instead of going back."""

    def elapsed_at(self, now: Seconds) -> Seconds:
        """Return how much of the song has played by now."""
        gone = self.elapsed + (max(0.0, now - self.at) if self.is_moving else 0.0)
        gone = max(gone, self.least)
        return min(gone, self.duration) if self.duration > 0 else gone

    def after(self, playing: Playing, at: Seconds) -> Self:
        """Return the position after the player has reported its state."""
        is_moving = playing.state is PlayState.PLAY
        fresh = type(self)(playing.entry, playing.elapsed, at, playing.duration, is_moving)
        if fresh.is_jump(self):
            return fresh
        shown = self.elapsed_at(at)
        least = shown if shown > playing.elapsed else 0.0
        return type(self)(playing.entry, playing.elapsed, at, playing.duration, is_moving, least)

    def held(self, now: Seconds) -> Self:
        """Return the position from when the player can't be asked any more: it stays where it is."""
        return replace(self, elapsed=self.elapsed_at(now), at=now, is_moving=False)

    def is_jump(self, before: "Position") -> bool:
        """Return whether the position is different from what the passage of time explains."""
        return self.entry != before.entry or abs(self.elapsed - before.elapsed_at(self.at)) > JUMP
