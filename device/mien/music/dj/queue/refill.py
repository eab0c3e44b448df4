"""Keeps the player's queue filled with picks, and records what becomes of them."""

import re
from collections.abc import Collection

from mien.music.dj.notes.stickers import Stickers
from mien.music.dj.problems import ProblemKind, Problems
from mien.music.dj.queue.player_queue import PlayerQueue
from mien.music.dj.queue.queue_fingerprint import QueueFingerprint
from mien.music.dj.queue.queue_plan import QueueMode
from mien.music.dj.song_source import SongSource
from mien.music.library.stations import without_login
from mien.music.player.player import Add, PlayerRefusedError
from mien.music.song import Pick, Song, Uri
from mien.types import EntryId, PlayState

LONGEST_QUEUE_HEARD = 1000
"""In a longer queue, only the last entries count as heard."""
TRIES = 10
"""How often in a row the queue is planned again because a song vanished or somebody else changed it."""


def is_named(uri: Uri, error: str) -> bool:
    """Return whether MPD's error is about this song, as in: Failed to open '/music/a/b.mp3': No such file."""
    return re.search(rf"(?:^|[/'\" ]){re.escape(uri)}(?:$|['\";:])", without_login(error)) is not None


class QueueRefiller:
    """Keeps `queue` filled from `songs`."""

    def __init__(
        self,
        queue: PlayerQueue,
        songs: SongSource,
        stickers: Stickers,
        fingerprint: QueueFingerprint,
        problems: Problems,
    ) -> None:
        self._queue = queue
        self._songs = songs
        self._stickers = stickers
        self._fingerprint = fingerprint
        self._problems = problems
        self._blamed = ""  # the player's last error that was handled
        self._restored = False  # whether the notes of the previous run were read
        self._noted: EntryId | None = None  # the entry that was last noted as started
        self._paused_in: Uri | None = None

    @property
    def is_paused_for_room(self) -> bool:
        """Whether the current song pauses because nobody was there."""
        return self._paused_in is not None

    async def refresh(self) -> None:
        """Read the player's state; note a song that began, one that is heard, and one that failed."""
        await self._queue.refresh()
        playing = self._queue.playing
        if playing.state is PlayState.PLAY and playing.elapsed > 0:
            self._songs.note_heard()
        if self._paused_in is not None and playing.state is not PlayState.PAUSE:
            await self._note_pause(None)
        self._note_error(playing.error)
        if self._restored:
            await self._fingerprint.keep(self._queue.entries, self._queue.ours)
        song = self._queue.song()
        if song is None or song.entry.id == self._noted or playing.state is PlayState.STOP:
            return
        self._noted = song.entry.id
        self._songs.note_song(song.entry.uri, ours=song.pick is not None)

    async def restore(self) -> None:
        """Read, once, what the previous run left at the player."""
        if self._restored:
            return
        await self._queue.refresh()
        known = await self._stickers.read(tuple(dict.fromkeys(entry.uri for entry in self._queue.entries)))
        recognised = await self._fingerprint.read(self._queue.entries)
        self._restored = True
        picks = {uri: pick for (_, uri), pick in known.picks.items()}
        ours = {e.id: (e.uri, picks.get(e.uri, Pick(Song(e.uri), 0.0))) for e in recognised}
        self._queue.adopt(ours | known.ours(self._queue.entries))
        await self._queue.restore_volume(known.loud)
        self._songs.recall(known)
        song = self._queue.song()
        for uri in known.room:
            if song is not None and song.entry.uri == uri:
                self._paused_in = uri  # the next refresh deletes the sticker if it plays
            else:
                await self._stickers.note_room(uri, empty=False)

    async def note_pause(self, *, for_room: bool) -> None:
        """Note that the music pauses, and whether that is because nobody is there."""
        song = self._queue.song()
        await self._note_pause(song.entry.uri if for_room and song is not None else None)

    async def fill(self, mode: QueueMode) -> EntryId | None:
        """Add picks; return the entry to be played at once, if `mode` asks for one."""
        play: EntryId | None = None
        recovered = self._songs.take_recovered()
        mode = QueueMode.REPLACE if mode is QueueMode.TOP_UP and recovered else mode
        full = ""
        for _ in range(TRIES):
            full = ""
            picks = self._choose(mode)
            if not picks:
                break
            brought = await self._queue.bring(picks, mode)
            for entry, pick in brought.added:
                await self._stickers.note_pick(entry, pick)
            play = brought.play if play is None else play
            if brought.refused is None:
                break
            if isinstance(brought.refused, Add) and brought.vanished:
                self._songs.note_failed(brought.refused.uri)
            elif isinstance(brought.refused, Add):
                full = f"The player's queue takes no more songs: {brought.why}."
            mode = mode if play is None else QueueMode.TOP_UP
        self._problems.note(ProblemKind.FULL, full)
        return play

    async def begin(self, entry: EntryId, *, ours: bool = True) -> None:
        """Play from silence. A song that the player can't open counts as failed: the next one is due."""
        self._blamed = ""
        self._songs.note_begun()
        try:
            await self._queue.begin(entry, ours=ours)
        except PlayerRefusedError as no:
            uri = next((queued.uri for queued in self._queue.entries if queued.id == entry), None)
            if uri is None or not is_named(uri, str(no)):
                raise
            self._songs.note_failed(uri)
            await self._queue.begun(entry)

    def _choose(self, mode: QueueMode) -> tuple[Pick, ...]:
        top_up = mode is QueueMode.TOP_UP
        count = self._queue.missing() if top_up else self._queue.ahead
        if count == 0:
            return ()
        ours = [queued for queued in self._queue.upcoming() if queued.pick is not None]
        replaced = frozenset[EntryId]() if top_up else frozenset(queued.entry.id for queued in ours)
        return self._songs.choose(count, self._kept_songs(replaced), steps=len(ours) if top_up else 0)

    def _kept_songs(self, replaced: Collection[EntryId]) -> tuple[Uri, ...]:
        """Return what stays in the queue. It counts as heard: it was, or will be."""
        heard = set(self._songs.history.heard)
        stays = (e.uri for e in self._queue.entries if e.id not in replaced and e.uri not in heard)
        return tuple(stays)[-LONGEST_QUEUE_HEARD:]

    def _note_error(self, error: str) -> None:
        """Note what the player could not play; the song is left out from now on."""
        if error and error != self._blamed:
            self._blamed = error
            for entry in self._queue.entries:
                if is_named(entry.uri, error):
                    self._songs.note_failed(entry.uri)
        self._problems.note(ProblemKind.ERROR, f"The player reports: {error}" if error else "")

    async def _note_pause(self, uri: Uri | None) -> None:
        if self._paused_in is not None:
            await self._stickers.note_room(self._paused_in, empty=False)
        self._paused_in = uri
        if uri is not None:
            await self._stickers.note_room(uri, empty=True)
