"""Records what the speaker did during the demo, and decides at the end whether each mood got its music.

It knows what the reel is meant to show; the speaker does not.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TypeAlias

from mien.demo.reel import Slot
from mien.mood.emotion import Emotion, MoodName
from mien.mood.events import Seen
from mien.mood.glance import Glance
from mien.mood.wishes import DisplayState
from mien.music.dj.music_events import MusicEvent, MusicProblem, MusicState, SongBegan
from mien.music.song import Song
from mien.types import Seconds

DemoEvent: TypeAlias = Seen | DisplayState | MusicEvent
"""Anything that the speaker reports during the demo."""

GRACE: Seconds = 1.0
"""A mood may settle this long after its slot has ended, because glances arrive late."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the music followed one mood of the reel."""

    emotion: Emotion
    """The mood that was shown."""

    settled_after: Seconds | None
    """Seconds from the start of the slot until the mood settled; None if it never did."""

    music_after: Seconds | None
    """Seconds from the start of the slot until suitable music began; None if it never did."""

    song: Song | None
    """The first suitable song."""

    @property
    def followed(self) -> bool:
        """Whether the mood was recognised and its music played."""
        return self.settled_after is not None and self.music_after is not None


@dataclass(slots=True)
class Verifier:
    """Records what the speaker reports."""

    clock: Callable[[], Seconds]
    """Monotonic."""

    suits: Callable[[Song, Emotion], bool]
    """Whether the rules name a song's genres for a mood."""

    glance: Glance | None = None
    """The latest glance."""

    shown: DisplayState | None = None
    """The latest mood."""

    now: MusicState = field(default_factory=MusicState)
    """What plays and what comes next."""

    begun: Seconds | None = None
    """When the first glance came."""

    moods: list[tuple[Seconds, MoodName]] = field(default_factory=list)
    """Each settled mood and when it settled."""

    songs: list[tuple[Seconds, Song]] = field(default_factory=list)
    """Each song that Mien chose and when it began."""

    problems: list[str] = field(default_factory=list)
    """Each problem, as a sentence."""

    @property
    def emotions(self) -> tuple[Emotion, ...]:
        """Each emotion that settled, in the order of their first time."""
        return tuple(dict.fromkeys(mood for _, mood in self.moods if isinstance(mood, Emotion)))

    def record(self, event: DemoEvent) -> None:
        """Record one event."""
        match event:
            case Seen(glance):
                self.glance = glance
                self.begun = glance.at if self.begun is None else self.begun
            case DisplayState():
                if self.shown is None or event.settled.name != self.shown.settled.name:
                    self.moods.append((self.clock(), event.settled.name))
                self.shown = event
            case MusicProblem(sentence):
                self.problems += [sentence] if sentence else []
            case _:
                self._record_music(event)

    def _record_music(self, event: MusicEvent) -> None:
        if isinstance(event, MusicProblem):
            return
        self.now = event.now
        song = event.now.song
        if isinstance(event, SongBegan) and song is not None and song.pick is not None:
            self.songs.append((self.clock(), song.pick.song))

    def verdicts(self, slots: Collection[Slot], until: Seconds) -> list[Verdict]:
        """Return a verdict for each mood whose slot ended within the first `until` seconds of the reel."""
        return [
            self._verdict(slot, slot.emotion)
            for slot in slots
            if slot.emotion is not None and slot.end <= until
        ]

    def _verdict(self, slot: Slot, emotion: Emotion) -> Verdict:
        """Find when in its slot the mood settled, and when a suitable song began after that."""
        start = (self.begun or 0.0) + slot.start
        end = start + slot.length + GRACE
        settled = next((at for at, mood in self.moods if start <= at <= end and mood is emotion), None)
        if settled is None:
            return Verdict(emotion, None, None, None)
        began = next(
            ((at, song) for at, song in self.songs if settled <= at <= end and self.suits(song, emotion)),
            None,
        )
        if began is None:
            return Verdict(emotion, settled - start, None, None)
        return Verdict(emotion, settled - start, began[0] - start, began[1])
