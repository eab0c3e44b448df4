"""Carries out what is due as soon as the player allows it: start, change over, top up, skip, go back."""

from dataclasses import dataclass, replace

from mien.mood.wishes import PlayMood
from mien.music.dj.notes.stickers import Stickers
from mien.music.dj.queue.player_queue import PlayerQueue
from mien.music.dj.queue.queue_plan import QueueMode
from mien.music.dj.queue.refill import QueueRefiller
from mien.music.dj.song_source import SongSource
from mien.music.library.stations import is_endless
from mien.music.player.player import OvertakenError, Player, PlayerGoneError
from mien.music.selection.history import SkippedSong
from mien.music.selection.rules import Rules
from mien.music.song import Pick, Song, Uri
from mien.types import PlayState


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be done as soon as the player allows it."""

    mode: QueueMode | None = None
    """How the queue changes; None: it is only topped up."""
    begin: bool = False
    """Whether music starts, also from silence."""

    def after(self, before: "_Due") -> "_Due":
        """Return what is due in addition to `before`, which could not be done."""
        return _Due(self.mode or before.mode, self.begin or before.begin)


class Playback:
    """Moves the player from its present state to what is due. What can't be done now stays due."""

    def __init__(
        self,
        player: Player,
        queue: PlayerQueue,
        refiller: QueueRefiller,
        songs: SongSource,
        stickers: Stickers,
    ) -> None:
        self._player = player
        self._queue = queue
        self._refiller = refiller
        self._songs = songs
        self._stickers = stickers
        self._due = _Due()

    def follow_mood(self, wish: PlayMood) -> None:
        """Make music for this mood due."""
        changed = self._songs.follow(wish.mood.name, wish.policy)
        mode = QueueMode.REPLACE if changed else self._due.mode or QueueMode.TOP_UP
        self._due = _Due(QueueMode.NOW if wish.soon else mode, self._due.begin or changed or wish.soon)

    def use_rules(self, rules: Rules) -> None:
        """Choose by other rules, from the next song boundary on."""
        self._songs.use_rules(rules)
        self._due = replace(self._due, mode=QueueMode.REPLACE)

    async def refill(self) -> None:
        """Read the player's state, and do what is due; if something interferes, it stays due."""
        await self._refiller.refresh()
        if not self._songs.can_choose:
            return
        due, self._due = self._due, _Due()
        try:
            await self._do(due)
            await self._refiller.refresh()
        except PlayerGoneError:
            self._due = self._due.after(due)
            raise
        except OvertakenError:  # the player will report what changed
            self._due = self._due.after(due)

    async def pause(self, *, for_room: bool) -> None:
        """Pause. `for_room`: because nobody is there."""
        await self._player.pause()
        self._queue.fell_silent = False
        self._due = replace(self._due, begin=False)
        await self._refiller.note_pause(for_room=for_room)

    async def resume(self) -> None:
        """Resume what was paused or stopped; without either, make music for the mood due."""
        await self._queue.refresh()
        if self._queue.playing.state is not PlayState.STOP:
            await self._player.resume()
            return
        banned = self._songs.selector.banned
        entry = next((entry.id for entry in self._queue.left_off() if entry.uri not in banned), None)
        if entry is None:
            self._due = replace(self._due, begin=True)
            return
        try:
            await self._refiller.begin(entry, ours=False)
        except OvertakenError:
            self._due = replace(self._due, begin=True)

    async def skip(self) -> None:
        """Leave the current song; if nothing plays, make music for the mood due."""
        await self.refill()
        song, playing = self._queue.song(), self._queue.playing
        if song is None or playing.state is PlayState.STOP:
            self._due = replace(self._due, begin=True)
            return
        skipped = SkippedSong(
            song.entry.id, song.entry.uri, playing.elapsed, pick=song.pick, duration=playing.duration
        )
        self._songs.note_skip(skipped, ours=song.pick is not None)
        await self._player.next()
        await self._note_skips_of(song.entry.uri, skipped)

    async def undo_skip(self) -> None:
        """Go back to the song that was skipped last, where it was left."""
        skipped = self._songs.last_skip
        if skipped is None:
            return
        await self._queue.refresh()
        entry = self._queue.find(skipped.entry, skipped.uri)
        if entry is None:
            entry = (await self._queue.bring_back(skipped.pick or Pick(Song(skipped.uri), 1.0))).play
        if entry is not None:
            await self._player.play(entry, skipped.elapsed)
        self._songs.note_undo()
        await self._note_skips_of(skipped.uri, skipped)

    async def _note_skips_of(self, uri: Uri, skipped: SkippedSong) -> None:
        """Write down the opinion in a skip, unless the skip says nothing."""
        if skipped.is_early:
            await self._stickers.note_said(self._songs.history.said, uri)

    async def _do(self, due: _Due) -> None:
        """Start, change over, or top up. Music that was stopped by hand only starts if that is due."""
        queue, resting = self._queue, self._songs.is_resting()
        if queue.playing.state is not PlayState.STOP:
            entry = await self._refiller.fill(self._mode_now(due.mode or QueueMode.TOP_UP))
            if entry is not None and queue.playing.state is PlayState.PLAY:
                await queue.fade_to(entry)
            return
        if due.begin or queue.fell_silent:
            entry = None if resting else await self._refiller.fill(QueueMode.NOW)
            if entry is not None:
                await self._refiller.begin(entry)
                return
        elif due.mode is not None and queue.song() is not None:
            await self._refiller.fill(due.mode)
            return
        self._due = self._due.after(due)

    def _mode_now(self, mode: QueueMode) -> QueueMode:
        """Return how to change over: at once if the current song never ends, and so has no boundary."""
        song = self._queue.song()
        endless = song is not None and song.pick is not None and is_endless(song.entry.uri)
        return QueueMode.NOW if mode is QueueMode.REPLACE and endless else mode
