"""The player's queue, and which of its entries are ours. Every request to change it goes through here."""

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mien.music.dj.dj_settings import DjSettings
from mien.music.dj.music_events import Queued
from mien.music.dj.notes.stickers import Stickers
from mien.music.dj.position import Position
from mien.music.dj.queue.queue_plan import (
    Plan,
    QueueMode,
    fell_silent,
    left_off,
    missing,
    ours_after,
    plan,
    position,
    upcoming,
)
from mien.music.dj.queue.revival import LastKnown, revived
from mien.music.library.stations import without_login
from mien.music.player.player import (
    Add,
    Entry,
    ExecutionResult,
    OvertakenError,
    Player,
    PlayerGoneError,
    PlayerRefusedError,
    Playing,
    QueueCommand,
)
from mien.music.song import Pick, Uri
from mien.types import EntryId, Percent, PlayState, Seconds

FADE_STEPS = 12
ANSWERED_WITHIN: Seconds = 1.0
"""How long a speaker that is shutting down waits for the player's answer in the middle of a fade."""


@dataclass(frozen=True, slots=True)
class Brought:
    """The result of adding picks to the queue."""

    added: tuple[tuple[EntryId, Pick], ...] = ()
    """The new entries, and why they are there."""
    play: EntryId | None = None
    """The entry to be played at once, if that was asked for."""
    refused: QueueCommand | None = None
    """The command that the player refused; those after it were not carried out."""
    vanished: bool = False
    """Whether it was refused because there is no such song or entry."""
    why: str = ""
    """Why it was refused, in the player's words."""


