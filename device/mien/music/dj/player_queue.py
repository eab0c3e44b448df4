"""The player's queue, with a memory of what in it is ours. Every request to change it goes through here."""

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from mien.music.dj.music_events import Queued
from mien.music.dj.queue_plan import (
    Plan,
    QueueMode,
    fell_silent,
    known_again,
    left_off,
    missing,
    plan,
    position,
    still_ours,
    upcoming,
)
from mien.music.dj.stickers import Stickers
from mien.music.player.player import (
    Add,
    Entry,
    OvertakenError,
    PlaybackOptions,
    Player,
    PlayerGoneError,
    PlayerRefusedError,
    Playing,
    QueueCommand,
    Remove,
)
from mien.music.song import Pick, Uri
from mien.types import EntryId, Percent, PlayState, Seconds

FADE_STEPS = 12
ANSWERED_WITHIN: Seconds = 1.0
"""A speaker that is to end waits for so long for the answer to a request of a fade."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of bringing picks into the queue.

    `added`: the entries that are new, and why. `play`: the one of them to be played at once, if one was asked
    for. `refused`: what the player refused, so that not all of it happened, and `why`; `vanished`: because
    there is no such song.
    """

    added: tuple[tuple[EntryId, Pick], ...] = ()
    play: EntryId | None = None
    refused: QueueCommand | None = None
    vanished: bool = False
    why: str = ""


