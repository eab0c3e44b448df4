"""Reports what is new about the music: compares its state with the previous one."""

from collections.abc import Callable

from mien.music.dj.music_events import MusicEvent, MusicProblem, MusicState, QueueChanged, events_between
from mien.music.dj.position import Position
from mien.music.dj.problems import ProblemKind, Problems
from mien.music.dj.queue.player_queue import PlayerQueue
from mien.music.dj.queue.refill import QueueRefiller
from mien.music.dj.song_source import SongSource


class Announcer:
    """Calls `tell` with every event. `now`: the state that was announced last."""

    def __init__(
        self,
        queue: PlayerQueue,
        songs: SongSource,
        refiller: QueueRefiller,
        problems: Problems,
        tell: Callable[[MusicEvent], None],
    ) -> None:
        self._queue = queue
        self._songs = songs
        self._refiller = refiller
        self._problems = problems
        self._tell = tell
        self._reported = Position()
        self._queue_before: tuple[object, ...] = ()
        self._queue_version = 0
        self.now = MusicState()

    def announce(self) -> None:
        """Announce what is new."""
        before, self.now = self.now, self._state()
        for event in events_between(before, self.now, self._reported):
            if not isinstance(event, QueueChanged | MusicProblem):
                self._reported = self.now.position
            self._tell(event)

    def _state(self) -> MusicState:
        queue = self._queue
        return MusicState(
            playing=queue.playing,
            song=queue.song(),
            upcoming=queue.upcoming(),
            target=self._songs.target(),
            problem=self._problems.gravest(),
            away=bool(self._problems.said(ProblemKind.AWAY)),
            songs=len(self._songs.selector.library),
            for_room=self._refiller.is_paused_for_room,
            position=queue.position,
            queue_version=self._version(),
        )

    def _version(self) -> int:
        """Return a number that grows with every change of the queue, or of whose its entries are."""
        queue = (self._queue.entries, frozenset(self._queue.ours))
        if queue != self._queue_before:
            self._queue_before = queue
            self._queue_version += 1
        return self._queue_version
