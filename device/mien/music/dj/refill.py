"""Songs for the player: what there is, what of it suits, and what of it is queued."""

import asyncio
import logging
import re
from collections.abc import Callable, Collection
from dataclasses import replace

from mien.music.dj.dj_settings import DjSettings
from mien.music.dj.failures import Failures
from mien.music.dj.library_sync import LibrarySync
from mien.music.dj.player_queue import PlayerQueue
from mien.music.dj.problems import ProblemKind, Problems
from mien.music.dj.queue_fingerprint import QueueFingerprint
from mien.music.dj.queue_plan import QueueMode
from mien.music.dj.stickers import Stickers
from mien.music.library.library import build_library
from mien.music.library.stations import without_login
from mien.music.player.player import Add, Player, PlayerRefusedError
from mien.music.selection.constraints import Constraint
from mien.music.selection.context import ContextPreference
from mien.music.selection.rules import Rules
from mien.music.selection.selector import Selector
from mien.music.song import Pick, Song, Uri
from mien.types import EntryId, PlayState, Seconds

logger = logging.getLogger(__name__)

OUTAGE = "No song can be played: is a disk, a share or the network away? Trying again."
MOST_STANDING = 1000
"""Of a longer queue only its end counts as heard."""
TRIES = 10
"""So often a queue is planned anew in a row because a song vanished or somebody else changed the queue."""


def is_named(uri: Uri, error: str) -> bool:
    """Return whether MPD's error is about this song, as in: Failed to open '/music/a/b.mp3': No such file."""
    return re.search(rf"(?:^|[/'\" ]){re.escape(uri)}(?:$|['\";:])", without_login(error)) is not None


