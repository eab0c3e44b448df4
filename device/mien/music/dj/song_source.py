"""Chooses the songs: owns the selector, the library and the failures.

Nothing else changes them. Others ask for picks, and report what happened to songs.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from mien.mood.emotion import MoodName
from mien.mood.mood import Policy
from mien.music.dj.dj_settings import DjSettings
from mien.music.dj.failures import Failures
from mien.music.dj.library_sync import LibrarySync
from mien.music.dj.notes.ratings import Ratings, understood
from mien.music.dj.notes.stickers import KnownStickers
from mien.music.dj.problems import ProblemKind, Problems
from mien.music.dj.sound_cache import SoundCache
from mien.music.library.library import build_library
from mien.music.library.stations import without_login
from mien.music.player.player import Player
from mien.music.selection.constraints import Constraint
from mien.music.selection.context import ContextPreference
from mien.music.selection.history import History, SkippedSong, Word
from mien.music.selection.rules import MusicTarget, Rules
from mien.music.selection.selector import Selector
from mien.music.song import Pick, Uri
from mien.types import Seconds

logger = logging.getLogger(__name__)

OUTAGE = "No song can be played: is a disk, a share or the network missing? Mien keeps trying."


EMPTY = "The library has no songs yet: copy some into the music folder."


class SongSource:
    """The songs, which of them suit the mood, and which can't be played for now."""

    def __init__(
        self,
        player: Player,
        rules: Rules,
        settings: DjSettings,
        problems: Problems,
        preference: Callable[[], ContextPreference],
    ) -> None:
        self._selector = Selector.without_songs(rules, settings.ranking, settings.seed)
        self._library_sync = LibrarySync(player, rules.genres, SoundCache(settings.sounds))
        self._stations = build_library(
            (replace(station, uri=without_login(station.uri)) for station in settings.stations), rules.genres
        )
        self._problems = problems
        self._preference = preference
        self._failures = Failures(settings.rest)
        self._given_up: tuple[Constraint, ...] = ()
        self._recovered = False
        self._reading = True

    @property
    def selector(self) -> Selector:
        """What songs are chosen by at present."""
        return self._selector

    @property
    def is_reading(self) -> bool:
        """Whether there may be songs that haven't been read yet."""
        return self._reading

    @property
    def can_choose(self) -> bool:
        """Whether there is a mood to choose for, and a song to choose from."""
        return self._selector.course is not None and len(self._selector.library) > 0

    @property
    def history(self) -> History:
        """What was heard, and the opinions of songs."""
        return self._selector.history

    @property
    def last_skip(self) -> SkippedSong | None:
        """The skip that can be undone, None without one."""
        return self.history.undo

    @property
    def is_outage(self) -> bool:
        """Whether songs failed for a reason outside them."""
        return self._failures.is_outage

    @property
    def is_unproven(self) -> bool:
        """Whether it is still unknown whether the songs can be heard."""
        return self._failures.is_open

    def target(self) -> MusicTarget | None:
        """Return the target for the next song of ours; None without a mood."""
        return self._selector.target()

    async def read(self, *, is_changed: bool) -> None:
        """Read the library. `is_changed`: the player reported that it changed."""
        self._reading = True
        if await self._library_sync.read(is_changed=is_changed):
            library = self._library_sync.library
            self._selector = replace(self._selector, library=library if len(library) else self._stations)
            self.forgive()
        self._reading = False
        empty = "" if len(self._selector.library) else EMPTY
        self._problems.note(ProblemKind.EMPTY, empty)

    def note_sounds(self) -> None:
        """Note that songs may have been measured."""
        self._library_sync.note_sounds()

    async def read_sounds_if_due(self) -> None:
        """Read new measurements of songs, if there are any and it isn't too soon."""
        if await self._library_sync.read_sounds_if_due():
            self._selector = replace(self._selector, library=self._library_sync.library)

    def choose(self, count: int, queued: tuple[Uri, ...], steps: int) -> tuple[Pick, ...]:
        """Return `count` picks to play after what is queued; see `Selector.choose`."""
        banned = self._failures.left_out(_now())
        self._selector = replace(self._selector, preference=self._preference(), banned=banned).prepared()
        selection = self._selector.choose(count, queued, steps=steps)
        self._problems.note(ProblemKind.CHOICE, selection.problem)
        if not selection.picks and banned:
            self._update(self._failures.after_nothing_left(_now()))
        if selection.given_up != self._given_up:
            self._given_up = selection.given_up
            if selection.given_up:
                logger.info("Ignored, to find enough songs: %s.", "; ".join(selection.given_up))
            else:
                logger.info("All preferences met again.")
        return selection.picks

    def follow(self, mood: MoodName, policy: Policy) -> bool:
        """Choose for this mood and policy from now on; return whether that is new."""
        before = self._selector
        self._selector = before.following(mood, policy)
        return self._selector is not before

    def use_rules(self, rules: Rules) -> None:
        """Choose by other rules from now on."""
        self._selector = self._selector.under(rules)

    def recall(self, known: KnownStickers) -> None:
        """Add earlier opinions of the owner's, and those of other clients; newer ones count more."""
        said = understood(known.said, known.old, known.ratings.like)
        self._remember(self.history.with_words(said, known.ratings.words(said)))

    def note_ratings(self, ratings: Ratings) -> None:
        """Note what other clients have written."""
        self._remember(self.history.with_words({}, ratings.words(self.history.said)))

    def forget(self) -> None:
        """Forget the owner's opinions, and what was heard."""
        self._remember(self.history.forgotten())

    def note_song(self, uri: Uri, *, ours: bool) -> None:
        """Note that a song began."""
        self._selector = self._selector.after_song(uri, ours=ours)

    def note_skip(self, skipped: SkippedSong, *, ours: bool) -> None:
        """Note that the owner skipped a song."""
        self._selector = self._selector.after_skip(skipped, ours=ours)

    def note_undo(self) -> None:
        """Note that the owner undid the last skip."""
        self._selector = self._selector.after_undo()

    def note_word(self, uri: Uri, word: Word) -> None:
        """Note the owner's opinion of a song under the present mood; 0 removes all opinions of it."""
        history = self.history
        emotion = self._selector.emotion()
        self._remember(history.after_word(emotion, uri, word) if word else history.after_neutral(uri))

    def note_begun(self) -> None:
        """Note that playback started; whether it can be heard is not known yet."""
        self._update(self._failures.after_begin())

    def note_heard(self) -> None:
        """Note that a song is being heard."""
        self._update(self._failures.after_song())

    def note_failed(self, uri: Uri) -> None:
        """Note that a song can't be played; it is left out for a while."""
        if uri in self._selector.banned:
            return
        if not self._failures.is_outage:
            logger.warning("%r can't be played; it is left out for a while.", uri)
        self._update(self._failures.after_failure(uri, _now()))
        self._selector = self._selector.without(uri)

    def forgive(self) -> None:
        """Try all songs again: the owner asks for music, or the cause of the failures may be gone."""
        self._update(self._failures.forgiven())

    def is_resting(self) -> bool:
        """Return whether no song should be tried for now, because none could be played."""
        self._update(self._failures.now(_now()))
        return self._failures.again is not None

    def take_recovered(self) -> bool:
        """Return whether an outage ended since the last call: songs chosen during it were a makeshift."""
        recovered, self._recovered = self._recovered, False
        return recovered

    def _remember(self, history: History) -> None:
        self._selector = self._selector.remembering(history)

    def _update(self, failures: Failures) -> None:
        """Replace the failures; report an outage once when it begins, and once when it ends."""
        before, self._failures = self._failures, failures
        if failures.is_outage and not before.is_outage:
            logger.warning(OUTAGE)
        elif before.is_outage and not failures.is_outage:
            logger.info("All songs are tried again.")
            self._recovered = True
        self._problems.note(ProblemKind.OUTAGE, OUTAGE if failures.is_outage else "")
        if not failures.songs:
            self._selector = replace(self._selector, banned=frozenset())


def _now() -> Seconds:
    return asyncio.get_running_loop().time()
