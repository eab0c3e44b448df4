"""A dj at work on a player without sound, for the tests of what it does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest

from mien.mood.emotion import Emotion
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import PlayMood
from mien.music.dj.dj import Dj, DjSettings
from mien.music.dj.music_events import MusicEvent
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.player import PlaybackOptions, Player
from mien.music.player.reconnecting import ReconnectingPlayer
from mien.music.selection.rules import default_rules
from mien.music.song import Song
from mien.retry import Backoff
from mien.types import PlayState

GENRES = {"rock": "Rock", "metal": "Metal", "jazz": "Jazz", "lofi": "Lo-Fi Hip Hop", "pop": "Pop"}
LIBRARY = tuple(
    Song(f"{word}/{i}", f"{genre} {i}", f"{word} artist {i}", "", (genre,), duration=200.0)
    for word, genre in GENRES.items()
    for i in range(8)
)
ANGRY, NEUTRAL, HAPPY = Emotion.ANGRY, Emotion.NEUTRAL, Emotion.HAPPY
SETTINGS = DjSettings(ahead=3, fade=0.01, options=PlaybackOptions(crossfade=2))


def play(emotion: Emotion, policy: Policy = Policy.MATCH, *, soon: bool = False) -> PlayMood:
    return PlayMood(Mood(emotion), policy, soon=soon)


class Room:
    """A dj at work on a fake player."""

    def __init__(self, player: FakePlayer, settings: DjSettings) -> None:
        self.player = player
        self.told: list[MusicEvent] = []
        self.dj = Dj(
            ReconnectingPlayer(self._connect, retries=Backoff(0.001, 10.0)),
            default_rules(),
            settings,
            tell=self.told.append,
        )

    async def _connect(self) -> Player:
        await self.player.status()
        return self.player

    async def wish(self, *wishes: object) -> None:
        for wish in wishes:
            await self.dj.perform(wish)  # type: ignore[arg-type]  # wishes, by their classes above
        await self.calm()

    async def calm(self) -> None:
        """Let everybody finish what they are at; time does not go by."""
        for _ in range(100):
            await asyncio.sleep(0)

    async def back(self) -> None:
        """Wait until the player is there again."""
        for _ in range(5000):
            if not self.dj.now().away and self.dj.now().playing.state is PlayState.PLAY:
                return
            await asyncio.sleep(0.001)
        pytest.fail("the player did not come back")

    def upcoming(self) -> list[str]:
        return [queued.entry.uri for queued in self.dj.now().upcoming]

    def genres(self) -> set[str]:
        """Return the genres of what is still to come."""
        return {uri.split("/")[0] for uri in self.upcoming()}

    def events(self, kind: Callable[..., MusicEvent]) -> list[MusicEvent]:
        return [event for event in self.told if isinstance(event, kind)]  # type: ignore[arg-type]  # a class


@contextlib.asynccontextmanager
async def room(player: FakePlayer | None = None, settings: DjSettings = SETTINGS) -> AsyncIterator[Room]:
    made = Room(player or FakePlayer(LIBRARY), settings)
    running = asyncio.create_task(made.dj.run())
    await made.calm()
    yield made
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