class QueueRefiller:
    """Keeps the queue in songs that suit. Whoever carries out wishes uses `deck`, `chooser` and `notes`."""

    def __init__(
        self,
        player: Player,
        rules: Rules,
        settings: DjSettings,
        troubles: Problems,
        leaning: Callable[[], ContextPreference],
    ) -> None:
        self.notes = Stickers(player, kept=settings.notes)
        # A station is known by its address without a login, as the player lists it; Add is sent all of it.
        addresses = {without_login(station.uri): station.uri for station in settings.stations}
        self.deck = PlayerQueue(player, settings.manners, settings.fade, self.notes, addresses)
        self.chooser = Selector.without_songs(rules, settings.taste, settings.seed)
        self._ahead = settings.ahead
        self._leaning = leaning
        self._stations = build_library(
            (replace(station, uri=without_login(station.uri)) for station in settings.stations), rules.genres
        )
        self._trace = QueueFingerprint(player, kept=settings.notes)
        self._stock = LibrarySync(player, rules.genres)
        self._troubles = troubles
        self.failures = Failures(settings.rest)
        self._blamed = ""
        self._makeshift = False  # what is queued was chosen from what an outage had left
        self._notes_read = False
        self.reading = True  # until all was read once, and again while more is
        self.resting: Uri | None = None
        """The song at hand, if it pauses because nobody was there."""
        self._noted: EntryId | None = None
        self._given_up: tuple[Constraint, ...] = ()

    async def look(self) -> None:
        """Look at the player; remember a song that began, one that is heard, and one that failed."""
        await self.deck.look()
        playing = self.deck.playing
        if playing.state is PlayState.PLAY and playing.elapsed > 0:
            self._learn(self.failures.after_song())
        if self.resting is not None and self.deck.playing.state is not PlayState.PAUSE:
            await self._note_rest(None)
        self._note_error(self.deck.playing.error)
        if self._notes_read:
            await self._trace.keep(self.deck.queue, self.deck.ours)
        song = self.deck.song()
        if song is None or song.entry.id == self._noted or self.deck.playing.state is PlayState.STOP:
            return
        self._noted = song.entry.id
        self.chooser = self.chooser.after_song(song.entry.uri, ours=song.pick is not None)

    async def remember(self) -> None:
        """Take up, once, what a former life noted."""
        if self._notes_read:
            return
        await self.deck.look()
        noted = await self.notes.read()
        traced = await self._trace.read(self.deck.queue)
        self._notes_read = True
        picks = {uri: pick for (_, uri), pick in noted.picks.items()}
        ours = {entry.id: (entry.uri, picks.get(entry.uri, Pick(Song(entry.uri), 0.0))) for entry in traced}
        self.deck.adopt(ours | noted.ours(self.deck.queue))
        await self.deck.give_back(noted.loud)
        memory = self.chooser.memory
        self.chooser = self.chooser.remembering(replace(memory, said={**noted.said, **memory.said}))
        song = self.deck.song()
        for uri in noted.room:
            if song is not None and song.entry.uri == uri:
                self.resting = uri  # the next look takes it off, should it play
            else:
                await self.notes.note_room(uri, empty=False)

    async def rest(self, *, for_room: bool) -> None:
        """Remember for whom the music pauses from now on."""
        song = self.deck.song()
        await self._note_rest(song.entry.uri if for_room and song is not None else None)

    async def _note_rest(self, uri: Uri | None) -> None:
        if self.resting is not None:
            await self.notes.note_room(self.resting, empty=False)
        self.resting = uri
        if uri is not None:
            await self.notes.note_room(uri, empty=True)

    async def read(self, *, anew: bool) -> None:
        """Read what songs there are. `anew`: the library changed."""
        self.reading = True
        if await self._stock.read(anew=anew):
            library = self._stock.library if len(self._stock.library) else self._stations
            self.chooser = replace(self.chooser, library=library)
            self.forgive()
        self.reading = False
        empty = "" if len(self.chooser.library) else "The library has no songs: put some into MPD's folder."
        self._troubles.note(ProblemKind.EMPTY, empty)

    async def fill(self, how: QueueMode) -> EntryId | None:
        """Bring in picks; return the entry to be played at once, if `how` asks for one."""
        play: EntryId | None = None
        how = QueueMode.REPLACE if how is QueueMode.TOP_UP and self._makeshift else how
        self._makeshift = False
        full = ""
        for _ in range(TRIES):
            full = ""
            picks = self._choose(how)
            if not picks:
                break
            brought = await self.deck.bring(picks, how)
            for entry, pick in brought.added:
                await self.notes.note_pick(entry, pick)
            play = brought.play if play is None else play
            if brought.refused is None:
                break
            if isinstance(brought.refused, Add) and brought.vanished:
                self._leave_out(brought.refused.uri)
            elif isinstance(brought.refused, Add):
                full = f"The player takes no more songs into its queue: {brought.why}."
            how = how if play is None else QueueMode.TOP_UP
        self._troubles.note(ProblemKind.FULL, full)
        return play

    def rests(self) -> bool:
        """Return whether it rests now, because no song could be played."""
        self._learn(self.failures.now(_now()))
        return self.failures.again is not None

    def forgive(self) -> None:
        """Try all songs again: the owner asks for music, or what kept them from playing may be over."""
        self._learn(self.failures.forgiven())

    async def begin(self, entry: EntryId, *, ours: bool = True) -> None:
        """Play from silence. A song that the player refuses to open began and failed: the next one is due."""
        self._blamed = ""
        self._learn(self.failures.after_begin())
        try:
            await self.deck.begin(entry, ours=ours)
        except PlayerRefusedError as no:
            uri = next((queued.uri for queued in self.deck.queue if queued.id == entry), None)
            if uri is None or not is_named(uri, str(no)):
                raise
            self._leave_out(uri)
            await self.deck.begun(entry)

    def _choose(self, how: QueueMode) -> tuple[Pick, ...]:
        top_up = how is QueueMode.TOP_UP
        count = self.deck.missing(self._ahead) if top_up else self._ahead
        if count == 0:
            return ()
        ours = [queued for queued in self.deck.upcoming() if queued.pick is not None]
        replaced = frozenset[EntryId]() if top_up else frozenset(queued.entry.id for queued in ours)
        banned = self.failures.left_out(_now())
        self.chooser = replace(self.chooser, leaning=self._leaning(), banned=banned)
        chosen = self.chooser.choose(count, self._standing(replaced), steps=len(ours) if top_up else 0)
        self._troubles.note(ProblemKind.CHOICE, chosen.trouble)
        if not chosen.picks and banned:
            self._learn(self.failures.after_nothing_left(_now()))
        if chosen.given_up != self._given_up:
            self._given_up = chosen.given_up
            logger.info("Given up, to have enough songs: %s.", "; ".join(chosen.given_up) or "nothing")
        return chosen.picks

    def _standing(self, replaced: Collection[EntryId]) -> tuple[Uri, ...]:
        """Return what stands in the queue, and stays. It counts as heard: it was, or will be."""
        heard = set(self.chooser.memory.heard)
        stays = (e.uri for e in self.deck.queue if e.id not in replaced and e.uri not in heard)
        return tuple(stays)[-MOST_STANDING:]

    def _note_error(self, error: str) -> None:
        """Note what the player could not play; the song is left out from now on."""
        if error and error != self._blamed:
            self._blamed = error
            for entry in self.deck.queue:
                if is_named(entry.uri, error):
                    self._leave_out(entry.uri)
        self._troubles.note(ProblemKind.ERROR, f"The player says: {error}" if error else "")

    def _leave_out(self, uri: Uri) -> None:
        if uri in self.chooser.banned:
            return
        if not self.failures.is_outage:
            logger.warning("%r cannot be played; it is left out for a while.", uri)
        self._learn(self.failures.after_failure(uri, _now()))
        self.chooser = self.chooser.without(uri)

    def _learn(self, failures: Failures) -> None:
        """Take up what is known of failures; tell that no song can be played, and that this is over, once."""
        before, self.failures = self.failures, failures
        if failures.is_outage and not before.is_outage:
            logger.warning(OUTAGE)
        elif before.is_outage and not failures.is_outage:
            logger.info("All songs are tried again.")
            self._makeshift = True
        self._troubles.note(ProblemKind.OUTAGE, OUTAGE if failures.is_outage else "")
        if not failures.songs:
            self.chooser = replace(self.chooser, banned=frozenset())


def _now() -> Seconds:
    return asyncio.get_running_loop().time()