class PlayerQueue:
    """`playing`, `queue` and `ours` are as they were at the last `look`. `fade`: seconds, 0 for none.

    `addresses`: by the uri of a song what to ask the player for, where that is not its uri.

    `fell_silent`: the music ended, and nobody asked for that; it is so until it plays again, or until
    somebody wants it quiet.
    """

    def __init__(
        self,
        player: Player,
        manners: PlaybackOptions,
        fade: Seconds,
        notes: Stickers,
        addresses: Mapping[Uri, Uri] = MappingProxyType({}),
    ) -> None:
        self._player = player
        self._manners = manners
        self._fade = fade
        self._notes = notes
        self._addresses = addresses
        self._loud: tuple[Uri, Percent] | None = None  # the song of an unfinished fade, the volume before it
        self._restarted = True
        self._last: EntryId | None = None  # the entry that was at hand last
        self.playing = Playing()
        self.fell_silent = False
        self.queue: tuple[Entry, ...] = ()
        self.ours: dict[EntryId, tuple[Uri, Pick]] = {}

    def adopt(self, ours: dict[EntryId, tuple[Uri, Pick]]) -> None:
        """Take entries as ours that were so in a former life."""
        self.ours = ours | self.ours

    async def give_back(self, loud: Mapping[Uri, Percent]) -> None:
        """Give back the volume that a fade of a former life took, and take its note off."""
        for uri, volume in loud.items():
            self._loud = (uri, volume)
            await self._restore()

    def lost(self) -> None:
        """Note that the player went away: when it is back, its entries may have other ids."""
        self._restarted = True

    async def look(self) -> None:
        """Ask the player what it does and what is queued."""
        before, restarted = self.playing, self._restarted
        if self._loud is not None:
            await self._restore()
        seen = await self._player.look()
        self.playing, self.queue = seen.playing, seen.queue
        self.ours = (known_again if self._restarted else still_ours)(self.queue, self.ours)
        self._restarted = False
        if restarted or self.playing.entry is not None:
            self._last = self.playing.entry
        silent = fell_silent(before, self.playing, len(self.queue), restarted=restarted)
        self.fell_silent = self.playing.state is PlayState.STOP and (self.fell_silent or silent)

    def song(self) -> Queued | None:
        """Return the song at hand."""
        here = next((entry for entry in self.queue if entry.id == self.playing.entry), None)
        return None if here is None else self._queued(here)

    def upcoming(self) -> tuple[Queued, ...]:
        """Return what is still to come."""
        return tuple(self._queued(entry) for entry in upcoming(self.queue, self.playing.entry))

    def left_off(self) -> tuple[Entry, ...]:
        """Return with what music that was stopped may go on, the first first."""
        return left_off(self.queue, self.playing.entry, self._last, self.ours)

    def find(self, entry: EntryId, uri: Uri) -> EntryId | None:
        """Return the entry if it is in the queue yet, and still that song."""
        return next((e.id for e in self.queue if (e.id, e.uri) == (entry, uri)), None)

    def missing(self, ahead: int) -> int:
        """Return how many of ours have to be added so that `ahead` are still to come."""
        return missing(self.queue, self.playing.entry, self.ours, ahead)

    async def bring(self, picks: tuple[Pick, ...], how: QueueMode) -> Brought:
        """Bring picks into the queue, unless the song at hand was taken out of it meanwhile.

        Raises:
            OvertakenError: it was. Nothing is added: somebody who empties the queue wants it empty.
        """
        here, uris = self.playing.entry, tuple(pick.song.uri for pick in picks)
        return await self._do(plan(self.queue, here, self.ours, uris, how), picks, around=here)

    async def bring_back(self, pick: Pick) -> Brought:
        """Bring a song in right behind the one at hand, to be played at once; the rest stays."""
        here = position(self.queue, self.playing.entry)
        return await self._do(Plan((Add(pick.song.uri, here + 1),), play=0), (pick,))

    async def set_options(self) -> None:
        """Have songs follow each other as is set, if the player will."""
        with contextlib.suppress(PlayerRefusedError):  # music with other manners is better than none
            await self._player.set_options(self._manners)

    async def begin(self, entry: EntryId, *, ours: bool = True) -> None:
        """Play from silence. With music of `ours` in order, with our manners; what is not ours as it is set.

        Raises:
            PlayerRefusedError: the player will not, or MPD could not open the file.
            OvertakenError: somebody took the entry out of the queue.
        """
        if ours:
            await self.set_options()
            with contextlib.suppress(PlayerRefusedError):
                await self._player.in_order()
        await self._play(entry)
        await self.begun(entry)

    async def begun(self, entry: EntryId) -> None:
        """Take `entry` as begun, though it may have failed by now, and look what became of it."""
        self.fell_silent = False
        self.playing = Playing(PlayState.PLAY, entry)
        await self.look()

    async def fade_to(self, entry: EntryId) -> None:
        """Leave the song at hand, softly if the player has a mixer, and play `entry`, which is ours.

        Raises:
            OvertakenError: somebody took the entry out of the queue.
        """
        loud = self.playing.volume
        if entry not in self.ours:
            raise OvertakenError(f"entry {entry} is not in the queue any more")
        try:
            if self.playing.state is PlayState.PLAY and self._fade > 0 and loud:
                self._loud = self.ours[entry][0], loud
                await _whole(self._notes.note_loud(*self._loud))
                for step in range(FADE_STEPS - 1, -1, -1):
                    await _whole(self._player.volume(loud * step // FADE_STEPS))
                    await asyncio.sleep(self._fade / FADE_STEPS)
            await self._play(entry)
        finally:
            await self._restore()
        await self.look()

    async def _play(self, entry: EntryId) -> None:
        """Play an entry; that somebody took it out meanwhile is no refusal."""
        try:
            await _whole(self._player.play(entry))
        except PlayerRefusedError as no:
            await self.look()
            if all(queued.id != entry for queued in self.queue):
                raise OvertakenError(str(no)) from no
            raise

    async def _restore(self) -> None:
        """Give back the volume that a fade took; if the player is gone, once it is back."""
        if self._loud is None:
            return
        uri, volume = self._loud
        try:
            with contextlib.suppress(PlayerRefusedError):  # it has no mixer any more
                await self._player.volume(volume)
            await self._notes.note_loud(uri, None)
        except PlayerGoneError:
            return
        self._loud = None

    async def _do(self, wanted: Plan, picks: tuple[Pick, ...], *, around: EntryId | None = None) -> Brought:
        sent = tuple(self._addressed(command) for command in wanted.commands)
        done = await self._player.execute(sent, around=around)
        refused = None if done.refused is None else wanted.commands[sent.index(done.refused)]
        by_uri = {pick.song.uri: pick for pick in picks}
        adds = [each.uri for each in wanted.commands if isinstance(each, Add)]
        added = tuple((entry, by_uri[uri]) for entry, uri in zip(done.added, adds, strict=False))
        self.ours |= {entry: (pick.song.uri, pick) for entry, pick in added}
        await self.look()
        play = done.added[wanted.play] if wanted.play is not None and len(done.added) > wanted.play else None
        return Brought(added, play, refused, done.vanished, done.why)

    def _addressed(self, command: QueueCommand) -> QueueCommand:
        if isinstance(command, Remove):
            return command
        return replace(command, uri=self._addresses.get(command.uri, command.uri))

    def _queued(self, entry: Entry) -> Queued:
        return Queued(entry, self.ours[entry.id][1] if entry.id in self.ours else None)


async def _whole(request: Coroutine[Any, Any, None]) -> None:
    """Await a request; who is cancelled meanwhile waits for its answer still, for a little.

    A request that is cut short costs the connection, and with it the way to give the volume back.
    """
    asked = asyncio.ensure_future(request)
    try:
        await asyncio.shield(asked)
    except asyncio.CancelledError:
        await asyncio.wait({asked}, timeout=ANSWERED_WITHIN)
        raise
