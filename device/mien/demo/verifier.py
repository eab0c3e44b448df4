"""Remembers what the speaker did during the demo, and says at the end whether each mood got its music.

It is told what the reel meant to show; the speaker never is.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from mien.demo.reel import Slot
from mien.mood.emotion import Emotion, MoodName
from mien.mood.events import Seen
from mien.mood.glance import Glance
from mien.mood.wishes import DisplayState
from mien.music.dj.music_events import MusicEvent, MusicProblem, MusicState, SongBegan
from mien.music.song import Song
from mien.types import Seconds

SETTLE: Seconds = 1.0
"""So long after a slot's end its mood may still settle: glances are on their way."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one mood of the reel; None where it did not happen. Seconds after the slot began."""

    emotion: Emotion
    settled_after: Seconds | None
    music_after: Seconds | None
    song: Song | None

    @property
    def followed(self) -> bool:
        """Whether the mood was read and its music came."""
        return self.settled_after is not None and self.music_after is not None


@dataclass(slots=True)
class Verifier:
    """Keeps what it hears. `fits`: whether a song's genres suit a mood by the rules. `clock`: monotonic."""

    clock: Callable[[], Seconds]
    fits: Callable[[Song, Emotion], bool]
    glance: Glance | None = None
    shown: DisplayState | None = None
    now: MusicState = field(default_factory=MusicState)
    begun: Seconds | None = None
    moods: list[tuple[Seconds, MoodName]] = field(default_factory=list)
    songs: list[tuple[Seconds, Song]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def hear(self, news: Seen | DisplayState | MusicEvent) -> None:
        """Take in what the speaker tells."""
        match news:
            case Seen(glance):
                self.glance = glance
                self.begun = glance.at if self.begun is None else self.begun
            case DisplayState():
                if self.shown is None or news.settled.name != self.shown.settled.name:
                    self.moods.append((self.clock(), news.settled.name))
                self.shown = news
            case MusicProblem(sentence):
                self.troubles += [sentence] if sentence else []
            case _:
                self._hear_music(news)

    def _hear_music(self, news: MusicEvent) -> None:
        if isinstance(news, MusicProblem):
            return
        self.now = news.now
        song = news.now.song
        if isinstance(news, SongBegan) and song is not None and song.pick is not None:
            self.songs.append((self.clock(), song.pick.song))

    def verdicts(self, slots: Collection[Slot], until: Seconds) -> list[Verdict]:
        """Return a verdict for each mood whose slot had ended `until`, seconds of the reel."""
        return [
            self._verdict(slot, slot.emotion)
            for slot in slots
            if slot.emotion is not None and slot.end <= until
        ]

    def _verdict(self, slot: Slot, emotion: Emotion) -> Verdict:
        """Return when in its slot the mood settled, and when after that a song that suits it began."""
        start = (self.begun or 0.0) + slot.start
        end = start + slot.length + SETTLE
        settled = next((at for at, mood in self.moods if start <= at <= end and mood is emotion), None)
        if settled is None:
            return Verdict(emotion, None, None, None)
        began = next(
            ((at, song) for at, song in self.songs if settled <= at <= end and self.fits(song, emotion)),
            None,
        )
        if began is None:
            return Verdict(emotion, settled - start, None, None)
        return Verdict(emotion, settled - start, began[0] - start, began[1])
