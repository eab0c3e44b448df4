"""The music, as the rest of the speaker knows it: carries out wishes one at a time, and reports changes."""

import asyncio
from asyncio import Lock
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from mien.mood.emotion import MoodName
from mien.mood.mood import Policy
from mien.mood.wishes import Pause, PlayMood, Previous, Resume, Skip, UndoSkip, Volume, Wish
from mien.music.dj.announcer import Announcer
from mien.music.dj.dj_settings import DjSettings
from mien.music.dj.music_events import MusicEvent, MusicState
from mien.music.dj.notes.opinions import Opinions
from mien.music.dj.notes.stickers import Stickers
from mien.music.dj.owner import Owner
from mien.music.dj.playback import Playback
from mien.music.dj.problems import ProblemKind, Problems
from mien.music.dj.queue.player_queue import PlayerQueue
from mien.music.dj.queue.queue_editor import QueueEditor
from mien.music.dj.queue.queue_fingerprint import QueueFingerprint
from mien.music.dj.queue.refill import QueueRefiller
from mien.music.dj.song_source import SongSource
from mien.music.dj.timekeeper import Timekeeper
from mien.music.library.library import Library
from mien.music.player.player import Player, PlayerGoneError, PlayerRefusedError, Subsystem
from mien.music.selection.context import NO_LEANING, ContextPreference
from mien.music.selection.rules import Rules
from mien.music.selection.selector import Selector
from mien.music.song import Pick

_Answer = TypeVar("_Answer")

__all__ = ["Dj", "DjSettings"]


def _say_nothing(_: MusicEvent) -> None:
    pass


def _no_preference() -> ContextPreference:
    return NO_LEANING


