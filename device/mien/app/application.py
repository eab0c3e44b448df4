"""The composition root of the speaker: makes its parts, starts them in order, ends them in reverse.

Events go from the parts into the inbox (`EventLoop`); the wishes that come out go to the parts that carry
them out. No part waits for another: music and eye have queues of their own, so that an MPD that hangs stops
neither ring nor eye. Frontends read the observable state and send requests with `request`; see
`speaker_access.py`.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from mien.app.app_state import StateReader, StateStore, StatusChanged
from mien.app.day_clock import DayClock, LastRing
from mien.app.event_loop import EventLoop
from mien.app.factories import Callbacks, clock, mood_settings, parts_of, wall_clock
from mien.app.indicators import RingIndicator, SystemdIndicator
from mien.app.page.live_pictures import LivePictures
from mien.app.restored_volume import restore_volume
from mien.app.senses.hearing import Hearing
from mien.app.speaker_access import (
    ApplySettings,
    FollowRules,
    Frontend,
    Request,
    SetAlarms,
    SpeakerAccess,
    shown_by,
)
from mien.app.storage.eye_flag import EyeFlag
from mien.app.storage.memory import Memory
from mien.config.settings import Config
from mien.health.notify import Progress
from mien.mood.choices import with_choices
from mien.mood.events import (
    Asked,
    Event,
    EyeBack,
    EyeGone,
    GuestChanged,
    OpenedHere,
    PlayerSaid,
    Pressed,
    Seen,
    Sensed,
    SharedMoodHeard,
)
from mien.mood.mood import Policy
from mien.mood.session import begin
from mien.mood.wishes import (
    CloseEye,
    EyeState,
    KeepChoices,
    OpenEye,
    OpenPairing,
    ShowMood,
    StopGuest,
    Wish,
)
from mien.music.dj.music_events import MusicEvent, MusicProblem, PlayerChanged
from mien.music.selection.context import Circumstances
from mien.panel.panel import Panel

Task: TypeAlias = Coroutine[Any, Any, None]


def memory_in(folder: Path | None, config: Config) -> Memory:
    """Return the store of what the speaker remembers, in `folder`; with None it stores nothing."""
    return Memory(folder, lambda: wall_clock().timestamp(), policy=Policy(config.mood.policy))


class Application:
    """One speaker. Frontends get its `access`."""

    def __init__(  # noqa: PLR0913  each is one part that may come from outside
        self,
        config: Config,
        eye_socket: Path | None = None,
        ear_socket: Path | None = None,
        *,
        panel: Panel | None = None,
        eye_flag: EyeFlag | None = None,
        memory: Memory | None = None,
    ) -> None:
        """`panel`: instead of the configured one. `eye_flag`: keeps a closed eye closed after a restart."""
        self._eye_flag = eye_flag or EyeFlag()
        self._memory = memory or memory_in(None, config)
        eye = EyeState.CLOSED if self._eye_flag.is_closed else EyeState.OPEN
        self._state = StateStore(config, self._memory.alarms.read() or ())
        session = begin(mood_settings(config), clock(), eye)
        choices = self._memory.choices.read()
        self._loop = EventLoop(with_choices(session, choices) if choices else session, clock)
        self._pictures = LivePictures(self._watch_eye)
        self._hearing = Hearing(
            config.ear,
            self._state,
            self._loop.tell,
            socket=ear_socket,
            is_open=eye is EyeState.OPEN,
        )
        self._parts = parts_of(
            config,
            Callbacks(self._eye_event, self._pictures.show, self._music_event, self._circumstances),
            eye_socket=eye_socket,
            eye_is_open=eye is EyeState.OPEN,
            panel=panel,
            sounds=self._memory.sounds,
        )
        self._music_jobs: asyncio.Queue[Wish | FollowRules] = asyncio.Queue()
        self._eye_jobs: asyncio.Queue[bool] = asyncio.Queue()
        self._to_store: asyncio.Queue[Callable[[], None]] = asyncio.Queue()
        self._day = DayClock(
            self._state,
            self._loop.tell,
            self.request,
            wall=wall_clock,
            clock=clock,
            last=LastRing(
                self._memory.rang.read(),
                lambda at: self._to_store.put_nowait(partial(self._memory.rang.keep, at)),
            ),
        )

    @property
    def state(self) -> StateReader:
        """The state, to read and to subscribe to."""
        return self._state

    @property
    def access(self) -> SpeakerAccess:
        """What a frontend gets."""
        parts = self._parts
        return SpeakerAccess(
            state=self._state,
            session=lambda: self._loop.session,
            music=parts.dj,
            owner=parts.dj.owner,
            eye=lambda: parts.eye.hello,
            player_reply_took=lambda: parts.player.reply_took,
            player_reply_age=lambda: parts.player.last_reply_age,
            cover=parts.player.cover,
            pictures=self._pictures,
            request=self.request,
        )

    # Start and end, top down.

    async def run(self, frontends: Iterable[Frontend] = ()) -> None:
        """Run every part and frontend until cancelled; then end the parts, the last one first."""
        parts = self._parts
        async with contextlib.AsyncExitStack() as ends:
            if parts.eye_folder:
                ends.callback(parts.eye_folder.cleanup)
            ends.push_async_callback(parts.panel.close)
            ends.push_async_callback(parts.player.close)
            ends.push_async_callback(lambda: restore_volume(self._loop.session, parts.player))
            ends.callback(parts.systemd.stopping)
            async with asyncio.TaskGroup() as tasks:
                for task in (*self._tasks(), *(task for one in frontends for task in one.tasks())):
                    tasks.create_task(task)
                parts.systemd.ready("Looking and listening.")

    def _tasks(self) -> Iterator[Task]:
        """Yield the work of the parts, in the order in which it starts."""
        parts = self._parts
        yield self._loop.run(self._carry_out)
        yield parts.dj.run()
        yield self._do_music_jobs()
        yield self._do_eye_jobs()
        yield self._store()
        yield from self._day.tasks()
        yield from RingIndicator(self._state, parts.ring).tasks()
        yield from SystemdIndicator(self._state, parts.systemd, self._progress).tasks()
        yield self._take_presses()
        if parts.eye_child:
            yield parts.eye_child.run()
        yield parts.eye.run()
        yield from self._hearing.tasks()

    # In: what parts report and frontends ask for.

    def request(self, request: Request) -> None:
        """Do what a frontend asks for, or pass it on; returns at once."""
        match request:
            case Asked() | Pressed() | OpenedHere() | GuestChanged() | Sensed() | SharedMoodHeard():
                self._loop.tell(request)
            case FollowRules():
                self._music_jobs.put_nowait(request)
            case SetAlarms(alarms):
                self._state.update(StatusChanged(), alarms=alarms)
                self._to_store.put_nowait(partial(self._memory.alarms.keep, alarms))
            case ApplySettings(config):
                self._loop.set_settings(mood_settings(config))
                self._state.update(StatusChanged(), config=config)
            case _:
                self._state.update(StatusChanged(), **shown_by(request))

    def _eye_event(self, event: Event) -> None:
        match event:
            case Seen(glance):
                if self._loop.session.eye is EyeState.CLOSED:
                    return  # it was sent before the eye closed; company and light are no longer known
                self._state.update(event, glance=glance)
            case EyeGone(why):
                self._state.update(StatusChanged(), glance=None, eye_problem=why)
            case EyeBack():
                self._state.update(StatusChanged(), eye_problem="")
        self._loop.tell(event)

    def _music_event(self, event: MusicEvent) -> None:
        match event:
            case PlayerChanged(now):
                self._loop.tell(PlayerSaid(None if now.away else now.status(), at=clock()))
                self._state.update(event)
            case MusicProblem(sentence):
                self._state.update(event, music_problem=sentence)
            case _:
                self._state.update(event)

    async def _take_presses(self) -> None:
        async for pressed in self._parts.panel.presses():
            self.request(pressed)

    # Out: what the session wishes.

    def _carry_out(self, wish: Wish) -> None:
        """Hand a wish to the part that carries it out; does not wait."""
        match wish:
            case ShowMood(display):
                self._state.update(display, display=display)
            case CloseEye() | OpenEye():
                self._state.update(glance=None)  # the previous one is out of date, for the watchdog too
                self._eye_jobs.put_nowait(isinstance(wish, OpenEye))
            case OpenPairing() | StopGuest():
                self._state.update(wish)
            case KeepChoices(choices):
                self._to_store.put_nowait(partial(self._memory.choices.keep, choices))
            case _:
                self._music_jobs.put_nowait(wish)

    async def _do_music_jobs(self) -> None:
        dj = self._parts.dj
        while True:
            job = await self._music_jobs.get()
            await (dj.use_rules(job.rules) if isinstance(job, FollowRules) else dj.perform(job))

    async def _do_eye_jobs(self) -> None:
        while True:
            is_open = await self._eye_jobs.get()
            self._hearing.open(is_open=is_open)
            # Both at once: the eye must not wait for a slow disk, nor the disk for an eye that hangs.
            # A future of the executor's, not a task: what has begun to be stored is stored before the end.
            store = partial(self._eye_flag.keep, is_closed=not is_open)
            storing = asyncio.shield(asyncio.get_running_loop().run_in_executor(None, store))
            await asyncio.gather(storing, self._parts.eye.open_eye(is_open=is_open))

    async def _store(self) -> None:
        """Store one thing after another, off the loop; on shutdown, wait for writes in progress."""
        while True:
            store = await self._to_store.get()
            await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, store))

    async def _watch_eye(self, is_on: bool) -> None:  # noqa: FBT001  it is the news itself
        """Have the eye send pictures or stop; the ring says so for as long as it does."""
        self._state.update(StatusChanged(), live_view_watched=is_on)
        await self._parts.eye.watch(is_on=is_on)

    def _circumstances(self) -> Circumstances:
        now, glance = wall_clock(), self._state.current.glance
        hour = now.hour + now.minute / 60
        if glance is None:
            return Circumstances(hour, now.weekday())
        return Circumstances(hour, now.weekday(), len(glance.faces), glance.light)

    def _progress(self) -> Progress:
        """Return how long ago each part made progress, for the watchdog; a part that is gone was reported."""
        state = self._state.current
        is_open = state.display is not None and state.display.eye is EyeState.OPEN
        glance = clock() - self._loop.last_glance if is_open and state.glance else None
        return Progress(clock() - self._loop.last_turn, glance, self._parts.player.last_reply_age)
