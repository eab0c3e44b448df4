"""Which songs come next: rules, library and history combined. Pure: every event returns a new selector."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from zlib import crc32

from mien.mood.emotion import Emotion, MoodName
from mien.mood.mood import Policy
from mien.music.library.library import Library, build_library
from mien.music.selection.alike.flow import Way
from mien.music.selection.alike.path import EasePath, ways
from mien.music.selection.alike.taste import Taste
from mien.music.selection.constraints import Constraint
from mien.music.selection.context import NO_LEANING, ContextPreference
from mien.music.selection.criteria import Moment, kind_fit
from mien.music.selection.history import History, SkippedSong, Word
from mien.music.selection.rank import RankingConfig, rank
from mien.music.selection.reasons import a_mood
from mien.music.selection.rules import MusicTarget, Rules
from mien.music.song import Pick, Uri


@dataclass(frozen=True, slots=True)
class Course:
    """The mood and policy that the music follows."""

    mood: MoodName
    """The mood it responds to."""
    policy: Policy
    """How it responds."""
    step: int = 0
    """How many songs of ours have played for it so far."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The songs to play next."""

    picks: tuple[Pick, ...] = ()
    """In the order in which to play them."""
    problem: str = ""
    """Why they don't quite match the target, a sentence; "" if they do."""
    given_up: tuple[Constraint, ...] = ()
    """The constraints that were relaxed to find enough, in that order."""