class Dj:
    """Keeps a player supplied with music that suits the mood.

    `run` follows the player and keeps the queue filled; `perform` carries out a wish. Neither raises when the
    player is unavailable: the mood is kept, and played once the player is back; other wishes lapse. `tell` is
    called with every change. `preference` returns what music the circumstances call for.
    """

    def __init__(
        self,
        player: Player,
        rules: Rules,
        settings: DjSettings | None = None,
        *,
        tell: Callable[[MusicEvent], None] = _say_nothing,
        preference: Callable[[], ContextPreference] = _no_preference,
    ) -> None:
        settings = settings or DjSettings()
        self._player = player
        self._problems = Problems()
        self._stickers = Stickers(player, kept=settings.stickers)
        self._queue = PlayerQueue(player, settings, self._stickers)
        self._songs = SongSource(player, rules, settings, self._problems, preference)
        fingerprint = QueueFingerprint(player, kept=settings.stickers)
        self._refiller = QueueRefiller(self._queue, self._songs, self._stickers, fingerprint, self._problems)
        self._playback = Playback(player, self._queue, self._refiller, self._songs, self._stickers)
        editor = QueueEditor(player, self._queue, self._refiller, self._songs, self._stickers)
        self._opinions = Opinions(player, self._songs, self._stickers)
        self.owner = Owner(player, self._queue, editor, self._opinions, self._for_owner)
        """The owner's direct requests."""
        self._met = False
        self._rest = settings.rest
        self._announcer = Announcer(self._queue, self._songs, self._refiller, self._problems, tell)
        self._timekeeper = Timekeeper(player, self._queue)
        self._turn = Lock()

    def now(self) -> MusicState:
        """Return the state of the music when the player last reported."""
        return self._announcer.now

    @property
    def library(self) -> Library:
        """The songs that can be chosen."""
        return self._songs.selector.library

    @property
    def rules(self) -> Rules:
        """The rules by which songs are chosen."""
        return self._songs.selector.rules

    @property
    def reading(self) -> bool:
        """Whether there may be songs that haven't been read yet."""
        return self._songs.is_reading

    @property
    def can_undo(self) -> bool:
        """Whether there is a skip that can be undone."""
        return self._songs.last_skip is not None

    @property
    def selector(self) -> Selector:
        """What songs are chosen by at present: rules, library, history. An immutable value."""
        return self._songs.selector

    def preview(self, rules: Rules, mood: MoodName, policy: Policy, count: int) -> tuple[Pick, ...]:
        """Return what would play first for a mood under these rules. Nothing changes."""
        fresh = replace(self._songs.selector, rules=rules, course=None)
        return fresh.following(mood, policy).choose(count).picks

    async def run(self) -> None:
        """Follow the player until it is closed; continue whenever it comes back."""
        async with asyncio.TaskGroup() as both:
            beside = both.create_task(self._try_again()), both.create_task(self._keep_time())
            async for changed in self._player.changes():
                async with self._turn:
                    self._met = True
                    await self._safely(self._changed(changed))
            for task in beside:
                task.cancel()

    async def perform(self, wish: Wish) -> None:
        """Carry out a wish of the session; those that don't concern the music are ignored."""
        async with self._turn:
            self._problems.note(ProblemKind.REFUSED, "")
            if isinstance(wish, PlayMood):
                self._playback.follow_mood(wish)
            if _is_by_hand(wish) and self._songs.is_outage:
                self._songs.forgive()
            if self._met:
                await self._safely(self._performed(wish))

    async def use_rules(self, rules: Rules) -> None:
        """Choose by other rules from the next song boundary on."""
        async with self._turn:
            self._playback.use_rules(rules)
            if self._met:
                await self._safely(self._playback.refill())

    async def _for_owner(self, doing: Callable[[], Awaitable[_Answer]]) -> _Answer:
        """Carry out a direct request of the owner's; return the answer, or raise what prevents it."""
        async with self._turn:
            if not self._met or self._announcer.now.away:
                raise PlayerGoneError(self._problems.said(ProblemKind.AWAY) or "not connected yet")
            try:
                return await doing()
            finally:
                await self._safely(self._playback.refill())

    async def _safely(self, doing: Awaitable[None]) -> None:
        """Do something; an error that prevents it becomes a problem. Then report what is new."""
        try:
            await doing
            self._problems.note(ProblemKind.AWAY, "")
        except PlayerGoneError as gone:
            self._queue.unheard()
            self._problems.note_first(ProblemKind.AWAY, f"Can't reach the music player: {gone}.")
        except PlayerRefusedError as no:
            why = str(no).removeprefix("MPD says: ").removesuffix(".")
            self._problems.note(ProblemKind.REFUSED, f"The music player refused: {why}.")
        self._announcer.announce()

    async def _changed(self, changed: frozenset[Subsystem]) -> None:
        if Subsystem.LINK in changed:
            self._queue.lost()
            self._songs.forgive()
            await self._refiller.restore()
            await self._queue.set_options()  # MPD keeps the crossfade of the settings before
        if Subsystem.STICKER in changed:
            self._opinions.note_stale()
            self._songs.note_sounds()
            await self._opinions.read_if_stale()
        await self._playback.refill()
        if changed & {Subsystem.LINK, Subsystem.DATABASE}:
            self._problems.note(ProblemKind.AWAY, "")
            self._announcer.announce()  # reading a large library takes seconds
            await self._songs.read(is_changed=Subsystem.DATABASE in changed)
            await self._playback.refill()

    async def _performed(self, wish: Wish) -> None:
        match wish:
            case PlayMood():
                pass  # the refill does whatever is due
            case Skip():
                await self._playback.skip()
            case UndoSkip():
                await self._playback.undo_skip()
            case Previous():
                await self._player.previous()
            case Pause(for_room):
                await self._playback.pause(for_room=for_room)
            case Resume():
                await self._playback.resume()
            case Volume(percent):
                await self._player.volume(percent)
            case _:
                return
        await self._playback.refill()

    async def _try_again(self) -> None:
        """Check whether music that was started is audible, and start it again after a rest."""
        while True:
            await asyncio.sleep(self._rest)
            if self._songs.is_unproven:
                async with self._turn:
                    await self._safely(self._playback.refill())

    async def _keep_time(self) -> None:
        """Check now and then whether the position in the song is right."""
        async for _ in self._timekeeper.due():
            async with self._turn:
                if not self._announcer.now.away:
                    await self._safely(self._timekeeper.look())
                    await self._safely(self._opinions.read_if_stale())
                    await self._safely(self._songs.read_sounds_if_due())


def _is_by_hand(wish: Wish) -> bool:
    """Return whether the owner asked for music with this wish."""
    return isinstance(wish, Resume | Skip | Previous | UndoSkip) or (isinstance(wish, PlayMood) and wish.soon)
