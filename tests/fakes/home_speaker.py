"""A speaker as the house sees it, that notes what it is asked and what is reported to its owner."""

from dataclasses import dataclass, field, replace

from mien.home.home_commands import Command
from mien.home.speaker import CameraState, Diagnostics, HomeRoom, HomeSong, HomeState, MusicActivity
from mien.mood.emotion import Emotion
from mien.mood.mood import Mood, Policy

HAPPY = HomeState(
    settled=Mood(Emotion.HAPPY, 0.8, 0.4, 0.93, 12.0),
    moment=Emotion.NEUTRAL,
    policy=Policy.LIFT,
    by_hand=False,
    people=2,
    camera=CameraState.ON,
    watched=False,
    music=MusicActivity.PLAYING,
    song=HomeSong("Sunny", "Ada", "Days", "Upbeat pop for a happy mood"),
    volume=60,
    volume_limit=80,
    certainty=0.96,
    problems=(),
)
EMPTY_ROOM = HomeRoom(is_occupied=False, emotion=None)
NUMBERS = Diagnostics(
    glances=500,
    frame_age=0.012,
    light=0.4,
    player_reply_took=0.004,
    player_reply_age=1.5,
    queue=3,
    songs=56,
    memory=63_000_000,
    mood_seconds={"happy": 61.5, "unsure": 3.0},
    reconnects=1,
    temperature=48.3,
    throttled=False,
)


@dataclass
class FakeHomeSpeaker:
    """A `HomeSpeaker`."""

    now: HomeState = HAPPY
    obeyed: list[Command] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    reconnects: int = 0
    is_connected: bool = False
    room_now: HomeRoom = EMPTY_ROOM
    numbers: Diagnostics = NUMBERS

    def room(self) -> HomeRoom:
        return self.room_now

    def state(self) -> HomeState:
        return self.now

    def diagnostics(self) -> Diagnostics:
        return self.numbers

    def obey(self, command: Command) -> None:
        self.obeyed.append(command)

    def reconnecting(self) -> None:
        self.reconnects += 1

    def connected(self, *, there: bool) -> None:
        self.is_connected = there

    def report(self, sentence: str) -> None:
        self.reported.append(sentence)

    def feels(self, emotion: Emotion) -> None:
        """Settle on another mood."""
        self.now = replace(self.now, settled=Mood(emotion, -0.6, 0.7, 0.9, 20.0))
