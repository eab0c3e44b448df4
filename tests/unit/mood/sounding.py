"""A player made by hand that does what a session wishes, and reports it."""

from dataclasses import dataclass, field
from math import ceil

from mien.mood.events import Event, PlayerSaid, PlayerStatus, Tick
from mien.mood.session import step
from mien.mood.state import Session
from mien.mood.wishes import Pause, PlayMood, Resume, Volume, Wish
from mien.types import Percent, PlayState, Seconds


@dataclass
class Room:
    """A session and its player, in the same room."""

    session: Session
    state: PlayState = PlayState.PLAY
    volume: Percent | None = 60
    at: Seconds = 0.0
    is_deaf: bool = False
    """It does nothing that is wished."""
    heard: list[tuple[PlayState, Percent | None]] = field(default_factory=list)
    """What the player did after each event."""
    wished: list[Wish] = field(default_factory=list)
    """All that was wished."""

    def __post_init__(self) -> None:
        """Meet the player."""
        self.report()

    def report(self) -> None:
        """Let the player say how it is, and hear what is wished."""
        self.is_deaf = False
        self.happens(PlayerSaid(PlayerStatus(self.state, volume=self.volume), self.at))

    def sets(self, *, volume: Percent | None = None, state: PlayState | None = None) -> None:
        """Let somebody set the player from another app."""
        self.volume = self.volume if volume is None else volume
        self.state = state or self.state
        self.report()

    def goes_away(self) -> None:
        """Let the player go away, until it reports again."""
        self.is_deaf = True
        self.happens(PlayerSaid(None, self.at))

    def happens(self, event: Event) -> None:
        """Let something happen, and the player do what follows, and say so."""
        self.session, wishes = step(self.session, event)
        self.wished += wishes
        before = (self.state, self.volume)
        for wish in () if self.is_deaf else wishes:
            self._do(wish)
        self.heard.append((self.state, self.volume))
        if (self.state, self.volume) != before:
            self.report()

    def waits(self, seconds: Seconds, step: Seconds = 1.0) -> None:
        """Let time go by, a step at a time."""
        for _ in range(ceil(seconds / step)):
            self.at += step
            self.happens(Tick(self.at))

    def _do(self, wish: Wish) -> None:
        match wish:
            case Volume(percent):
                self.volume = percent
            case Pause():
                self.state = PlayState.PAUSE
            case Resume():
                self.state = PlayState.PLAY
            case PlayMood() if wish.soon:
                self.state = PlayState.PLAY
            case _:
                pass