@dataclass(frozen=True, slots=True)
class Selector:
    """Everything by which songs are chosen."""

    rules: Rules
    """Which music suits which mood."""
    ranking: RankingConfig
    """How songs are compared."""
    library: Library
    """The songs to choose from."""
    course: Course | None = None
    """What the music follows; None until there is a mood."""
    history: History = field(default_factory=History)
    """What was heard, liked and skipped."""
    preference: ContextPreference = NO_LEANING
    """What the circumstances call for."""
    banned: frozenset[Uri] = frozenset()
    """Songs that can't be played."""
    seed: int = 0
    """Decides between songs that are equally good."""
    taste: Taste = field(default_factory=Taste, repr=False)
    """The taste that follows from the opinions; see `prepared`."""
    path: EasePath = field(default_factory=EasePath, repr=False)
    """The way that Ease takes; see `prepared`."""

    @classmethod
    def without_songs(cls, rules: Rules, ranking: RankingConfig, seed: int) -> Self:
        """Return a selector whose library has not been read yet."""
        return cls(rules, ranking, build_library((), rules.genres), seed=seed)

    def target(self) -> MusicTarget | None:
        """Return the target for the next song of ours; None without a mood."""
        if self.course is None:
            return None
        return self.rules.wanted(self.course.mood, self.course.policy, self.course.step)

    def emotion(self) -> Emotion | None:
        """Return the mood to which opinions belong; None while none is known."""
        mood = self.course.mood if self.course is not None else None
        return mood if isinstance(mood, Emotion) else None

    def words(self) -> Mapping[Uri, Word]:
        """Return the opinions of songs that count now."""
        emotion = self.emotion()
        if emotion is not None:
            return self.history.liking(emotion)
        said = {uri: word for (of, uri), word in self.history.said.items() if of is None}
        return {**self.history.others, **said}

    def word(self, uri: Uri) -> Word:
        """Return the opinion of a song that counts now, 0 for none."""
        return self.history.word(self.emotion(), uri)

    def choose(self, count: int, queued: tuple[Uri, ...] = (), steps: int = 0) -> Selection:
        """Return `count` picks to play after what is queued, fewer if there are no more songs.

        Each is chosen as if those before it had been heard, one step further along the policy's path.
        `steps`: how many of ours are queued already; the owner's songs don't count.
        """
        if self.course is None or not len(self.library):
            return Selection()
        if self.prepared() is not self:
            return self.prepared().choose(count, queued, steps)
        picks: list[Pick] = []
        given_up: set[Constraint] = set()
        for ahead in range(count):
            heard = (*self.history.heard, *queued, *(pick.song.uri for pick in picks))
            moment = self._moment(self.course, heard, self.course.step + steps + ahead)
            ranked = rank(self.library, moment, self.ranking, 1)
            picks += ranked.picks
            given_up |= set(ranked.given_up)
        in_order = tuple(constraint for constraint in Constraint if constraint in given_up)
        return Selection(tuple(picks), self._problem(picks, given_up) if count else "", in_order)

    def prepared(self) -> Self:
        """Return the selector with the taste for the opinions that count now.

        Under Ease also with the way out of the mood. That takes up to a tenth of a second for 100,000 songs,
        but only after a new opinion, mood or song.
        """
        course, target = self.course, self.target()
        if course is None or target is None:
            return self
        taste = self.taste.after(self.library, self.history.liking(target.emotion))
        path = self.path
        if course.policy is Policy.RAMP:
            path = path.after(self.library, self.rules, course.mood)
        same = taste is self.taste and path is self.path
        return self if same else replace(self, taste=taste, path=path)

    def following(self, mood: MoodName, policy: Policy) -> Self:
        """Return the selector for a mood and policy; with a new course unless that is the current one."""
        if self.course is not None and (self.course.mood, self.course.policy) == (mood, policy):
            return self
        return replace(self, course=Course(mood, policy))

    def after_song(self, uri: Uri, *, ours: bool) -> Self:
        """Return the selector after a song began; one of ours is a step on the course."""
        course = self.course
        if course is not None and ours:
            course = replace(course, step=course.step + 1)
        return replace(self, course=course, history=self.history.after_song(uri))

    def after_skip(self, skipped: SkippedSong, *, ours: bool) -> Self:
        """Return the selector after a skip, which counts against a song of ours under this mood."""
        target = self.target()
        emotion: Emotion | None = target.emotion if target is not None and ours else None
        return replace(self, history=self.history.after_skip(replace(skipped, emotion=emotion)))

    def after_undo(self) -> Self:
        """Return the selector after the last skip was undone."""
        return replace(self, history=self.history.after_undo())

    def remembering(self, history: History) -> Self:
        """Return the selector with another history."""
        return replace(self, history=history)

    def under(self, rules: Rules) -> Self:
        """Return the selector with other rules."""
        return replace(self, rules=rules)

    def without(self, uri: Uri) -> Self:
        """Return the selector that never chooses this song."""
        return replace(self, banned=self.banned | {uri})

    def _moment(self, course: Course, heard: tuple[Uri, ...], step: int) -> Moment:
        """Return the moment of a pick. Each has its own seed, or equals would always keep their order."""
        target = self.rules.wanted(course.mood, course.policy, step)
        liking = self.history.liking(target.emotion)
        seed = crc32(f"{self.seed} {step} {heard[-1:]}".encode())
        way = self._way(course, heard, step)
        return Moment(target, heard, liking, self.preference, self.taste.values, way, self.banned, seed)

    def _way(self, course: Course, heard: tuple[Uri, ...], step: int) -> Way | None:
        """Return what the next song follows: the last one, and where Ease leads."""
        last = self.library.row(heard[-1]) if heard else None
        if last is None:
            return None
        if course.policy is not Policy.RAMP or step >= len(self.path.stages):
            return Way(last)
        ahead = self.path.ahead(step)
        return Way(last, lambda rows: ways(self.library, rows, ahead, last))

    def _problem(self, picks: list[Pick], given_up: set[Constraint]) -> str:
        target = self.target()
        if not picks:
            return "None of the songs can be played."
        if Constraint.WANTED_GENRE not in given_up or target is None:
            return ""
        genres = ", ".join(target.genres)
        if not self.library.kinds.any():
            return f"No song has a genre tag that Mien knows (looking for {genres}); playing the closest."
        few = "Too few songs" if kind_fit(self.library, target).any() else "No songs"
        return f"{few} for {a_mood(target.emotion)} ({genres}); playing the closest."
