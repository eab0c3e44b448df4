"""Which songs come next: rules, library and memory put together. Pure: what happens makes another chooser."""

from dataclasses import dataclass, field, replace
from typing import Self
from zlib import crc32

from mien.mood.emotion import Emotion, MoodName
from mien.mood.mood import Policy
from mien.music.library.library import Library, build_library
from mien.music.selection.constraints import Constraint
from mien.music.selection.context import NO_LEANING, ContextPreference
from mien.music.selection.criteria import Moment, kind_fit
from mien.music.selection.history import History, Skipped
from mien.music.selection.rank import RankingConfig, rank
from mien.music.selection.rules import MusicTarget, Rules
from mien.music.song import Pick, Uri


@dataclass(frozen=True, slots=True)
class Course:
    """What the music follows: a mood under a policy, and how many songs of ours it has played for it."""

    mood: MoodName
    policy: Policy
    step: int = 0


@dataclass(frozen=True, slots=True)
class Selection:
    """Picks in the order in which to play them. `trouble`: why they are not quite what is wanted, or "".

    `given_up`: the constraints that were given up to have so many, in the order in which that is done.
    """

    picks: tuple[Pick, ...] = ()
    trouble: str = ""
    given_up: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class Selector:
    """All that songs are chosen by. `course`: None until a mood is wanted. `banned`: cannot be played."""

    rules: Rules
    taste: RankingConfig
    library: Library
    course: Course | None = None
    memory: History = field(default_factory=History)
    leaning: ContextPreference = NO_LEANING
    banned: frozenset[Uri] = frozenset()
    seed: int = 0

    @classmethod
    def without_songs(cls, rules: Rules, taste: RankingConfig, seed: int) -> Self:
        """Return a chooser whose library has not been read yet."""
        return cls(rules, taste, build_library((), rules.genres), seed=seed)

    def wanted(self) -> MusicTarget | None:
        """Return what music is wanted for the next song of ours."""
        if self.course is None:
            return None
        return self.rules.wanted(self.course.mood, self.course.policy, self.course.step)

    def choose(self, count: int, queued: tuple[Uri, ...] = (), steps: int = 0) -> Selection:
        """Return `count` picks to play after what is queued, fewer if there are no more songs.

        Each is chosen as if those before it had been heard, and stands one step further on the way of the
        policy. `steps`: how many of ours are queued already; the owner's are no steps.
        """
        if self.course is None or not len(self.library):
            return Selection()
        picks: list[Pick] = []
        given_up: set[Constraint] = set()
        for ahead in range(count):
            heard = (*self.memory.heard, *queued, *(pick.song.uri for pick in picks))
            moment = self._moment(self.course, heard, self.course.step + steps + ahead)
            ranking = rank(self.library, moment, self.taste, 1)
            picks += ranking.picks
            given_up |= set(ranking.given_up)
        in_order = tuple(constraint for constraint in Constraint if constraint in given_up)
        return Selection(tuple(picks), self._trouble(picks, given_up) if count else "", in_order)

    def following(self, mood: MoodName, policy: Policy) -> Self:
        """Return the chooser for a mood under a policy; a new course unless it is the one already taken."""
        if self.course is not None and (self.course.mood, self.course.policy) == (mood, policy):
            return self
        return replace(self, course=Course(mood, policy))

    def after_song(self, uri: Uri, *, ours: bool) -> Self:
        """Return the chooser after a song began; one of ours is a step on the course."""
        course = self.course
        if course is not None and ours:
            course = replace(course, step=course.step + 1)
        return replace(self, course=course, memory=self.memory.after_song(uri))

    def after_skip(self, skipped: Skipped, *, ours: bool) -> Self:
        """Return the chooser after a skip. One of ours counts against the song under this mood."""
        wanted = self.wanted()
        emotion: Emotion | None = wanted.emotion if wanted is not None and ours else None
        return replace(self, memory=self.memory.after_skip(replace(skipped, emotion=emotion)))

    def after_undo(self) -> Self:
        """Return the chooser after the last skip was taken back."""
        return replace(self, memory=self.memory.after_undo())

    def remembering(self, memory: History) -> Self:
        """Return the chooser with another memory."""
        return replace(self, memory=memory)

    def obeying(self, rules: Rules) -> Self:
        """Return the chooser under other rules."""
        return replace(self, rules=rules)

    def without(self, uri: Uri) -> Self:
        """Return the chooser that never chooses this song."""
        return replace(self, banned=self.banned | {uri})

    def _moment(self, course: Course, heard: tuple[Uri, ...], step: int) -> Moment:
        """Return the moment of a pick. Each draws its own lot: with one for all, equals keep their order."""
        wanted = self.rules.wanted(course.mood, course.policy, step)
        liking = self.memory.liking(wanted.emotion)
        lot = crc32(f"{self.seed} {step} {heard[-1:]}".encode())
        return Moment(wanted, heard, liking, self.leaning, self.banned, lot)

    def _trouble(self, picks: list[Pick], given_up: set[Constraint]) -> str:
        wanted = self.wanted()
        if not picks:
            return "None of the songs can be played."
        if Constraint.WANTED_GENRE not in given_up or wanted is None:
            return ""
        genres = ", ".join(wanted.genres)
        if not self.library.kinds.any():
            return f"No song has a genre tag that I know; wanted: {genres}. Playing what may come near."
        few = "Too few songs" if kind_fit(self.library, wanted).any() else "No song"
        return f"{few} of the genres wanted when {wanted.emotion} ({genres}); playing what comes nearest."
