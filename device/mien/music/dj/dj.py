"""Carries out what is wished of the music: asks the pure parts what to play, and tells the player."""

import asyncio
from asyncio import Lock
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from mien.mood.wishes import Pause, PlayMood, Previous, Resume, Skip, UndoSkip, Volume, Wish
from mien.music.dj.dj_settings import DjSettings
from mien.music.dj.music_events import MusicEvent, MusicState, events_between
from mien.music.dj.problems import ProblemKind, Problems
from mien.music.dj.queue_plan import QueueMode
from mien.music.dj.refill import QueueRefiller
from mien.music.library.stations import is_endless
from mien.music.player.player import OvertakenError, Player, PlayerGoneError, PlayerRefusedError, Subsystem
from mien.music.selection.context import NO_LEANING, ContextPreference
from mien.music.selection.history import Skipped
from mien.music.selection.rules import Rules
from mien.music.selection.selector import Selector
from mien.music.song import Pick, Song
from mien.types import PlayState

__all__ = ["Dj", "DjSettings"]


def _say_nothing(_: MusicEvent) -> None:
    pass


def _lean_nowhere() -> ContextPreference:
    return NO_LEANING


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be done: `how` the queue changes, None if no more than usual; `begin`: from silence too."""

    how: QueueMode | None = None
    begin: bool = False

    def after(self, before: "_Due") -> "_Due":
        """Return what is due when `before`, which could not be done, still is."""
        return _Due(self.how or before.how, self.begin or before.begin)


class Dj:
    """Keeps a player in music that suits the mood.

    `run` follows the player and keeps the queue filled; `perform` carries out a wish. Neither raises when the
    player is away: a mood stays wanted, and is played once the player is back; other wishes lapse. `tell`
    hears what changed. `leaning` is asked what the circumstances call for whenever songs are chosen.
    """

    def __init__(
        self,
        player: Player,
        rules: Rules,
        settings: DjSettings | None = None,
        *,
        tell: Callable[[MusicEvent], None] = _say_nothing,
        leaning: Callable[[], ContextPreference] = _lean_nowhere,
    ) -> None:
        self._player = player
        self._tell = tell
        self._troubles = Problems()
        self._supply = QueueRefiller(player, rules, settings or DjSettings(), self._troubles, leaning)
        self._met = False
        self._due = _Due()
        self._rest = (settings or DjSettings()).rest
        self._now = MusicState()
        self._turn = Lock()

    def now(self) -> MusicState:
        """Return the music as it was when the player last said something."""
        return self._now

    @property
    def chooser(self) -> Selector:
        """What songs are chosen by now: rules, library, memory."""
        return self._supply.chooser

    @property
    def reading(self) -> bool:
        """Whether there may be songs that were not read yet."""
        return self._supply.reading

    async def run(self) -> None:
        """Follow the player until it is closed; go on whenever it comes back."""
        async with asyncio.TaskGroup() as both:
            trying = both.create_task(self._try_again())
            async for changed in self._player.changes():
                async with self._turn:
                    self._met = True
                    await self._safely(self._changed(changed))
            trying.cancel()

    async def perform(self, wish: Wish) -> None:
        """Carry out a wish of the session's; those that do not concern the music are left alone."""
        async with self._turn:
            self._troubles.note(ProblemKind.REFUSED, "")
            if isinstance(wish, PlayMood):
                self._want(wish)
            if _is_by_hand(wish) and self._supply.failures.is_outage:
                self._supply.forgive()
            if self._met:
                await self._safely(self._performed(wish))

    async def like(self, value: float) -> None:
        """Take the owner's word on the song at hand under the mood wanted: 1 liked, -1 not, 0 nothing."""
        async with self._turn:
            wanted, song = self.chooser.wanted(), self._supply.deck.song()
            if wanted is None or song is None:
                return
            memory = self.chooser.memory.after_word(wanted.emotion, song.entry.uri, value)
            self._supply.chooser = self.chooser.remembering(memory)
            await self._safely(self._supply.notes.note_said(memory.said, song.entry.uri))

    async def obey(self, rules: Rules) -> None:
        """Follow other rules from the next song boundary on."""
        async with self._turn:
            self._supply.chooser = self.chooser.obeying(rules)
            self._due = replace(self._due, how=QueueMode.REPLACE)
            if self._met:
                await self._safely(self._follow())

    async def _safely(self, doing: Awaitable[None]) -> None:
        """Do something; what keeps it from being done becomes a trouble. Tell what is new."""
        try:
            await doing
            self._troubles.note(ProblemKind.AWAY, "")
        except PlayerGoneError as gone:
            self._troubles.note_first(ProblemKind.AWAY, f"The player is away: {gone}.")
        except PlayerRefusedError as no:
            self._troubles.note(ProblemKind.REFUSED, f"The player refused: {no}.")
        self._announce()

    async def _changed(self, changed: frozenset[Subsystem]) -> None:
        if Subsystem.LINK in changed:
            self._supply.deck.lost()
            self._supply.forgive()
            await self._supply.remember()
            await self._supply.deck.set_options()  # MPD keeps the crossfade of former settings
        await self._follow()
        if changed & {Subsystem.LINK, Subsystem.DATABASE}:
            self._troubles.note(ProblemKind.AWAY, "")
            self._announce()  # reading a large library takes seconds
            await self._supply.read(anew=Subsystem.DATABASE in changed)
            await self._follow()

    async def _performed(self, wish: Wish) -> None:
        match wish:
            case PlayMood():
                pass  # _follow does what is wanted
            case Skip():
                await self._skip()
            case UndoSkip():
                await self._undo_skip()
            case Previous():
                await self._player.previous()
            case Pause(for_room):
                await self._player.pause()
                self._supply.deck.fell_silent = False
                self._due = replace(self._due, begin=False)
                await self._supply.rest(for_room=for_room)
            case Resume():
                await self._resume()
            case Volume(percent):
                await self._player.volume(percent)
            case _:
                return
        await self._follow()

    def _want(self, wish: PlayMood) -> None:
        before = self.chooser
        self._supply.chooser = before.following(wish.mood.name, wish.policy)
        changed = self.chooser is not before
        how = QueueMode.REPLACE if changed else self._due.how or QueueMode.TOP_UP
        self._due = _Due(QueueMode.NOW if wish.soon else how, self._due.begin or changed or wish.soon)

    async def _skip(self) -> None:
        await self._follow()
        deck = self._supply.deck
        song = deck.song()
        if song is None or deck.playing.state is PlayState.STOP:
            self._due = replace(self._due, begin=True)
            return
        skipped = Skipped(song.entry.id, song.entry.uri, deck.playing.elapsed, pick=song.pick)
        self._supply.chooser = self.chooser.after_skip(skipped, ours=song.pick is not None)
        await self._player.next()
        await self._supply.notes.note_said(self.chooser.memory.said, song.entry.uri)

    async def _undo_skip(self) -> None:
        skipped, deck = self.chooser.memory.undo, self._supply.deck
        if skipped is None:
            return
        await deck.look()
        entry = deck.find(skipped.entry, skipped.uri)
        if entry is None:
            entry = (await deck.bring_back(skipped.pick or Pick(Song(skipped.uri), 1.0))).play
        if entry is not None:
            await self._player.play(entry, skipped.elapsed)
        self._supply.chooser = self.chooser.after_undo()
        await self._supply.notes.note_said(self.chooser.memory.said, skipped.uri)

    async def _resume(self) -> None:
        deck = self._supply.deck
        await deck.look()
        if deck.playing.state is not PlayState.STOP:
            await self._player.resume()
            return
        banned = self.chooser.banned
        entry = next((entry.id for entry in deck.left_off() if entry.uri not in banned), None)
        if entry is None:
            self._due = replace(self._due, begin=True)
            return
        try:
            await self._supply.begin(entry, ours=False)
        except OvertakenError:
            self._due = replace(self._due, begin=True)

    async def _follow(self) -> None:
        """Look at the player, and do what is due; should something come in between, it stays due."""
        await self._supply.look()
        if self.chooser.course is None or not len(self.chooser.library):
            return
        due, self._due = self._due, _Due()
        try:
            await self._do(due)
            await self._supply.look()
        except PlayerGoneError:
            self._due = self._due.after(due)
            raise
        except OvertakenError:  # the news of it are the next change
            self._due = self._due.after(due)

    async def _do(self, due: _Due) -> None:
        """Begin, change over, or top up. Music that somebody stopped is not begun unless that is due."""
        deck, rests = self._supply.deck, self._supply.rests()
        if deck.playing.state is not PlayState.STOP:
            entry = await self._supply.fill(self._at_once(due.how or QueueMode.TOP_UP))
            if entry is not None and deck.playing.state is PlayState.PLAY:
                await deck.fade_to(entry)
            return
        if due.begin or deck.fell_silent:
            entry = None if rests else await self._supply.fill(QueueMode.NOW)
            if entry is not None:
                await self._supply.begin(entry)
                return
        elif due.how is not None and deck.song() is not None:
            await self._supply.fill(due.how)
            return
        self._due = self._due.after(due)

    async def _try_again(self) -> None:
        """See whether begun music is heard, and begin it again when a rest is over."""
        while True:
            await asyncio.sleep(self._rest)
            if self._supply.failures.is_open:
                async with self._turn:
                    await self._safely(self._follow())

    def _at_once(self, how: QueueMode) -> QueueMode:
        """Return how to change over: at once if the song at hand never ends, and so has no boundary."""
        song = self._supply.deck.song()
        endless = song is not None and song.pick is not None and is_endless(song.entry.uri)
        return QueueMode.NOW if how is QueueMode.REPLACE and endless else how

    def _announce(self) -> None:
        deck = self._supply.deck
        before, self._now = (
            self._now,
            MusicState(
                playing=deck.playing,
                song=deck.song(),
                upcoming=deck.upcoming(),
                wanted=self.chooser.wanted(),
                trouble=self._troubles.gravest(),
                away=bool(self._troubles.said(ProblemKind.AWAY)),
                songs=len(self.chooser.library),
                for_room=self._supply.resting is not None,
            ),
        )
        for told in events_between(before, self._now):
            self._tell(told)


def _is_by_hand(wish: Wish) -> bool:
    """Return whether the owner asked for music with this wish."""
    return isinstance(wish, Resume | Skip | Previous | UndoSkip) or (isinstance(wish, PlayMood) and wish.soon)