class PlayerQueue:
    """The queue as it was at the last `refresh`."""

    def __init__(self, player: Player, settings: DjSettings, stickers: Stickers) -> None:
        self._player = player
        self._options = settings.options
        self._fade = settings.fade
        self._stickers = stickers
        # A station is known by its address without a login, as the player lists it; Add gets all of it.
        self._addresses = {without_login(station.uri): station.uri for station in settings.stations}
        self._loud: tuple[Uri, Percent] | None = None  # the song of an unfinished fade, the volume before it
        self._restarted = True
        self._last: EntryId | None = None  # the entry that was current last
        self._heard_at: Seconds | None = None  # when the player last reported its state
        self.ahead = settings.ahead
        """How many songs of ours to keep queued."""
        self.playing = Playing()
        """What the player is doing."""
        self.position = Position()
        """Where it is in its song."""
        self.entries: tuple[Entry, ...] = ()
        """All that is queued, by position."""
        self.ours: dict[EntryId, tuple[Uri, Pick]] = {}
        """The entries that the speaker put there, with their songs."""
        self.fell_silent = False
        """Whether the music ended without a request; until it plays again or is paused."""

    def adopt(self, ours: dict[EntryId, tuple[Uri, Pick]]) -> None:
        """Recognise the entries that were ours in the previous run."""
        self.ours = ours | self.ours

    async def restore_volume(self, loud: Mapping[Uri, Percent]) -> None:
        """Restore the volume that a fade of the previous run lowered, and delete its sticker."""
        for uri, volume in loud.items():
            self._loud = (uri, volume)
            await self._restore()

    def disown(self, entry: EntryId) -> Pick | None:
        """Treat an entry as the owner's from now on; return why it was ours, None if it wasn't."""
        return self.ours.pop(entry, (None, None))[1]

    def lost(self) -> None:
        """Note that the player became unavailable: when it is back, its entries may have other ids."""
        self._restarted = True

    def unheard(self) -> None:
        """Note that the player doesn't answer: its position in the song is unknown from now on."""
        self.position = self.position.held(asyncio.get_running_loop().time())

    async def refresh(self) -> None:
        """Read the player's state and queue."""
        before, restarted = self.playing, self._restarted
        if self._loud is not None:
            await self._restore()
        known, snapshot = self._last_known(), await self._player.snapshot()
        now = asyncio.get_running_loop().time()
        if known is not None and restarted:
            snapshot = await revived(self._player, known, snapshot, self.addressed, now)
        self.note_status(snapshot.playing)
        self.entries, self._heard_at = snapshot.queue, now
        self.ours = ours_after(self.ours, known.queue if known else (), self.entries, restarted=restarted)
        self._restarted = False
        if restarted or self.playing.entry is not None:
            self._last = self.playing.entry
        silent = fell_silent(before, self.playing, len(self.entries), restarted=restarted)
        self.fell_silent = self.playing.state is PlayState.STOP and (self.fell_silent or silent)

    def _last_known(self) -> LastKnown | None:
        if self._heard_at is None:
            return None
        elapsed = self.position.elapsed_at(self.position.at)
        return LastKnown(self.playing, self.entries, elapsed, self._heard_at)

    def note_status(self, playing: Playing) -> None:
        """Note the player's state at this moment."""
        self.playing = playing
        self.position = self.position.after(playing, asyncio.get_running_loop().time())

    def song(self) -> Queued | None:
        """Return the current song."""
        here = next((entry for entry in self.entries if entry.id == self.playing.entry), None)
        return None if here is None else self._queued(here)

    def all(self) -> tuple[Queued, ...]:
        """Return all that is queued."""
        return tuple(self._queued(entry) for entry in self.entries)

    def upcoming(self) -> tuple[Queued, ...]:
        """Return what is still to come."""
        return tuple(self._queued(entry) for entry in upcoming(self.entries, self.playing.entry))

    def left_off(self) -> tuple[Entry, ...]:
        """Return the entries with which stopped music may continue, in order."""
        return left_off(self.entries, self.playing.entry, self._last, self.ours)

    def find(self, entry: EntryId, uri: Uri) -> EntryId | None:
        """Return the entry if it is still in the queue, and still that song."""
        return next((e.id for e in self.entries if (e.id, e.uri) == (entry, uri)), None)

    def missing(self) -> int:
        """Return how many of ours have to be added so that `ahead` are still to come."""
        return missing(self.entries, self.playing.entry, self.ours, self.ahead)

    async def bring(self, picks: tuple[Pick, ...], mode: QueueMode) -> Brought:
        """Add picks to the queue, unless the current song was removed from it in the meantime.

        Raises:
            OvertakenError: it was. Nothing is added: somebody who empties the queue wants it empty.
        """
        here, uris = self.playing.entry, tuple(pick.song.uri for pick in picks)
        return await self._do(plan(self.entries, here, self.ours, uris, mode), picks, around=here)

    async def bring_back(self, pick: Pick) -> Brought:
        """Add a song right after the current one, to be played at once; the rest stays."""
        here = position(self.entries, self.playing.entry)
        return await self._do(Plan((Add(pick.song.uri, here + 1),), play=0), (pick,))

    async def set_options(self) -> None:
        """Set how songs follow each other, if the player allows it."""
        with contextlib.suppress(PlayerRefusedError):  # music with the wrong options is better than none
            await self._player.set_options(self._options)

    async def begin(self, entry: EntryId, *, ours: bool = True) -> None:
        """Play from silence: `ours` in order and with our options, the owner's with the player's options.

        Raises:
            PlayerRefusedError: the player refuses, or MPD could not open the file.
            OvertakenError: somebody removed the entry from the queue.
        """
        if ours:
            await self.set_options()
            with contextlib.suppress(PlayerRefusedError):
                await self._player.in_order()
        await self.play(entry)
        await self.begun(entry)

    async def begun(self, entry: EntryId) -> None:
        """Treat `entry` as started, though it may have failed by now, and check what became of it."""
        self.fell_silent = False
        self.playing = Playing(PlayState.PLAY, entry)
        await self.refresh()

    async def fade_to(self, entry: EntryId) -> None:
        """Leave the current song, softly if the player has a mixer, and play `entry`, which is ours.

        Raises:
            OvertakenError: somebody removed the entry from the queue.
        """
        loud = self.playing.volume
        if entry not in self.ours:
            raise OvertakenError(f"entry {entry} is no longer in the queue")
        try:
            if self.playing.state is PlayState.PLAY and self._fade > 0 and loud:
                self._loud = self.ours[entry][0], loud
                await _finished(self._stickers.note_loud(*self._loud))
                for step in range(FADE_STEPS - 1, -1, -1):
                    await _finished(self._player.volume(loud * step // FADE_STEPS))
                    await asyncio.sleep(self._fade / FADE_STEPS)
                self.note_status(await self._player.status())
            if self.playing.state is PlayState.PLAY:  # somebody may have stopped it during the fade
                await self.play(entry)
        finally:
            await self._restore()
        await self.refresh()

    async def play(self, entry: EntryId) -> None:
        """Play an entry; if somebody removed it in the meantime, that is not a refusal."""
        try:
            await _finished(self._player.play(entry))
        except PlayerRefusedError as no:
            await self.refresh()
            if all(queued.id != entry for queued in self.entries):
                raise OvertakenError(str(no)) from no
            raise

    async def _restore(self) -> None:
        """Restore the volume that a fade lowered; if the player is gone, once it is back."""
        if self._loud is None:
            return
        uri, volume = self._loud
        try:
            with contextlib.suppress(PlayerRefusedError):  # it no longer has a mixer
                await self._player.volume(volume)
            await self._stickers.note_loud(uri, None)
        except PlayerGoneError:
            return
        self._loud = None

    async def _do(self, planned: Plan, picks: tuple[Pick, ...], *, around: EntryId | None = None) -> Brought:
        sent = tuple(self.addressed(command) for command in planned.commands)
        done = await self._player.execute(sent, around=around)
        brought = _bring_result(planned, picks, sent, done)
        self.ours |= {entry: (pick.song.uri, pick) for entry, pick in brought.added}
        await self.refresh()
        return brought

    def addressed(self, command: QueueCommand) -> QueueCommand:
        """Return a command in the form that is sent: with a station's full address, login included."""
        if not isinstance(command, Add):
            return command
        return replace(command, uri=self._addresses.get(command.uri, command.uri))

    def _queued(self, entry: Entry) -> Queued:
        return Queued(entry, self.ours[entry.id][1] if entry.id in self.ours else None)


def _bring_result(
    planned: Plan, picks: tuple[Pick, ...], sent: tuple[QueueCommand, ...], done: ExecutionResult
) -> Brought:
    """Return the result of a plan whose commands were sent as `sent`."""
    refused = None if done.refused is None else planned.commands[sent.index(done.refused)]
    by_uri = {pick.song.uri: pick for pick in picks}
    adds = [each.uri for each in planned.commands if isinstance(each, Add)]
    added = tuple((entry, by_uri[uri]) for entry, uri in zip(done.added, adds, strict=False))
    plays = planned.play is not None and len(done.added) > planned.play
    return Brought(added, done.added[planned.play or 0] if plays else None, refused, done.vanished, done.why)


async def _finished(request: Coroutine[Any, Any, None]) -> None:
    """Await a request. If cancelled in the meantime, still wait a little for the answer.

    Aborting a request costs the connection, and with it the chance to restore the volume.
    """
    asked = asyncio.ensure_future(request)
    try:
        await asyncio.shield(asked)
    except asyncio.CancelledError:
        await asyncio.wait({asked}, timeout=ANSWERED_WITHIN)
        raise
